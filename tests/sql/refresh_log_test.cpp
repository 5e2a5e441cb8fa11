// refresh_log_test.cpp - a refresh by the log reads what events name, and has
// what a full one would have.
#include <doctest/doctest.h>

#include <set>

#include "support/inventory.h"

namespace idp::test::refresh_log_test {
namespace {

TEST_CASE_FIXTURE(Logged, "a token that is revoked, and one that comes") {
  CHECK(kind() == "full");
  simulator.act("DELETE", tokens_path + "/" + ids.token);
  by_log();
  check_equal();
  CHECK(kind() == "log");
  CHECK(changes("oauth_tokens", "removed") == "1");
  arrive("token", ids.token);
  by_log();
  check_equal();
  CHECK(changes("oauth_tokens", "added") == "1");
}

TEST_CASE_FIXTURE(Logged, "all tokens of a user, of a client, of an app") {
  simulator.act("DELETE", tokens_path);
  by_log();
  check_equal();
  const Org now(simulator);
  const std::string app =
      file.value("SELECT id FROM saved_apps WHERE client_id = " +
                 literal(now.tokens().back().text("clientId")));
  simulator.act("DELETE", "/api/v1/apps/" + app + "/tokens");
  by_log();
  check_equal();
  simulator.act("DELETE", "/api/v1/users/" + now.users()[5].text("id") +
                              "/sessions?oauthTokens=true");
  by_log();
  check_equal();
}

TEST_CASE_FIXTURE(Logged, "consents that go, and one that comes with a token") {
  simulator.act("DELETE", user_path + "/grants/" + ids.grant);
  by_log();
  check_equal();
  simulator.act("DELETE", tokens_path + "/" + ids.token);
  by_log();
  arrive("grant", ids.grant);
  arrive("token", ids.token);
  by_log();
  check_equal();
  simulator.act("DELETE", user_path + "/grants");
  by_log();
  check_equal();
}

TEST_CASE_FIXTURE(Logged, "users who change, leave, are deleted and come") {
  simulator.set_login(ids.user, "other@example.com");
  by_log();
  check_equal();
  simulator.act("POST", user_path + "/lifecycle/suspend");
  by_log();
  check_equal();
  simulator.act("DELETE", user_path);
  by_log();
  check_equal();
  CHECK(file.value("SELECT status FROM saved_users WHERE id = " +
                   literal(ids.user)) == "DEPROVISIONED");
  simulator.act("DELETE", user_path);
  by_log();
  check_equal();
  CHECK(changes("users", "removed") == "1");
  for (const std::string table : {"grants", "oauth_tokens", "user_clients"}) {
    CHECK(file.rows("SELECT 1 FROM saved_" + table +
                    " WHERE userId = " + literal(ids.user))
              .empty());
  }
  arrive("user", ids.user);
  arrive("token", ids.token);
  by_log();
  check_equal();
  CHECK(changes("users", "added") == "1");
}

TEST_CASE_FIXTURE(Logged, "apps that are deactivated, deleted and come") {
  const std::string app = file.value(
      "SELECT id FROM saved_apps WHERE client_id = " + literal(ids.client));
  const std::string app_path = "/api/v1/apps/" + app;
  simulator.act("POST", app_path + "/lifecycle/deactivate");
  refresh();
  check_equal();
  simulator.act("DELETE", app_path);
  refresh();
  check_equal();
  CHECK(changes("apps", "removed") == "1");
  arrive("app", app);
  arrive("token", ids.token);
  refresh();
  check_equal();
  CHECK(changes("apps", "added") == "1");
}

// What is read by key instead of as a list.
TEST_CASE("of many users those that events name are looked up") {
  InventoryFixture org({"--users", "3000"});
  const std::string users = R"('main', '{"tables": ["users"]}')";
  static_cast<void>(org.refresh(users));
  const long lists = org.simulator.requests("GET /api/v1/users");
  CHECK(lists == 15);
  org.simulator.set_login(org.ids.user, "other@example.com");
  CHECK(org.refresh(users).text("kind") == "log");
  CHECK(org.file.value("SELECT login FROM saved_users WHERE id = " +
                       literal(org.ids.user)) == "other@example.com");
  org.simulator.act("DELETE", org.user_path);
  org.simulator.act("DELETE", org.user_path);
  CHECK(org.number(org.refresh(users), "removed") == 1);
  org.arrive("user", org.ids.user);
  CHECK(org.number(org.refresh(users), "added") == 1);
  // Those that look-ups try whether they are cheaper.
  CHECK(org.simulator.requests("GET /api/v1/users") - lists < 15);
  CHECK(org.saved("users") == org.live("users"));
}

TEST_CASE_FIXTURE(Logged, "a consent of nobody in particular, in its turn") {
  simulator.act("DELETE", user_path + "/grants");
  by_log();
  arrive("grant", ids.grant);
  // As if half a day had gone by.
  file.rows(
      "UPDATE saved_read SET turned = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', "
      "'-13 hours')");
  static_cast<void>(refresh());
  check_equal();
  const std::string halves =
      "UPDATE saved_read SET turned = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', "
      "'-7 hours')";
  simulator.act("DELETE", user_path + "/grants");
  by_log();
  arrive("grant", ids.grant);
  for (int i = 0; i < 2; ++i) {
    file.rows(halves);
    static_cast<void>(refresh());
  }
  check_equal();
}

TEST_CASE("whose token expired since is read") {
  Logged org("60", {"--events", "2"});
  org.simulator.act("DELETE", org.tokens_path);
  org.by_log();
  const Rows last = org.file.rows(
      "SELECT userId, clientId, strftime('%Y-%m-%dT%H:%M:%fZ', expiresAt, "
      "'-1 seconds') FROM saved_oauth_tokens WHERE expiresAt < date('now', '-1 "
      "day') ORDER BY expiresAt DESC LIMIT 1");
  org.file.rows("UPDATE saved_read SET published = " + literal(last[0][2]) +
                ", turned = " + literal(last[0][2]));
  const auto before = static_cast<std::ptrdiff_t>(org.simulator.requests());
  org.by_log();
  const auto calls = org.simulator.calls();
  CHECK(std::ranges::any_of(
      calls.begin() + before, calls.end(), [&](const std::string& call) {
        return has(call, "/users/" + last[0][0] + "/clients/" + last[0][1] +
                             "/tokens");
      }));
}

TEST_CASE("calls grow with what changes, and with consents without events") {
  Logged org("400", {"--events", "100"});
  const auto sent = [&](const std::string& route) {
    return org.simulator.requests("GET /api/v1/users/{userId}/" + route);
  };
  const Org before(org.simulator);
  std::set<std::string> holders;
  for (const json::Tree& grant : before.grants()) {
    if (!has(grant.text("issuer"), "/oauth2/")) {
      holders.insert(grant.text("userId"));
    }
  }
  constexpr std::size_t kChanges = 4;
  for (std::size_t i = 0; i < kChanges; ++i) {
    const auto& tokens = before.tokens();
    org.simulator.act("DELETE",
                      org.path_of(tokens[i * (tokens.size() / kChanges)]));
  }
  const long all = org.simulator.requests();
  const long grants = sent("grants"), clients = sent("clients");
  org.by_log();
  const long of_grants = sent("grants") - grants;
  // Beside the holders: the sample, one in turn, and those events name.
  CHECK(of_grants <= static_cast<long>(holders.size() + kChanges) + 10);
  CHECK(sent("clients") - clients <= 2 * static_cast<long>(kChanges + 10));
  CHECK(org.simulator.requests() - all - of_grants < 150);
  CHECK(org.simulator.requests() - all - of_grants > 0);
}

// Whoever is due is read by user, though there are fewer apps: these have
// pages.
TEST_CASE("tokens that expired before aren't read each time") {
  Logged org("3000", {"--events", "100"});
  const std::string route = "GET /api/v1/apps/{appId}/tokens";
  const long before = org.simulator.requests(route);
  org.by_log();
  CHECK(org.simulator.requests(route) - before < 40);
}

// An app of which each user holds something, more or less.
struct Edited : Logged {
  Edited() : Logged("400", {"--events", "100"}) {}
  const Rows app = file.rows(
      "SELECT a.id, a.label, count(*) FROM saved_apps a JOIN "
      "saved_user_clients "
      "c USING (client_id) GROUP BY 1 ORDER BY 3 DESC LIMIT 1");

  // Calls for the clients of users that the refresh sends.
  long clients() {
    const std::string route = "GET /api/v1/users/{userId}/clients";
    const long before = simulator.requests(route);
    by_log();
    return simulator.requests(route) - before;
  }
  void rename(const std::string& label) const {
    simulator.act("PUT", "/api/v1/apps/" + app[0][0],
                  R"({"label": )" + json::quote(label) + "}");
  }
};

TEST_CASE_FIXTURE(Edited,
                  "of an app that is edited users' clients aren't read") {
  const long users = std::stol(app[0][2]);
  CHECK(users > 50);
  rename(app[0][1]);
  CHECK(clients() < 20);
  rename("another");
  CHECK(clients() >= users);
  check_equal();
  // What they repeat of it was read before they were.
  rename("a third");
  refresh(R"('main', '{"tables": ["apps"]}')");
  CHECK(clients() >= users);
  check_equal();
}

// Of what else the client had no event tells any more.
TEST_CASE("clients of users whose consents were read before") {
  Logged org("400", {"--events", "100", "--clock-offset", "-7200"});
  const Rows held = org.file.rows(
      "SELECT userId, clientId FROM saved_grants WHERE issuer NOT LIKE "
      "'%/oauth2/%' LIMIT 2");
  const std::string user = "/api/v1/users/" + held[0][0];
  const std::string client = user + "/clients/" + held[0][1];
  org.simulator.act("DELETE", client + "/tokens");
  for (const auto& custom : org.file.rows(
           "SELECT id FROM saved_grants WHERE issuer LIKE '%/oauth2/%' AND "
           "userId = " +
           literal(held[0][0]) + " AND clientId = " + literal(held[0][1]))) {
    org.simulator.act("DELETE", user + "/grants/" + custom[0]);
  }
  org.by_log();
  org.simulator.post("/_sim/clock", R"({"offset": 0})");
  org.simulator.set_login(org.ids.user, "other@example.com");
  org.by_log();
  org.simulator.act("DELETE", client + "/grants");
  org.refresh(R"('main', '{"tables": ["grants"]}')");
  org.by_log();
  CHECK(org.changes("user_clients", "removed") == "1");
}

}  // namespace
}  // namespace idp::test::refresh_log_test
