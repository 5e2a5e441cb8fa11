// transaction_test.cpp - COMMIT revokes, ROLLBACK forgets, savepoints work.
#include <doctest/doctest.h>

#include "support/org.h"

namespace idp::test::transaction_test {
namespace {

struct Fixture : OrgFixture {
  Fixture() : OrgFixture({"--users", "20", "--tokens", "5", "--grants", "3"}) {}
  std::vector<std::string> tokens = org.token_ids(ids);
  std::string where = " WHERE userId = " + literal(ids.user) +
                      " AND clientId = " + literal(ids.client) + " ";

  std::string revoke(std::size_t index) const {
    return "DELETE FROM oauth_tokens" + where +
           "AND id = " + literal(tokens[index]) + ";";
  }
  std::vector<std::string> left() const {
    return Org(simulator).token_ids(ids);
  }
  std::string revocations() {
    return db.value("SELECT count(*) FROM idp_requests WHERE verb = 'DELETE'");
  }
};

TEST_CASE_FIXTURE(Fixture, "ROLLBACK sends nothing") {
  db.rows("BEGIN; DELETE FROM oauth_tokens" + where + "; ROLLBACK");
  CHECK(revocations() == "0");
  CHECK(left() == tokens);
  // And nothing is left over for the next COMMIT.
  db.rows("BEGIN; " + revoke(0) + "COMMIT");
  CHECK(revocations() == "1");
}

TEST_CASE_FIXTURE(Fixture, "nothing is sent before COMMIT") {
  db.rows("BEGIN; DELETE FROM oauth_tokens" + where + "AND id <> ''");
  CHECK(revocations() == "0");
  db.rows("COMMIT");
  CHECK(revocations() == "5");
  CHECK(left().empty());
}

TEST_CASE_FIXTURE(Fixture, "staged rows are hidden from later reads") {
  db.rows("CREATE VIRTUAL TABLE temp.mine USING oauth_tokens(userId=" +
          literal(ids.user) + ", clientId=" + literal(ids.client) + ")");
  db.rows("BEGIN;" + revoke(1));
  const std::vector<std::string> rest = {tokens[0], tokens[2], tokens[3],
                                         tokens[4]};
  for (const std::string table : {"oauth_tokens", "clienttokens", "mine"}) {
    CHECK(sorted(db.rows("SELECT id FROM " + table + where)) == rest);
  }
  db.rows("ROLLBACK");
  CHECK(sorted(db.rows("SELECT id FROM oauth_tokens" + where)) == tokens);
}

TEST_CASE_FIXTURE(Fixture, "savepoints: nested, released, rolled back to") {
  db.rows("BEGIN;" + revoke(0) + "SAVEPOINT a;" + revoke(1) + "SAVEPOINT b;" +
          revoke(2) + "ROLLBACK TO b;" + revoke(3) + "RELEASE b;" +
          "ROLLBACK TO a;" + revoke(4) + "COMMIT");
  CHECK(left() == std::vector<std::string>{tokens[1], tokens[2], tokens[3]});
}

TEST_CASE_FIXTURE(Fixture,
                  "a table that joins after a savepoint is rolled back, too") {
  db.rows("BEGIN; SAVEPOINT a; SAVEPOINT b;" + revoke(0) + "SAVEPOINT c;" +
          revoke(1) + "ROLLBACK TO a; COMMIT");
  CHECK(left() == tokens);
  CHECK(revocations() == "0");
}

TEST_CASE_FIXTURE(Fixture,
                  "a statement that fails takes back only its own rows") {
  db.rows("BEGIN;" + revoke(0));
  simulator.fail({.path = "*/tokens", .skip = 1, .status = 500});
  db.error("DELETE FROM oauth_tokens" + where + "AND \"limit\" = 2");
  db.rows("COMMIT");
  CHECK(left() == std::vector<std::string>(tokens.begin() + 1, tokens.end()));
}

TEST_CASE_FIXTURE(Fixture, "several tables in one transaction") {
  db.rows("CREATE TABLE local(x); BEGIN; INSERT INTO local VALUES(1);" +
          revoke(0) + "DELETE FROM grants" + where + "; COMMIT");
  CHECK(left().size() == 4);
  CHECK(Org(simulator).grant_ids(ids.user, ids.client).empty());
  CHECK(db.value("SELECT count(*) FROM local") == "1");
}

TEST_CASE_FIXTURE(Fixture, "query_only refuses before anything is staged") {
  db.rows("PRAGMA query_only = 1");
  db.error(revoke(0));
  CHECK(revocations() == "0");
  CHECK(left() == tokens);
}

}  // namespace
}  // namespace idp::test::transaction_test
