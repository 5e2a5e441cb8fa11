// guards_test.cpp - DELETEs that are refused: nothing is sent, and the message
// says how to have it.
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>

#include "support/org.h"
#include "support/program.h"

namespace idp::test::guards_test {
namespace {

struct Fixture : OrgFixture {
  Fixture() : OrgFixture({"--users", "20", "--tokens", "5", "--grants", "3"}) {}
  std::string user = " WHERE userId = " + literal(ids.user) + " ";
  std::string client = user + "AND clientId = " + literal(ids.client) + " ";

  // The DELETE of that many of the client's rows.
  std::string some(const std::string& table, const std::string& count) const {
    return "DELETE FROM " + table + client + "AND id IN (SELECT id FROM " +
           table + client + "LIMIT " + count + ")";
  }
  // The refusal of a statement after which the org is as it was.
  std::string refusal(const std::string& sql) {
    std::string error = db.error(sql);
    CHECK(std::ranges::none_of(simulator.calls(), [](const auto& call) {
      return call.starts_with("DELETE ");
    }));
    return error;
  }
};

TEST_CASE_FIXTURE(Fixture,
                  "a DELETE that names nobody stops at its first row") {
  std::vector<std::string> predicates = {
      "",
      " WHERE status = 'ACTIVE'",
      " WHERE id > ''",
      " WHERE _key > ''",
      " WHERE id IN (SELECT id FROM oauth_tokens)",
      " WHERE _key IN (SELECT _key FROM oauth_tokens)"};
  if (has_sql(kDeleteLimit)) predicates.emplace_back(" WHERE id > '' LIMIT 1");
  for (const std::string& predicate : predicates) {
    simulator.reset();
    const std::string error = refusal("DELETE FROM oauth_tokens" + predicate);
    INFO(predicate << ": " << error);
    CHECK(has(error, "names no userId and no clientId"));
    CHECK(has(error, "WHERE userId IN (SELECT id FROM users)"));
  }
  simulator.reset();
  refusal("DELETE FROM grants");
  // It did not read the org to say so.
  CHECK(simulator.requests() < 8);
  // Reading as much into a table of one's own is no DELETE.
  db.rows("CREATE TABLE mine AS SELECT _key FROM grants");
  CHECK(db.value("SELECT count(*) FROM mine") ==
        std::to_string(org.grants().size()));
  // Nor is the statement after one that was refused.
  db.rows("DELETE FROM grants" + user);
  CHECK(Org(simulator).grant_ids(ids.user).empty());
}

// SQLite plans each side by itself.
TEST_CASE_FIXTURE(Fixture, "an OR narrows if each of its sides does") {
  const std::string user_is = "(userId = " + literal(ids.user);
  const std::string client_id = literal(ids.client);
  for (const std::string table : {"grants", "oauth_tokens"}) {
    for (const std::string& clients : std::vector<std::string>{
             " OR clientId = " + client_id + ")",
             " OR clientId = " + client_id + ") AND status = 'ACTIVE'",
             " OR clientId = '0oax' OR clientId = " + client_id + ")"}) {
      simulator.reset();
      const auto& before = table == "grants" ? org.grants() : org.tokens();
      std::vector<std::string> left;
      for (const json::Tree& item : before) {
        if (item.text("userId") != ids.user &&
            item.text("clientId") != ids.client) {
          left.push_back(item.text("id"));
        }
      }
      REQUIRE(left.size() > 0);
      REQUIRE(left.size() < before.size());
      INFO(table << clients);
      db.rows("DELETE FROM " + table + " WHERE " + user_is + clients);
      const Org after(simulator);
      std::vector<std::string> now;
      for (const json::Tree& item :
           table == "grants" ? after.grants() : after.tokens()) {
        now.push_back(item.text("id"));
      }
      CHECK(now == left);
      CHECK(db.rows("SELECT state, count(*), count(DISTINCT key) FROM "
                    "idp_revocations GROUP BY state") ==
            Rows{{"revoked", std::to_string(before.size() - left.size()),
                  std::to_string(before.size() - left.size())}});
    }
  }
  simulator.reset();
  const std::string named = " WHERE userId = " + literal(ids.user) + " OR ";
  for (const std::string other :
       {"status = 'ACTIVE'", "scopeId > ''", "clientId > ''", "1"}) {
    const std::string error = refusal("DELETE FROM grants" + named + other);
    INFO(other << ": " << error);
    CHECK(has(error, "names no userId and no clientId"));
  }
}

TEST_CASE_FIXTURE(Fixture, "more rows than max_revocations") {
  db.configure({{"max_revocations", 4}});
  const std::string error = refusal("DELETE FROM oauth_tokens" + client);
  CHECK(
      error ==
      "oauth_tokens: this transaction would revoke more than 4 rows, which "
      "is the setting \"max_revocations\"; nothing was revoked. Narrow it, or "
      "do it in parts. To allow it: SELECT idp_configure('{"
      "\"max_revocations\": 40}').");
  // In a transaction the statement is taken back, and what was staged before
  // stays; all tables count.
  db.rows("BEGIN;" + some("oauth_tokens", "2"));
  refusal("DELETE FROM grants" + client);
  CHECK(db.value("SELECT count(*) FROM idp_revocations") == "2");
  CHECK(db.value("SELECT count(*) FROM grants" + client) == "3");
  db.rows(some("grants", "2"));
  refusal("DELETE FROM grants" + client);
  db.rows("COMMIT");
  CHECK(Org(simulator).token_ids(ids).size() == 3);
  CHECK(Org(simulator).grant_ids(ids.user, ids.client).size() == 1);
  // As the message says.
  db.configure({{"max_revocations", 40}});
  db.rows("DELETE FROM oauth_tokens" + client);
  CHECK(Org(simulator).token_ids(ids).empty());
}

TEST_CASE_FIXTURE(Fixture, "max_revocations lowered before COMMIT") {
  const std::string sql = "DELETE FROM oauth_tokens" + client;
  db.rows("BEGIN; CREATE TABLE mine(x);" + sql);
  db.configure({{"max_revocations", 4}});
  CHECK(refusal("COMMIT") ==
        "this transaction would revoke more than 4 rows, which is the setting "
        "\"max_revocations\"; nothing was revoked. Narrow it, or do it in "
        "parts. To allow it: SELECT idp_configure('{\"max_revocations\": "
        "40}').");
  CHECK(sqlite3_get_autocommit(db.handle()) == 1);
  CHECK(db.value("SELECT count(*) FROM sqlite_master") == "0");
  CHECK(Org(simulator).token_ids(ids).size() == 5);
  // As many as it says may go.
  db.configure({{"max_revocations", 5}});
  db.rows("BEGIN;" + sql);
  db.configure({{"max_revocations", 5}});
  db.rows("COMMIT");
  CHECK(Org(simulator).token_ids(ids).empty());
}

TEST_CASE_FIXTURE(Fixture, "a RELEASE that fails says ROLLBACK first") {
  const std::string first =
      " RELEASE leaves the transaction open: ROLLBACK "
      "first.";
  const std::string sql = "DELETE FROM oauth_tokens" + client;
  for (const std::string release :
       {"RELEASE a", "/* x */ release savepoint a"}) {
    db.rows("SAVEPOINT a;" + sql);
    db.configure({{"writes", "off"}});
    const std::string error = refusal(release);
    INFO(error);
    CHECK(error.ends_with(first));
    CHECK(sqlite3_get_autocommit(db.handle()) == 0);
    db.rows("ROLLBACK");
    db.configure({{"writes", "on"}});
  }
  simulator.fail({.method = "DELETE", .times = 1, .status = 403});
  db.rows("SAVEPOINT a;" + some("oauth_tokens", "1"));
  CHECK(db.error("RELEASE a").ends_with(first));
  db.rows("ROLLBACK");
  // COMMIT leaves none open.
  db.rows("BEGIN;" + sql);
  db.configure({{"writes", "off"}});
  CHECK_FALSE(has(db.error("COMMIT"), "ROLLBACK"));
  CHECK(sqlite3_get_autocommit(db.handle()) == 1);
}

TEST_CASE_FIXTURE(Fixture, "1,000 rows is what a transaction may revoke") {
  Simulator large({"--users", "3", "--tokens", "1001", "--grants", "1"});
  const Ids one = Org(large).first();
  const std::string where = " WHERE userId = " + literal(one.user) +
                            " AND clientId = " + literal(one.client);
  Database fresh(large);
  CHECK(has(fresh.error("DELETE FROM oauth_tokens" + where),
            "more than 1000 rows"));
  CHECK(Org(large).token_ids(one).size() == 1001);
  fresh.rows("DELETE FROM oauth_tokens" + where +
             " AND id = " + literal(one.token));
  fresh.rows("DELETE FROM oauth_tokens" + where);
  CHECK(Org(large).token_ids(one).empty());
}

TEST_CASE_FIXTURE(Fixture, "writes off: a connection that only reads") {
  db.rows("CREATE VIRTUAL TABLE temp.w USING grants(userId=" +
          literal(ids.user) + ", writable=1)");
  db.configure({{"writes", "off"}});
  for (const std::string& sql : std::vector<std::string>{
           "DELETE FROM grants" + user, "DELETE FROM w",
           "DELETE FROM grants WHERE userId = 'nobody'", "DELETE FROM grants",
           "BEGIN; DELETE FROM grants" + user}) {
    const std::string error = refusal(sql);
    INFO(sql << ": " << error);
    CHECK(has(error,
              "its setting \"writes\" is \"off\"; nothing was revoked. "
              "To allow it: SELECT idp_configure('{\"writes\": "
              "\"on\"}')."));
  }
  CHECK(simulator.requests() == 0);
  db.rows("ROLLBACK");
  // Nor does it send what was staged before.
  db.configure({{"writes", "on"}});
  db.rows("BEGIN; DELETE FROM grants" + user);
  db.configure({{"writes", "off"}});
  refusal("DELETE FROM grants WHERE userId IN (SELECT id FROM users)");
  const std::string error = refusal("COMMIT");
  CHECK(has(error, "\"writes\" is \"off\""));
  CHECK(sqlite3_get_autocommit(db.handle()) == 1);
  db.configure({{"writes", "on"}});
  db.rows("DELETE FROM grants" + user);
  CHECK(Org(simulator).grant_ids(ids.user).empty());
}

TEST_CASE_FIXTURE(Fixture, "query_only and read-only databases") {
  db.rows("PRAGMA query_only = 1");
  CHECK(refusal("DELETE FROM grants" + user) ==
        "attempt to write a readonly database");
  const std::string path =
      "/tmp/idp-guards-" + std::to_string(getpid()) + ".db";
  Database(path).rows("CREATE TABLE x(y)");
  Database file(simulator, "file:" + path + "?mode=ro");
  const std::string error = file.error("DELETE FROM grants" + user);
  unlink(path.c_str());
  CHECK(error == "attempt to write a readonly database");
  CHECK(simulator.requests() == 0);
}

TEST_CASE_FIXTURE(Fixture, "created tables are read-only unless writable=1") {
  const std::string user_id = literal(ids.user);
  db.rows("CREATE VIRTUAL TABLE temp.g USING grants(userId=" + user_id + ")");
  for (const std::string sql : {"DELETE FROM g", "DELETE FROM g WHERE id = 'x'",
                                "BEGIN; DELETE FROM g"}) {
    CHECK(refusal(sql) ==
          "g is read-only. Delete from okta_grants, or create g in temp with "
          "writable=1.");
  }
  CHECK(simulator.requests() == 0);
}

// What an attacker's file may have in it, opened by the stock shell.
TEST_CASE_FIXTURE(Fixture, "a hostile database file can't revoke") {
  const std::string path =
      "/tmp/idp-hostile-" + std::to_string(getpid()) + ".db";
  const std::string victim = literal(ids.user);
  const std::string revoke =
      " BEGIN DELETE FROM grants WHERE userId = " + victim +
      "; END;CREATE TRIGGER ";
  const std::string setup =
      "CREATE TABLE bait(x); INSERT INTO bait VALUES(1);"
      "CREATE VIRTUAL TABLE w USING grants(userId=" +
      victim + "); CREATE VIEW v AS SELECT x FROM bait;" +
      "CREATE TRIGGER a AFTER INSERT ON bait" + revoke +
      "b INSTEAD OF DELETE ON v" + revoke +
      "c AFTER UPDATE ON bait BEGIN DELETE FROM w; END;"
      "CREATE TRIGGER d AFTER DELETE ON bait BEGIN SELECT count(*) FROM w; END;"
      "CREATE VIEW view_of_w AS SELECT * FROM w;";
  unlink(path.c_str());
  // SQLite itself can be made to write down what CREATE refuses.
  Database(path).rows(
      setup +
      "PRAGMA writable_schema = 1; UPDATE sqlite_master SET sql "
      "= replace(sql, ')', ', writable=1)') WHERE name = 'w'");
  const Variables org_variables = {{"OKTA_CLIENT_ORGURL", simulator.url()},
                                   {"OKTA_CLIENT_TOKEN", Simulator::kToken}};
  for (const std::string trusted : {"ON", "OFF"}) {
    for (const std::string& step : std::vector<std::string>{
             "INSERT INTO bait VALUES(2)", "UPDATE bait SET x = 3",
             "DELETE FROM bait", "DELETE FROM v", "SELECT * FROM view_of_w"}) {
      const Outcome outcome =
          run_program({"sqlite3", "-batch", "-bail", path},
                      load_extension() + "PRAGMA trusted_schema = " + trusted +
                          ";\n" + step + ";\n",
                      org_variables);
      INFO(step << ": " << outcome.output);
      CHECK((has(outcome.output, "unsafe use of virtual table") ||
             has(outcome.output, "writable=1 is for tables in the temp")));
      CHECK(outcome.exit_code == 1);
    }
  }
  unlink(path.c_str());
  CHECK(simulator.requests() == 0);
}

}  // namespace
}  // namespace idp::test::guards_test
