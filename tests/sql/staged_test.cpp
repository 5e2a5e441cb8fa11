// staged_test.cpp - what is staged is revoked at COMMIT, or the user is told:
// dropped tables, releases that fail.
#include <doctest/doctest.h>

#include "support/client.h"

namespace idp::test::staged_test {
namespace {

struct Fixture : ClientFixture {
  Fixture() {
    db.rows("CREATE VIRTUAL TABLE temp.mine USING oauth_tokens(userId=" +
            literal(ids.user) + ", clientId=" + literal(ids.client) +
            ", writable=1)");
  }
};

TEST_CASE_FIXTURE(Fixture, "a table with staged rows can't be dropped") {
  db.rows("BEGIN; DELETE FROM mine");
  db.refuses("DROP TABLE mine", {"locked"});
  CHECK(db.value("SELECT count(*) FROM idp_revocations") == "4");
  db.rows("COMMIT");
  CHECK(left().empty());
  db.rows("DROP TABLE mine");
  db.refuses("SELECT * FROM mine", {"no such table"});
}

TEST_CASE_FIXTURE(Fixture, "nor behind a savepoint") {
  db.rows("BEGIN; DELETE FROM mine; SAVEPOINT s");
  db.refuses("DROP TABLE mine", {"locked"});
  db.rows("ROLLBACK TO s");
  CHECK(db.rows("SELECT id FROM mine").empty());
  db.rows("COMMIT");
  CHECK(left().empty());
}

TEST_CASE_FIXTURE(Fixture, "what was taken back doesn't keep a table") {
  db.rows(
      "BEGIN; SAVEPOINT s; DELETE FROM mine; ROLLBACK TO s; DROP TABLE "
      "mine; COMMIT");
  CHECK(left() == tokens);
  db.rows("CREATE VIRTUAL TABLE temp.mine USING grants(userId=" +
          literal(ids.user) + ", writable=1)");
  db.rows("BEGIN; DELETE FROM mine; ROLLBACK; DROP TABLE mine");
  CHECK(Org(simulator).grants().size() == org.grants().size());
}

TEST_CASE_FIXTURE(Fixture, "a RELEASE that failed, and what comes then") {
  simulator.fail({.method = "DELETE", .times = kAlways, .status = 403});
  db.rows("SAVEPOINT s; DELETE FROM mine");
  db.refuses("RELEASE s", {"0 of 4 were revoked, 4 were not"});
  CHECK(left() == tokens);
  simulator.heal();
  // The same DELETE finishes the job, in the transaction that is still open.
  db.rows("DELETE FROM mine; RELEASE s");
  CHECK(left().empty());
  CHECK(sqlite3_get_autocommit(db.handle()) == 1);
}

}  // namespace
}  // namespace idp::test::staged_test
