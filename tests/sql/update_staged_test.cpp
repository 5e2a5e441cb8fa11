// update_staged_test.cpp - between an UPDATE and its COMMIT: what would make it
// go elsewhere, or be lost, or be more than is allowed now.
#include <doctest/doctest.h>

#include "support/changes.h"
#include "support/program.h"

namespace idp::test::update_staged_test {
namespace {

struct Fixture : ChangesFixture {
  std::string count() { return db.value("SELECT count(*) FROM idp_changes"); }
  bool in_transaction() { return sqlite3_get_autocommit(db.handle()) == 0; }
};

TEST_CASE_FIXTURE(Fixture, "a table with staged changes can't be dropped") {
  db.rows("CREATE VIRTUAL TABLE temp.mine USING users(id=" + literal(ids.user) +
          ", writable=1)");
  for (const std::string between : {"", "SAVEPOINT s;"}) {
    INFO(between);
    db.rows("BEGIN; UPDATE mine SET status = 'SUSPENDED';" + between);
    db.refuses("DROP TABLE mine", {"locked"});
    CHECK(count() == "1");
    if (!between.empty()) db.rows("ROLLBACK TO s");
    db.rows("COMMIT");
    CHECK(status() == "SUSPENDED");
    simulator.reset();
  }
  db.rows(
      "BEGIN; SAVEPOINT s; UPDATE mine SET status = 'SUSPENDED'; ROLLBACK TO "
      "s; DROP TABLE mine; COMMIT");
  CHECK(status() == "ACTIVE");
}

TEST_CASE_FIXTURE(Fixture, "RELEASE sends, and one that fails stays open") {
  db.rows("SAVEPOINT s;" + set("SUSPENDED") + "RELEASE s");
  CHECK(status() == "SUSPENDED");
  simulator.reset();
  simulator.fail({.method = "POST", .times = kAlways, .status = 403});
  db.rows("SAVEPOINT s;" + set("SUSPENDED"));
  db.refuses("RELEASE s", {"0 of 1 were carried out",
                           "RELEASE leaves the transaction open"});
  CHECK(in_transaction());
  simulator.heal();
  // The same UPDATE finishes the job, in the transaction that is still open.
  db.rows(set("SUSPENDED") + "RELEASE s");
  CHECK_FALSE(in_transaction());
  CHECK(status() == "SUSPENDED");
}

TEST_CASE_FIXTURE(Fixture, "it goes to the org as it was then") {
  const Simulator thief({"--users", "3"});
  const std::string sub = simulator.subdomain();
  const auto configure = [&](const std::string& url, const std::string& token) {
    return "SELECT idp_configure(json_object('subdomain', " + literal(sub) +
           ", 'orgUrl', " + literal(url) + ", 'token', " + literal(token) +
           "));";
  };
  const std::string elsewhere = configure(thief.url(), Simulator::kToken);
  db.rows("BEGIN;" + set("SUSPENDED"));
  db.refuses(elsewhere,
             {"in '" + sub + "' are staged", "COMMIT or ROLLBACK first"});
  db.refuses(configure(simulator.url(), "another"), {"are staged"});
  db.rows("COMMIT");
  CHECK(status() == "SUSPENDED");
  // Nor while it chooses its rows: nothing is staged yet.
  db.refuses("UPDATE users SET status = 'ACTIVE'" + where + " AND (" +
                 elsewhere.substr(0, elsewhere.size() - 1) + ") <> ''",
             {"are staged"});
  CHECK(status() == "SUSPENDED");
  CHECK(thief.requests() == 0);
}

TEST_CASE_FIXTURE(Fixture, "fewer rows are allowed by then") {
  const std::string two =
      "UPDATE users SET status = 'SUSPENDED' WHERE id IN (" +
      literal(ids.user) + ", " + literal(other) + ");";
  db.rows("BEGIN; CREATE TABLE mine(x);" + two);
  db.configure({{"max_revocations", 1}});
  db.refuses("COMMIT", {"this transaction would change more than 1 rows",
                        "nothing was changed"});
  CHECK_FALSE(in_transaction());
  CHECK(db.value("SELECT count(*) FROM sqlite_master") == "0");
  CHECK(posts().empty());
  // A row that is moved twice is two calls.
  db.configure({{"max_revocations", 2}});
  db.rows("BEGIN;" + set("SUSPENDED") + set("ACTIVE"));
  db.refuses(set("SUSPENDED"), {"more than 2 rows"});
  db.rows("COMMIT");
  CHECK(posts().size() == 2);
}

TEST_CASE_FIXTURE(Fixture, "there and back is two calls, and told as such") {
  db.rows("BEGIN;" + set("SUSPENDED") + set("ACTIVE"));
  CHECK(db.rows("SELECT sets FROM idp_changes") ==
        Rows{{"status = 'SUSPENDED'"}, {"status = 'ACTIVE'"}});
  CHECK(db.value("SELECT status FROM users" + where) == "ACTIVE");
  db.rows("COMMIT");
  CHECK(status() == "ACTIVE");
  CHECK(db.rows("SELECT state FROM idp_changes") ==
        Rows{{"changed"}, {"changed"}});
}

TEST_CASE_FIXTURE(Fixture, "words of SQL that are for ordinary tables") {
  const std::string update = "UPDATE users SET status = 'SUSPENDED'" + where;
  db.refuses(update + " RETURNING id", {"RETURNING"});
  db.refuses(
      "INSERT INTO users(id, status) VALUES('x', 'ACTIVE') ON CONFLICT(id) DO "
      "UPDATE SET status = 'SUSPENDED'",
      {"UPSERT"});
  for (const std::string word : {"ABORT", "FAIL", "ROLLBACK"}) {
    db.refuses("UPDATE OR " + word + " users SET status = 'STAGED'" + where,
               {"no call makes that 'STAGED'"});
    CHECK_FALSE(in_transaction());
  }
  // One of them ends the transaction, as SQLite says: nothing is left of it.
  db.rows("BEGIN;" + set("SUSPENDED"));
  db.error("UPDATE OR ROLLBACK users SET status = 'STAGED'" + where);
  if (in_transaction()) db.rows("ROLLBACK");
  CHECK(count() == "0");
  CHECK(posts().empty());
}

// A name that is no column's is a text to SQLite.
TEST_CASE_FIXTURE(Fixture, "a WHERE that says nothing, in all its forms") {
  const std::string update = "UPDATE users SET status = 'SUSPENDED' WHERE ";
  for (const std::string one :
       {"\"nosuch\" = \"nosuch\"", "\"nosuch\" > ''", "EXISTS (SELECT 1)", "1",
        "'x' = 'x'", "NULL IS NULL"}) {
    db.refuses(update + one, {"users: ", "nothing was changed"});
  }
  db.rows(update + "\"_rowid_\"");  // a text that is no number is false
  CHECK(posts().empty());
  for (const std::string one :
       {"id = id", "\"status\" = \"ACTIVE\"", "id = \"id\"", "id IS NOT NULL",
        "id > ''", "login >= ''", "id LIKE '%'",
        "id IN (SELECT id FROM users) OR 1"}) {
    db.refuses(update + one, {"this UPDATE names no id"});
  }
  CHECK(posts().empty());
  // Quotes of either kind are one text; letters are as they are.
  db.rows(update + "\"id\" = \"" + ids.user + "\" AND \"status\" = \"active\"");
  CHECK(status() == "ACTIVE");
  db.rows(update + "\"id\" = \"" + ids.user + "\" AND \"status\" = \"ACTIVE\"");
  CHECK(posts() == Calls{suspend});
}

TEST_CASE_FIXTURE(Fixture, "a connection from before a fork") {
  const Outcome outcome = run_program(
      {"/usr/bin/python3", IDP_TEST_SCRIPTS "/fork.py", extension(), "update"},
      ids.user,
      {{"OKTA_CLIENT_ORGURL", simulator.url()},
       {"OKTA_CLIENT_TOKEN", Simulator::kToken}});
  INFO(outcome.output);
  CHECK(outcome.exit_code == 0);
  CHECK(has(outcome.output, "UPDATE users: this connection was opened before"));
  CHECK(has(outcome.output, "COMMIT this connection was opened before"));
  CHECK(has(outcome.output, "parent [('changed',)]\n"));
  CHECK(posts() == Calls{suspend});
}

}  // namespace
}  // namespace idp::test::update_staged_test
