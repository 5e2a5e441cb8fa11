// cost_writes_test.cpp - what idp_cost says of UPDATE and DELETE is what they
// send: the reads before, and the calls that change.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/changes.h"

namespace idp::test::cost_writes_test {
namespace {

struct Fixture : ChangesFixture {
  Fixture() : ChangesFixture({"--users", "60", "--rate-limit", "0"}) {
    db.rows(
        "CREATE TABLE l AS SELECT id FROM users WHERE status = 'ACTIVE' "
        "LIMIT 7");
  }

  // How many of the calls read, and how many change.
  struct Counts {
    long reads = 0, writes = 0;
    bool operator==(const Counts&) const = default;
  };
  Counts said(const std::string& sql) {
    const auto rows = db.rows(
        "SELECT sum(calls) FILTER (WHERE call LIKE 'GET %'), sum(calls) FILTER "
        "(WHERE call NOT LIKE 'GET %') FROM idp_cost(" +
        literal(sql) + ")");
    const auto number = [](const std::string& text) {
      return text == "NULL" ? 0 : std::stol(text);
    };
    return {number(rows[0][0]), number(rows[0][1])};
  }
  Counts sent(const std::string& sql) {
    simulator.reset();
    db.sent();
    db.rows(sql);
    const auto calls = db.sent();
    const auto reads = std::ranges::count_if(
        calls, [](const auto& call) { return call.starts_with("GET "); });
    return {reads, static_cast<long>(calls.size()) - reads};
  }
  // Two ids of the first row for which this holds.
  std::vector<std::string> pair(const std::string& from) {
    const auto rows = db.rows("SELECT " + from + " LIMIT 1");
    REQUIRE(!rows.empty());
    return {literal(rows[0][0]), literal(rows[0][1])};
  }
};

TEST_CASE_FIXTURE(Fixture, "UPDATE and DELETE send what was said of them") {
  const auto secret = pair(
      "appId, id FROM app_secrets WHERE status = 'ACTIVE' AND appId IN (SELECT "
      "appId FROM app_secrets GROUP BY 1 HAVING count(*) > 1)");
  const auto member = pair(
      "id, userId FROM user_groups WHERE type = 'OKTA_GROUP' AND userId IN "
      "(SELECT id FROM l)");
  const auto assigned =
      pair("appId, id FROM application_users WHERE scope = 'USER'");
  const std::string group = literal(
      db.value("SELECT id FROM (SELECT id, type FROM groups) WHERE type = "
               "'OKTA_GROUP' AND id <> " +
               member[0] + " LIMIT 1"));
  const std::string app =
      literal(db.value("SELECT appId FROM group_assignments LIMIT 1"));
  // Reading them tells how many they are, as nothing else was.
  const std::string suspended = "UPDATE users SET status = 'SUSPENDED' WHERE ";
  const std::vector<std::string> statements = {
      suspended + "id IN (SELECT id FROM l)",
      suspended + "login = " + literal(login),
      suspended + "id = " + literal(other) + " OR login = " + literal(login),
      "UPDATE apps SET status = 'INACTIVE' WHERE id = " + assigned[0],
      "UPDATE devices SET status = 'DEACTIVATED' WHERE id = " +
          literal(db.value(
              "SELECT id FROM devices WHERE status = 'ACTIVE' LIMIT 1")),
      "UPDATE app_secrets SET status = 'INACTIVE' WHERE appId = " + secret[0] +
          " AND id = " + secret[1],
      "DELETE FROM user_groups WHERE userId = " + member[1] +
          " AND id = " + member[0],
      "DELETE FROM group_users WHERE groupId = " + member[0] +
          " AND userId = " + member[1],
      "DELETE FROM group_users WHERE groupId = " + group,
      "DELETE FROM application_users WHERE appId = " + assigned[0] +
          " AND id = " + assigned[1],
      "DELETE FROM group_assignments WHERE appId = " + app,
      "DELETE FROM user_sessions WHERE userId IN (SELECT id FROM l)",
      "DELETE FROM user_sessions WHERE oauthTokens = 1 AND userId = " +
          literal(ids.user)};
  for (const std::string& sql : statements) {
    INFO(sql);
    // What a list has is known once it was read.
    if (sql.find("group_") != sql.npos) {
      db.rows("SELECT count(*) FROM " + sql.substr(sql.find("group_")));
    }
    const Counts before = said(sql), after = sent(sql);
    CHECK(before.reads == after.reads);
    CHECK(before.writes == after.writes);
    CHECK(after.writes > 0);
  }
}

TEST_CASE_FIXTURE(Fixture, "an UPDATE's calls, by bucket") {
  const auto cost = [&](const std::string& sql) {
    return db.rows("SELECT resource, call, calls, bucket FROM idp_cost(" +
                   literal(sql) + ")");
  };
  CHECK(cost("UPDATE users SET status = 'SUSPENDED' WHERE id IN (SELECT id "
             "FROM l)") ==
        Rows{{"users", "GET /api/v1/users/{id}", "7", "/api/v1/users/{id}"},
             {"users", "POST /api/v1/users/{id}/lifecycle/…", "7",
              "/api/v1/users"}});
  // No DELETE of a table that has both.
  CHECK(cost("UPDATE devices SET status = 'SUSPENDED' WHERE id = 'x'").back() ==
        std::vector<std::string>{"devices",
                                 "POST /api/v1/devices/{deviceId}/lifecycle/…",
                                 "1", "/api/v1/devices"});
  // What only reads, or writes to a table of one's own, changes nothing.
  for (const std::string sql :
       {"SELECT id FROM users WHERE id IN (SELECT id FROM l)",
        "UPDATE l SET id = '' WHERE id IN (SELECT id FROM users)",
        "DELETE FROM l WHERE id IN (SELECT id FROM users)",
        "INSERT INTO l SELECT id FROM users"}) {
    INFO(sql);
    for (const auto& row : cost(sql)) CHECK(row[1].starts_with("GET "));
  }
  CHECK(changes().empty());
}

// What lags is not asked for what is written to.
TEST_CASE("lists are counted whole, as they are read to decide by") {
  Simulator large({"--users", "450", "--rate-limit", "0", "--grants", "1"});
  Database db(large);
  const std::string left =
      db.value("SELECT count(*) FROM users WHERE status = 'DEPROVISIONED'");
  const std::vector<std::string> statements = {
      "DELETE FROM grants WHERE userId IN (SELECT id FROM users WHERE status = "
      "'DEPROVISIONED')",
      "UPDATE users SET status = 'SUSPENDED' WHERE login LIKE 'nobody%'",
      "UPDATE users SET status = 'SUSPENDED' WHERE email IN ('a@x.org', "
      "'b@x.org')",
      "UPDATE users SET status = 'SUSPENDED' WHERE id IN (SELECT id FROM users "
      "WHERE lastUpdated > '2100-01-01')"};
  for (const std::string& sql : statements) {
    INFO(sql);
    const std::string said =
        db.value("SELECT sum(calls) FROM idp_cost(" + literal(sql) +
                 ", '{\"users\": 450}') WHERE call = 'GET /api/v1/users'");
    db.sent();
    db.rows(sql);
    const auto calls = db.sent();
    CHECK(said == std::to_string(
                      std::ranges::count_if(calls, [](const std::string& call) {
                        return call.starts_with("GET /api/v1/users?");
                      })));
  }
  CHECK(left != "0");
}

TEST_CASE_FIXTURE(Fixture, "either side of an OR costs its calls") {
  const std::string sql =
      "DELETE FROM grants WHERE userId = " + literal(ids.user) +
      " OR clientId = 'x'";
  const Rows rows = db.rows(
      "SELECT call, sum(calls) FROM idp_cost(" + literal(sql) +
      ", '{\"grants\": 3, \"users\": 60}') WHERE call LIKE 'DELETE%' GROUP BY "
      "call");
  CHECK(rows ==
        Rows{{"DELETE /api/v1/users/{userId}/clients/{clientId}/grants", "60"},
             {"DELETE /api/v1/users/{userId}/grants/{grantId}", "3"}});
}

}  // namespace
}  // namespace idp::test::cost_writes_test
