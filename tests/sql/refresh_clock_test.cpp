// refresh_clock_test.cpp - a refresh compares the provider's times with the
// provider's clock, whatever the one here says.
#include <doctest/doctest.h>

#include "support/inventory.h"

namespace idp::test::refresh_clock_test {
namespace {

struct Clock : InventoryFixture {
  Clock() : InventoryFixture({"--users", "400", "--events", "100"}) {
    static_cast<void>(refresh());
  }
  // What the org's clock shows from now on.
  void turn(const std::string& time) {
    simulator.post("/_sim/clock",
                   "{\"offset\": " +
                       file.value("SELECT strftime('%s', " + literal(time) +
                                  ") - strftime('%s', 'now')") +
                       "}");
  }
  void check_expired(const std::string& which) {
    const Rows token = file.rows(
        "SELECT userId, clientId, datetime(expiresAt, '-10 minutes'), "
        "datetime(expiresAt, '10 minutes') FROM saved_oauth_tokens WHERE "
        "expiresAt " +
        which + " LIMIT 1");
    turn(token[0][2]);
    static_cast<void>(refresh(kFull));
    turn(token[0][3]);
    const auto before = static_cast<std::ptrdiff_t>(simulator.requests());
    by_log();
    const auto calls = simulator.calls();
    CHECK(std::ranges::any_of(
        calls.begin() + before, calls.end(), [&](const std::string& call) {
          return has(call, "/users/" + token[0][0] + "/clients/" + token[0][1] +
                               "/tokens");
        }));
  }
};

TEST_CASE_FIXTURE(Clock, "a token that expired, where ours is far ahead") {
  check_expired("< date('now', '-2 days') ORDER BY expiresAt DESC");
}

TEST_CASE_FIXTURE(Clock, "a token that expired, where ours is far behind") {
  check_expired("> date('now', '2 days') ORDER BY expiresAt");
}

// Told to a process that knows nothing of the provider's clock yet.
TEST_CASE_FIXTURE(Clock, "an event of now, where ours is far behind") {
  turn(file.value("SELECT datetime('now', '1 day')"));
  by_log();
  simulator.act("DELETE", tokens_path);
  Program other = shell(path, "SELECT idp_refresh();");
  const Outcome outcome = other.wait();
  CHECK(has(outcome.output, R"("kind":"log")"));
  CHECK(saved("oauth_tokens") == live("oauth_tokens"));
}

// The shares of a day are counted by the provider's clock. No event that is
// read again names the user.
TEST_CASE_FIXTURE(Clock, "rows in turn, where ours doesn't move") {
  const std::string began = file.value("SELECT datetime('now')");
  const auto pass = [&](const std::string& time) {
    turn(file.value("SELECT datetime(" + literal(began) + ", " + literal(time) +
                    ")"));
  };
  simulator.act("DELETE", user_path + "/grants");
  by_log();
  pass("1 hour");
  simulator.set_login(org.users().back().text("id"), "other@example.com");
  by_log();
  arrive("grant", ids.grant);
  pass("14 hours");
  static_cast<void>(refresh());
  check_equal();
}

// As if ours had been a day ahead at the first one, and was set since.
TEST_CASE("what changed is followed after our clock was set back") {
  Logged org("400", {"--events", "100"});
  const Rows app = org.file.rows(
      "SELECT a.id FROM saved_apps a JOIN saved_user_clients c USING "
      "(client_id) GROUP BY 1 ORDER BY count(*) DESC LIMIT 1");
  org.file.rows(
      "UPDATE saved_refreshes SET started = strftime('%Y-%m-%dT%H:%M:%fZ', "
      "'now', '1 day')");
  org.file.rows(
      "UPDATE saved_read SET turned = (SELECT started FROM "
      "saved_refreshes)");
  org.simulator.act("PUT", "/api/v1/apps/" + app[0][0],
                    R"({"label": "another"})");
  org.refresh(R"('main', '{"tables": ["apps"]}')");
  org.by_log();
  org.check_equal();
}

TEST_CASE_FIXTURE(InventoryFixture,
                  "a run that is gone, of a clock that was ahead") {
  static_cast<void>(refresh());
  file.rows(
      "INSERT INTO saved_refreshes(state, started, heartbeat, user, host, pid, "
      "owner) SELECT 'running', at, at, 'somebody', 'elsewhere', 1, 'x' FROM "
      "(SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '1 day') AS at)");
  file.rows(
      "INSERT INTO saved_steps(refresh, provider, subdomain, resource, "
      "way, state) SELECT 2, provider, subdomain, resource, 0, 'to do' "
      "FROM saved_read");
  static_cast<void>(refresh());
  check_equal();
}

}  // namespace
}  // namespace idp::test::refresh_clock_test
