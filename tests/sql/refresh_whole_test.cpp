// refresh_whole_test.cpp - when a refresh reads more than the log tells, or
// all.
#include <doctest/doctest.h>

#include <random>

#include "support/inventory.h"

namespace idp::test::refresh_whole_test {
namespace {

TEST_CASE_FIXTURE(Logged, "asked for, or one of so many") {
  by_log();
  CHECK(refresh(kFull).text("kind") == "full");
  by_log();
  CHECK(refresh(R"('main', '{"full_every": 3}')").text("kind") == "log");
  const json::Tree told = refresh(R"('main', '{"full_every": 3}')");
  CHECK(told.text("kind") == "full");
  check_parts(told.text("message"), {host, "as a whole", "one of 3"});
  CHECK(kind() == "full");
  file.refuses(R"(SELECT idp_refresh('main', '{"full": 1}'))", {"\"full\""});
  by_log();
  check_equal();
}

TEST_CASE_FIXTURE(Logged, "the log may not be read") {
  simulator.act("DELETE", tokens_path);
  simulator.fail({.path = "*/logs", .times = kAlways, .status = 403});
  for (int i = 0; i < 2; ++i) {
    const json::Tree told = refresh();
    CHECK(told.text("kind") == "full");
    check_parts(told.text("message"),
                {"as a whole: the log can't be read", "403"});
    check_equal();
  }
  simulator.heal();
  CHECK(refresh().text("kind") == "full");
  by_log();
  check_equal();
}

TEST_CASE_FIXTURE(Logged, "a log that can't be asked now is asked again") {
  file.configure({{"max_retries", std::int64_t{0}}});
  simulator.act("DELETE", tokens_path);
  simulator.fail({.path = "*/logs", .times = kAlways, .status = 500});
  file.refuses("SELECT idp_refresh()", {"500", "\"full\"", "goes on there"});
  CHECK(refresh(kFull).text("kind") == "full");
  check_equal();
  simulator.heal();
  CHECK(refresh().text("kind") == "full");
  simulator.act("DELETE", user_path + "/grants");
  simulator.fail({.path = "*/logs", .status = 500});
  file.refuses("SELECT idp_refresh()", {"500", "goes on there"});
  by_log();
  check_equal();
}

TEST_CASE_FIXTURE(Logged, "the log reaches back too little, or too far") {
  simulator.set_login(ids.user, "one@example.com");
  by_log();
  simulator.reset();  // nobody tells of it
  json::Tree told = refresh();
  CHECK(told.text("kind") == "full");
  check_parts(told.text("message"), {"the log no longer has"});
  check_equal();
  by_log();
  simulator.act("DELETE", tokens_path);
  file.rows("UPDATE saved_read SET turned = '2026-01-01T00:00:00.000Z'");
  told = refresh();
  CHECK(told.text("kind") == "full");
  check_parts(told.text("message"), {"a week ago"});
  check_equal();
}

// The events come an hour late; of five users all are the sample.
TEST_CASE("what no event tells is found by the sample") {
  Logged org("5", {"--log-lag", "3600", "--events", "100"});
  org.by_log();
  org.simulator.act("DELETE", org.tokens_path + "/" + org.ids.token);
  const json::Tree told = org.refresh();
  CHECK(told.text("kind") == "full");
  check_parts(told.text("message"),
              {"as a whole: oauth_tokens by " + org.ids.user, "no event"});
  CHECK(org.changes("oauth_tokens", "removed") == "1");
  org.by_log();
}

TEST_CASE("an event that comes late is seen once it is there") {
  Logged org("60", {"--log-lag", "600"});
  org.simulator.act("DELETE", org.tokens_path);
  static_cast<void>(org.refresh());
  org.simulator.post("/_sim/clock", R"({"offset": 700})");
  static_cast<void>(org.refresh());
  for (const std::string table : {"oauth_tokens", "user_clients"}) {
    CHECK(org.saved(table) == org.live(table));
  }
}

TEST_CASE("a user who is about to be deactivated is read again") {
  Logged org("3000", {"--late", "7200"});
  org.simulator.act("DELETE", org.user_path);
  const auto status = [&] {
    return org.file.value(
        "SELECT status || coalesce(transitioningToStatus, "
        "'') FROM saved_users WHERE id = " +
        literal(org.ids.user));
  };
  const std::string only = R"('main', '{"tables": ["users"]}')";
  static_cast<void>(org.refresh(only));
  CHECK(has(status(), "DEPROVISIONED"));
  CHECK(status() != "DEPROVISIONED");
  org.simulator.post("/_sim/clock", R"({"offset": 7300})");
  static_cast<void>(org.refresh(only));
  CHECK(status() == "DEPROVISIONED");
}

struct Told : Logged {
  void tell(const std::string& type, const std::string& target) {
    simulator.post("/_sim/logs", R"({"events": [{"eventType": ")" + type +
                                     R"(", "target": )" + target + "}]}");
  }
  bool is_read(const std::string& wanted) {
    const auto calls = simulator.calls();
    return std::ranges::any_of(
        calls.begin() + before, calls.end(),
        [&](const std::string& call) { return has(call, "GET " + wanted); });
  }
  std::ptrdiff_t before = 0;
};

TEST_CASE_FIXTURE(Told, "an event that nobody knows makes it read more") {
  // One without consents at the org's own server, who isn't read each time.
  const std::string quiet = file.value(
      "SELECT id FROM saved_users WHERE id NOT IN (SELECT userId FROM "
      "saved_grants WHERE issuer NOT LIKE '%/oauth2/%') ORDER BY id DESC "
      "LIMIT 1");
  const std::string user = R"([{"id": ")" + quiet + R"(", "type": "User"}])";
  before = simulator.requests();
  tell("policy.evaluate_sign_on", user);
  by_log();
  tell("user.something.new", user);
  before = simulator.requests();
  by_log();
  for (const std::string what : {"/grants", "/clients"}) {
    CHECK(is_read("/api/v1/users/" + quiet + what));
  }
  // About nobody in particular: about everybody.
  tell("user.something.new", "[]");
  json::Tree told = refresh();
  CHECK(told.text("kind") == "full");
  check_parts(told.text("message"), {"user.something.new", "any row"});
  tell("another.thing", "[]");
  refresh(kFull);
  tell("another.thing", "null");
  check_equal();
}

TEST_CASE_FIXTURE(Logged, "what no part may read is read as a whole") {
  simulator.act("DELETE", tokens_path + "/" + ids.token);
  simulator.fail(
      {.path = "*/clients/*/tokens", .times = kAlways, .status = 403});
  const json::Tree told = refresh();
  CHECK(told.text("kind") == "full");
  check_parts(told.text("message"), {"as a whole: ", "403"});
  simulator.heal();
  check_equal();
}

TEST_CASE_FIXTURE(Logged, "interrupted anywhere, it goes on") {
  file.configure({{"max_retries", std::int64_t{0}}});
  int failed = 0;
  for (int skip = 0; skip < 40; skip += 5) {
    const Org now(simulator);
    simulator.act("DELETE", path_of(now.tokens()[now.tokens().size() / 2]));
    simulator.fail({.skip = skip, .times = kAlways, .status = 503});
    Rows rows;
    std::string error;
    if (file.run("SELECT idp_refresh()", rows, error) != SQLITE_OK) ++failed;
    simulator.heal();
    static_cast<void>(refresh());
    check_equal();
  }
  CHECK(failed > 4);
  CHECK(file.value("SELECT count(*) FROM saved_due") == "0");
  CHECK(file.value("SELECT count(*) FROM saved_steps") == "0");
}

// What version 0.2 made, with one column less here and there.
TEST_CASE_FIXTURE(Logged, "a file of an older version is brought up to date") {
  file.rows("ALTER TABLE saved_refreshes DROP COLUMN kind");
  for (const std::string column :
       {"part", "extra", "why", "uuid", "published", "turn"}) {
    file.rows("ALTER TABLE saved_steps DROP COLUMN " + column);
  }
  file.rows("DROP TABLE saved_read; DROP TABLE saved_due");
  CHECK(refresh().text("kind") == "full");
  by_log();
  check_equal();
}

}  // namespace
}  // namespace idp::test::refresh_whole_test
