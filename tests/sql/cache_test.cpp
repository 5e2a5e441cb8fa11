// cache_test.cpp - answers that serve later statements, if the user wants so;
// what idp_requests and idp_stats say of them.
#include <doctest/doctest.h>

#include "support/org.h"

namespace idp::test::cache_test {
namespace {

struct Fixture : OrgFixture {
  Fixture() { db.configure({{"cache_ttl", 3600}}); }

  // How many of the last statement's calls were sent, and had before.
  std::string last() {
    return db.value(
        "SELECT count(*) FILTER (WHERE NOT cached) || ' sent, ' || "
        "count(*) FILTER (WHERE cached) || ' had' FROM idp_requests "
        "WHERE statement = (SELECT max(statement) FROM idp_requests)");
  }
  std::string of_user = " WHERE userId = " + literal(ids.user);
  std::string grants = "SELECT id FROM grants" + of_user;
};

TEST_CASE_FIXTURE(Fixture, "within cache_ttl nothing is asked again") {
  const Rows rows = db.rows(grants);
  CHECK(last() == "1 sent, 0 had");
  CHECK(db.rows(grants) == rows);
  CHECK(last() == "0 sent, 1 had");
  // Said once in each statement, as it would have been sent once.
  db.rows(grants + " UNION ALL " + grants);
  CHECK(last() == "0 sent, 1 had");
  CHECK(simulator.requests() == 1);
  CHECK(db.value("SELECT ms || '|' || bytes || '|' || status FROM "
                 "idp_requests WHERE cached LIMIT 1") == "0.0|0|200");
  // Another page size is another call.
  db.rows(grants + " AND \"limit\" = 7");
  CHECK(last() == "1 sent, 0 had");
}

TEST_CASE_FIXTURE(Fixture, "what we revoke is gone from the cache, too") {
  const std::size_t before = db.rows(grants).size();
  db.rows("SELECT id FROM users");
  db.rows("DELETE FROM grants" + of_user + " AND id = " + literal(ids.grant));
  CHECK(db.rows(grants).size() == before - 1);
  db.rows("BEGIN");
  db.rows("DELETE FROM grants" + of_user);
  CHECK(db.rows(grants).empty());
  db.rows("ROLLBACK");
  CHECK(db.rows(grants).size() == before - 1);
  simulator.fail({.method = "DELETE", .status = 403});
  db.error("DELETE FROM grants" + of_user);
  CHECK(db.rows(grants).size() == Org(simulator).grant_ids(ids.user).size());
}

TEST_CASE_FIXTURE(Fixture, "idp_cache_clear() empties it") {
  db.rows(grants);
  db.rows("SELECT id FROM apps");
  CHECK(db.value("SELECT idp_cache_clear()") == "2");
  CHECK(db.value("SELECT idp_cache_clear()") == "0");
  db.rows(grants);
  CHECK(last() == "1 sent, 0 had");
  db.rows("CREATE VIEW hostile AS SELECT idp_cache_clear()");
  db.refuses("SELECT * FROM hostile", {"unsafe use"});
}

TEST_CASE_FIXTURE(Fixture, "another credential doesn't see it") {
  db.rows(grants);
  db.configure({{"orgUrl", simulator.url()}, {"token", "wrong"}});
  db.refuses(grants, {"answered 401"});
}

TEST_CASE_FIXTURE(Fixture, "a failure, or that nothing is there, is not kept") {
  db.configure({{"max_retries", 0}});
  simulator.fail({.status = 503});
  db.error(grants);
  CHECK(!db.rows(grants).empty());
  const std::string nobody = "SELECT id FROM users WHERE id = 'nobody'";
  db.rows(nobody);
  db.rows(nobody);
  CHECK(last() == "1 sent, 0 had");
}

TEST_CASE_FIXTURE(Fixture, "an answer that can't be read is not kept") {
  const std::string get = grants + " AND id = " + literal(ids.grant);
  const Fault faults[] = {
      {.body = "[{"},
      {.status = 200, .body = "", .content_type = "text/html"},
      {.link = {"<not a url>; rel=\"next\""}}};
  for (const Fault& fault : faults) {
    INFO(document_of({fault}));
    simulator.fail(fault);
    db.error(grants);
    CHECK(!db.rows(grants).empty());
    db.value("SELECT idp_cache_clear()");
  }
  simulator.fail({.body = "{}"});
  db.error(get);
  CHECK(db.rows(get) == Rows{{ids.grant}});
  // A page that was fetched early, and that nobody has looked at.
  const std::string pages = grants + " AND \"limit\" = 1";
  simulator.fail({.skip = 1, .times = 1, .body = "[{"});
  db.error(pages);
  CHECK(db.rows(pages).size() == db.rows(grants).size());
}

// Also one that failed: what was revoked before that may be in any answer.
TEST_CASE_FIXTURE(Fixture, "a COMMIT ends what open statements know") {
  db.configure({{"cache_ttl", 0}});
  sqlite3_stmt* outer = nullptr;
  REQUIRE(sqlite3_prepare_v2(db.handle(), "SELECT id FROM users", -1, &outer,
                             nullptr) == SQLITE_OK);
  REQUIRE(sqlite3_step(outer) == SQLITE_ROW);
  const std::size_t before = db.rows(grants).size();
  db.rows("DELETE FROM grants" + of_user + " AND id = " + literal(ids.grant));
  CHECK(db.rows(grants).size() == before - 1);
  simulator.fail({.method = "DELETE", .times = kAlways, .status = 403});
  db.error("DELETE FROM grants" + of_user);
  simulator.heal();
  simulator.act("DELETE", "/api/v1/users/" + ids.user + "/grants");
  CHECK(db.rows(grants).empty());
  CHECK(sqlite3_finalize(outer) == SQLITE_OK);
}

TEST_CASE("it has a bound, and rows are right beyond it") {
  Simulator simulator({"--users", "60000", "--rate-limit", "0"});
  Database db(simulator);
  db.configure({{"cache_ttl", 3600}});
  const std::string count = "SELECT count(id) FROM users";
  CHECK(db.value(count) == "60000");
  CHECK(db.value(count) == "60000");
  CHECK(db.value("SELECT count(*) > 0 FROM idp_requests WHERE statement = 2 "
                 "AND NOT cached") == "1");
}

TEST_CASE("by default each statement asks anew") {
  OrgFixture f;
  const std::string grants =
      "SELECT id FROM grants WHERE userId = " + literal(f.ids.user);
  f.db.rows(grants);
  f.db.rows(grants);
  CHECK(f.simulator.requests() == 2);
  CHECK(f.db.value("SELECT group_concat(statement) FROM idp_requests") ==
        "1,2");
}

TEST_CASE_FIXTURE(Fixture, "idp_stats counts the statement and all of them") {
  const std::string stats =
      "SELECT requests || ' ' || retries || ' ' || limited || ' ' || cached || "
      "' ' || peak_in_flight FROM idp_stats WHERE scope = ";
  CHECK(db.value(stats + "'connection'") == "0 0 0 0 0");
  simulator.fail_all({{.rate_limit_concurrency = true}, {.status = 503}});
  db.rows(grants);
  CHECK(db.value(stats + "'statement'") == "1 2 1 0 1");
  CHECK(db.value("SELECT wait_ms > 0 FROM idp_stats WHERE scope = "
                 "'statement'") == "1");
  db.rows(grants);
  CHECK(db.value(stats + "'statement'") == "0 0 0 1 0");
  CHECK(db.value(stats + "'connection'") == "1 2 1 1 1");
  CHECK(db.value("SELECT (SELECT sum(bytes) FROM idp_requests) = bytes FROM "
                 "idp_stats WHERE scope = 'connection'") == "1");
}

TEST_CASE_FIXTURE(Fixture, "reading and revoking are told apart by statement") {
  const std::string calls =
      "SELECT group_concat(statement || verb, ' ') FROM (SELECT DISTINCT "
      "statement, verb FROM idp_requests ORDER BY number)";
  const std::string one = "DELETE FROM grants" + of_user + " AND id = ";
  db.rows(one + literal(ids.grant));
  CHECK(db.value(calls) == "1GET 1DELETE");
  db.rows("BEGIN");
  db.rows("DELETE FROM grants" + of_user);
  db.rows("COMMIT");
  CHECK(db.value(calls) == "1GET 1DELETE 2GET 3DELETE");
}

}  // namespace
}  // namespace idp::test::cache_test
