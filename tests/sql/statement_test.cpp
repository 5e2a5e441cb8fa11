// statement_test.cpp - each statement for itself: what it reads and decides
// comes from what it asked for, whatever else runs on the connection.
#include <doctest/doctest.h>

#include "support/client.h"
#include "support/running.h"

namespace idp::test::statement_test {
namespace {

struct Finalize {
  void operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
  }
};

// An admin elsewhere has revoked the last token, which comes back later.
struct Fixture : ClientFixture {
  explicit Fixture() { take_away(); }
  void take_away() { simulator.act("DELETE", tokens_path + "/" + tokens[3]); }
  void bring_back() { simulator.reset(); }

  std::string list = "SELECT id FROM oauth_tokens" + client;
  std::string revoke = "DELETE FROM oauth_tokens" + client;
};

TEST_CASE_FIXTURE(Fixture, "a DELETE looks itself, beside an open cursor") {
  for (const std::string& open :
       {list,
        std::string("SELECT u.id FROM users u JOIN oauth_tokens t ON "
                    "t.userId = u.id"),
        std::string("SELECT id FROM clienttokens") + client}) {
    simulator.reset();
    take_away();
    Running loop(db, open);
    bring_back();
    db.rows("BEGIN; " + revoke);
    CHECK(db.value("SELECT count(*) FROM idp_revocations") == "4");
    db.rows("COMMIT");
    CHECK(left().empty());
  }
}

TEST_CASE_FIXTURE(Fixture, "a filtered DELETE misses no row") {
  Running loop(db, list);
  bring_back();
  db.rows(revoke + " AND id >= " + literal(tokens[3]));
  CHECK(left().size() == 3);
}

TEST_CASE_FIXTURE(Fixture, "a DELETE uses nothing of the cache") {
  db.configure({{"cache_ttl", 3600}});
  CHECK(db.rows(list).size() == 3);
  bring_back();
  CHECK(db.rows(list).size() == 3);
  db.rows(revoke + " AND id >= " + literal(tokens[3]));
  CHECK(left().size() == 3);
}

TEST_CASE_FIXTURE(Fixture, "a prepared DELETE looks each time that it runs") {
  sqlite3_stmt* prepared = nullptr;
  sqlite3_prepare_v2(db.handle(), revoke.c_str(), -1, &prepared, nullptr);
  const std::unique_ptr<sqlite3_stmt, Finalize> statement(prepared);
  Running loop(db, "SELECT id FROM users");
  db.rows("BEGIN");
  CHECK(sqlite3_step(prepared) == SQLITE_DONE);
  sqlite3_reset(prepared);
  CHECK(db.value("SELECT count(*) FROM idp_revocations") == "3");
  bring_back();
  CHECK(sqlite3_step(prepared) == SQLITE_DONE);
  CHECK(db.value("SELECT count(*) FROM idp_revocations") == "4");
  db.rows("ROLLBACK");
}

TEST_CASE_FIXTURE(Fixture, "rows are not older than their statement") {
  Running first(db, list);
  bring_back();
  Running second(db, list);
  CHECK(second.rest() == 4);
  CHECK(db.rows(list).size() == 4);
  CHECK(first.rest() == 3);
}

TEST_CASE_FIXTURE(Fixture, "a statement that began first keeps to its rows") {
  Running outer(db,
                "SELECT id, (SELECT count(*) FROM oauth_tokens t WHERE "
                "t.userId = " +
                    literal(ids.user) + " AND t.clientId = " +
                    literal(ids.client) + ") FROM users LIMIT 3");
  bring_back();
  Running inner(db, list);
  CHECK(inner.rest() == 4);
  CHECK(outer.rest() == 3);
}

TEST_CASE_FIXTURE(Fixture, "a COMMIT ends what open statements know") {
  // The inner query is asked for each user, and each time the same.
  Running outer(
      db, "SELECT (SELECT count(*) FROM oauth_tokens t WHERE t.userId = " +
              literal(ids.user) + " AND t.clientId = " + literal(ids.client) +
              " AND u.id <> '') FROM users u");
  CHECK(outer.text() == "3");
  for (const std::string status : {"204", "403"}) {
    bring_back();
    if (status == "403") {
      simulator.fail({.method = "DELETE", .status = 403});
      db.error(revoke + " AND id = " + literal(tokens[0]));
    } else {
      db.rows(revoke + " AND id = " + literal(tokens[0]));
    }
    REQUIRE(outer.step());
    CHECK(outer.text() == (status == "403" ? "4" : "3"));
    take_away();
    db.rows("SELECT id FROM users LIMIT 1");
  }
}

// The parts of a statement that come after its first row.
TEST_CASE_FIXTURE(Fixture, "a later part knows what an earlier one has asked") {
  Running parts(db,
                list + " UNION ALL SELECT count(*) FROM oauth_tokens" + client);
  db.sent();
  CHECK(parts.rest() == 4);
  CHECK(db.sent().empty());
}

TEST_CASE_FIXTURE(Fixture, "a later part has no rows of another statement's") {
  // It stands on a row, and has asked before the token came back.
  Running before(db, list);
  bring_back();
  Running parts(
      db, "SELECT 0 UNION ALL SELECT count(*) FROM oauth_tokens" + client);
  REQUIRE(parts.step());
  CHECK(parts.text() == "4");
  // Of two that are known, each may have those of the one that began last.
  take_away();
  Running last(db, list + " UNION ALL " + list);
  Running first(db,
                list + " UNION ALL SELECT count(*) FROM oauth_tokens" + client);
  CHECK(last.rest() == 6);
  CHECK(first.rest() == 4);
  CHECK(before.rest() == 3);
}

}  // namespace
}  // namespace idp::test::statement_test
