// cost_test.cpp - what idp_cost and EXPLAIN QUERY PLAN say beforehand is what
// statements send.
#include <doctest/doctest.h>

#include "support/copies.h"

namespace idp::test::cost_test {
namespace {

struct Fixture {
  // Calls a minute that the org allows.
  explicit Fixture(const std::string& limit = "600")
      : simulator({"--users", "60", "--clients", "2", "--rate-limit", limit}) {}

  Simulator simulator;
  Org org{simulator};
  Database db{simulator};

  Rows cost(const std::string& statement, const std::string& rest = "") {
    return db.rows("SELECT call, calls, basis FROM idp_cost(" +
                   literal(statement) + rest + ")");
  }
  std::size_t calls(const std::string& statement) {
    return std::stoul(db.value("SELECT coalesce(sum(calls), 0) FROM idp_cost(" +
                               literal(statement) + ")"));
  }
};

TEST_CASE_FIXTURE(Fixture, "nothing is sent to say what a statement costs") {
  CHECK(cost("SELECT * FROM grants") ==
        Rows{{"GET /api/v1/users", "50", "10000 rows, assumed"},
             {"GET /api/v1/users/{userId}/grants", "10000",
              "10 rows for each userId, assumed"}});
  CHECK(cost("SELECT * FROM grants", R"(, '{"users": 450, "grants": 3}')") ==
        Rows{{"GET /api/v1/users", "3", "450 rows, given"},
             {"GET /api/v1/users/{userId}/grants", "450",
              "3 rows for each userId, given"}});
  CHECK(simulator.requests() == 0);
}

// No minute's limit is used up.
struct ManyCalls : Fixture {
  ManyCalls() : Fixture("100000") {}
};

// What was read says how large lists are.
TEST_CASE_FIXTURE(ManyCalls, "what it says is what is sent") {
  db.configure({{"route", "users"}});
  db.rows(
      "CREATE TABLE l AS SELECT id FROM users LIMIT 7;"
      "SELECT count(*) FROM users; SELECT count(*) FROM user_clients;"
      "SELECT count(*) FROM oauth_tokens; SELECT count(*) FROM grants");
  const std::string on = " ON g.userId = u.id";
  const std::string user = literal(org.first().user);
  const std::vector<std::string> statements = {
      "SELECT count(*) FROM users",
      "SELECT count(*) FROM grants",
      "SELECT count(*) FROM oauth_tokens",
      "SELECT count(*) FROM users u JOIN grants g" + on,
      "SELECT count(*) FROM users u LEFT JOIN grants g" + on,
      "SELECT count(*) FROM grants g JOIN users u" + on,
      R"(SELECT count(*) FROM users u WHERE EXISTS (SELECT 1 FROM grants g
           WHERE g.userId = u.id))",
      R"(SELECT (SELECT count(*) FROM grants g WHERE g.userId = u.id)
           FROM users u)",
      "SELECT count(*) FROM grants WHERE userId IN (SELECT id FROM users)",
      "SELECT count(*) FROM l JOIN grants ON userId = l.id",
      "SELECT id FROM grants g WHERE userId = " + user};
  for (const std::string& sql : statements) {
    INFO(sql);
    const std::size_t said = calls(sql);
    db.sent();
    db.rows(sql);
    const bool one_by_one = has(sql, " IN (") && !hands_over_lists();
    if (!one_by_one) CHECK(said == db.sent().size());
  }
  // Not everybody has clients, and is asked about.
  const std::string three =
      "SELECT count(*) FROM users u JOIN user_clients c ON c.userId = u.id "
      "JOIN grants g" +
      on;
  const std::size_t said = calls(three);
  db.sent();
  db.rows(three);
  const std::size_t sent = db.sent().size();
  CHECK(sent <= said);
  CHECK(said <= sent + sent / 10);
}

TEST_CASE_FIXTURE(Fixture, "values that go together are one call") {
  if (!hands_over_lists()) return;
  const auto sends_as_said = [&](const std::string& values) {
    const std::string sql =
        "SELECT id FROM users WHERE email IN (" + values + ")";
    const std::size_t said = calls(sql);
    db.sent();
    db.rows(sql);
    CHECK(said == db.sent().size());
  };
  sends_as_said("'a@x.org', 'b@x.org', 'c@x.org'");
  db.rows(
      "CREATE TABLE mails AS WITH n(i) AS (VALUES (1) UNION ALL SELECT i + 1 "
      "FROM n LIMIT 120) SELECT i || '@x.org' AS mail FROM n");
  sends_as_said("SELECT mail FROM mails");
}

TEST_CASE_FIXTURE(Fixture, "a DELETE costs its calls to revoke, too") {
  const std::string user = literal(org.first().user);
  db.rows("SELECT count(*) FROM grants WHERE userId = " + user);
  const auto verbs = [&](const std::string& where) {
    return db.rows(
        "SELECT call, calls FROM idp_cost(" +
        literal("DELETE FROM grants WHERE userId = " + user + where) +
        ") WHERE call LIKE 'DELETE%'");
  };
  CHECK(verbs("") == Rows{{"DELETE /api/v1/users/{userId}/grants", "1"}});
  const std::string count =
      db.value("SELECT count(*) FROM grants WHERE userId = " + user);
  CHECK(verbs(" AND scopeId <> ''") ==
        Rows{{"DELETE /api/v1/users/{userId}/grants/{grantId}", count}});
  CHECK(db.value("SELECT count(*) FROM idp_revocations") == "0");
}

TEST_CASE_FIXTURE(Fixture,
                  "minutes are those at the org's limit as last seen") {
  const std::string sql =
      "SELECT bucket, calls_a_minute, limit_basis, minutes FROM "
      "idp_cost('SELECT * FROM users', '{\"users\": 120000}')";
  CHECK(db.rows(sql) == Rows{{"/api/v1/users", "300", "default", "2.0"}});
  db.rows("SELECT id FROM users LIMIT 1");
  CHECK(db.rows(sql) == Rows{{"/api/v1/users", "600", "seen", "1.0"}});
  db.configure({{"max_api_capacity", 50}});
  CHECK(db.value("SELECT minutes FROM (" + sql + ")") == "2.0");
}

TEST_CASE_FIXTURE(Fixture,
                  "nothing that is planned runs, and errors are clear") {
  db.rows("CREATE TABLE t(x)");
  CHECK(cost("INSERT INTO t SELECT id FROM users").size() == 1);
  CHECK(cost(" -- users\n /* all */ select id from users;  -- end").size() ==
        1);
  CHECK(cost("SELECT 1").empty());
  CHECK(db.value("SELECT count(*) FROM t") == "0");
  const auto refuses = [&](const std::string& statement,
                           const std::string& why) {
    db.refuses("SELECT * FROM idp_cost(" + literal(statement) + ")",
               {"idp_cost: ", why});
  };
  refuses("PRAGMA user_version = 7", "one SELECT, UPDATE or DELETE");
  refuses("DROP TABLE t", "one SELECT, UPDATE or DELETE");
  refuses("EXPLAIN SELECT 1", "one SELECT, UPDATE or DELETE");
  refuses("", "one SELECT, UPDATE or DELETE");
  refuses("; PRAGMA user_version = 7", "one SELECT, UPDATE or DELETE");
  refuses("SELECT 1; SELECT 2", "one statement at a time");
  refuses("SELECT * FROM nowhere", "no such table: nowhere");
  refuses("SELECT * FROM users WHERE nowhere = 1", "no such column");
  db.refuses("SELECT * FROM idp_cost('SELECT 1', '[]')", {"JSON object"});
  for (const std::string rows : {"-1", "1e30", "\"5\"", "null"}) {
    db.refuses("SELECT * FROM idp_cost('SELECT * FROM users', '{\"users\": " +
                   rows + "}')",
               {"idp_cost: ", "\"users\" must be a number from 0 to"});
  }
  CHECK(db.value("SELECT min(calls) > 0 FROM idp_cost('SELECT 1 FROM users a, "
                 "grants b', '{\"users\": 1e12, \"grants\": 1e12}')") == "1");
  db.refuses("SELECT * FROM idp_cost", {"one SELECT, UPDATE or DELETE"});
  CHECK(db.value("PRAGMA user_version") == "0");
  CHECK(db.value("SELECT count(*) FROM t") == "0");
  CHECK(simulator.requests() == 0);
}

TEST_CASE_FIXTURE(Fixture, "no view of a database file may ask") {
  db.rows("CREATE VIEW v AS SELECT * FROM idp_cost('SELECT * FROM users')");
  db.refuses("SELECT * FROM v", {"unsafe use of virtual table"});
}

// The authorizer of the host sees what is planned as it sees all else.
int deny_users(void*, int action, const char* table, const char*, const char*,
               const char*) {
  const bool is_users = table != nullptr && std::string(table) == "users";
  return action == SQLITE_READ && is_users ? SQLITE_DENY : SQLITE_OK;
}

TEST_CASE_FIXTURE(Fixture, "an authorizer is asked") {
  sqlite3_set_authorizer(db.handle(), deny_users, nullptr);
  db.refuses("SELECT * FROM idp_cost('SELECT id FROM users')",
             {"idp_cost: ", "prohibited"});
  CHECK(cost("SELECT id FROM grants WHERE userId = 'u'").size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "EXPLAIN QUERY PLAN says the calls of each ask") {
  const auto ends = [&](const std::string& sql, const std::string& calls) {
    INFO(sql);
    CHECK(has(db.plan(sql), "; calls: " + calls + "\n"));
  };
  ends("SELECT id FROM users", "1 for each 200 users");
  ends("SELECT id FROM users WHERE id = 'u'", "1 for each id");
  ends("SELECT id FROM grants WHERE userId = 'u'", "1 for each userId");
  ends("SELECT id FROM grants", "1 for each 200 users + 1 for each userId");
  ends("SELECT id FROM oauth_tokens",
       "1 for each 200 apps + 1 for each 200 oauth_tokens of each appId");
  db.configure({{"route", "users"}});
  ends("SELECT id FROM oauth_tokens",
       "1 for each 200 users + 1 for each userId + 1 for each userId and "
       "clientId");
}

}  // namespace
}  // namespace idp::test::cost_test
