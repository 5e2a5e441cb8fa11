// property_test.cpp - generated DELETEs revoke what they would delete from
// ordinary tables with the same rows: no row less, no row more, and no other.
#include <doctest/doctest.h>

#include "support/deletes.h"
#include "support/losses.h"

namespace idp::test::property_test {
namespace {

struct Fixture : OrgFixture {
  Fixture() : OrgFixture({"--users", "14", "--clients", "2"}) {}

  static std::string real(const std::string& sql) {
    return LocalCopy::ours(sql);
  }

  Loss expected(const std::string& sql) { return local_loss(db, sql); }
  Set gone() const { return without(all, all_ids(Org(simulator))); }

  static bool has_or(const std::string& sql) {
    return sql.find(" OR (") != sql.npos;
  }

  // All of it happens. A statement with an OR may be refused, whole.
  void check(const std::string& sql) {
    const Loss right = expected(sql);
    Rows rows;
    std::string error;
    const int code = db.run(real(sql), rows, error);
    INFO(real(sql) << "\n" << error);
    if (has_or(sql) && error.find("names no userId") != error.npos) {
      CHECK(gone().empty());
      ++refused;
      return;
    }
    REQUIRE(code == SQLITE_OK);
    const int changes = sqlite3_changes(db.handle());
    CHECK(changes == right.changes);
    CHECK(gone() == right.gone);
    rows_gone += right.gone.size();
    if (!right.gone.empty()) simulator.reset();
  }

  // How often one call stood for a whole list.
  int whole_lists() {
    return std::stoi(
        db.value("SELECT count(*) FROM idp_requests WHERE verb = 'DELETE' AND "
                 "(path LIKE '%/tokens' OR path LIKE '%/grants')"));
  }

  LocalCopy copy{db, org};
  Set all = all_ids(org);
  std::size_t rows_gone = 0;
  int refused = 0;
};

TEST_CASE_FIXTURE(Fixture, "300 DELETEs revoke what ordinary tables lose") {
  Deletes generator(1, db);
  for (int i = 0; i < 300; ++i) check(generator.statement(true));
  CHECK(refused < 40);
  CHECK(rows_gone > 500);
  CHECK(whole_lists() > 50);
}

TEST_CASE_FIXTURE(Fixture, "150 DELETEs do so row by row") {
  db.configure({{"bulk_revoke", "off"}});
  Deletes generator(2, db);
  for (int i = 0; i < 150; ++i) check(generator.statement());
  CHECK(rows_gone > 200);
  CHECK(whole_lists() == 0);
}

TEST_CASE_FIXTURE(Fixture, "60 transactions of several DELETEs do so") {
  Deletes generator(3, db);
  for (int i = 0; i < 60; ++i) {
    std::string sql =
        generator.statement() + "; SAVEPOINT s;" + generator.statement() + ";";
    if (i % 2 == 0) sql += "ROLLBACK TO s;";
    sql += generator.statement() + ";";
    const Loss right = expected(sql);
    INFO(real(sql));
    db.rows("BEGIN;" + real(sql));
    const int changes = sqlite3_changes(db.handle());
    CHECK(changes == right.changes);
    CHECK(gone().empty());
    db.rows("COMMIT");
    CHECK(gone() == right.gone);
    rows_gone += right.gone.size();
    simulator.reset();
  }
  CHECK(rows_gone > 200);
}

TEST_CASE_FIXTURE(Fixture,
                  "120 DELETEs do so where calls have to be repeated") {
  Deletes generator(4, db);
  for (int i = 0; i < 120; ++i) {
    simulator.fail_all({{.method = "GET",
                         .skip = i % 7,
                         .times = 2,
                         .status = 429,
                         .headers = {{"Retry-After", "0"}}},
                        {.method = "DELETE",
                         .skip = i % 7,
                         .times = 3,
                         .status = 429,
                         .headers = {{"Retry-After", "0"}}}});
    check(generator.statement());
  }
  CHECK(rows_gone > 150);
}

// An error is in order, if it tells the truth, and doing it again ends it.
TEST_CASE_FIXTURE(Fixture, "150 DELETEs with faults: all of it, or an error") {
  db.configure({{"max_retries", 0}});
  Deletes generator(5, db);
  const Fault faults[] = {{.status = 503},
                          {.status = 403},
                          {.close = true},
                          {.close = true, .after_effect = true},
                          {.rate_limit_concurrency = true}};
  int failed = 0, half = 0;
  for (int i = 0; i < 150; ++i) {
    const std::string sql = generator.statement();
    const Loss right = expected(sql);
    Fault fault = faults[i % 5];
    fault.method = i % 3 ? "DELETE" : "GET";
    fault.skip = i % 4;
    fault.times = 1 + i % 2;
    simulator.fail(fault);
    // What was before is not told any more.
    db.rows("DELETE FROM oauth_tokens WHERE userId = ''");
    Rows rows;
    std::string error;
    const int code = db.run(real(sql), rows, error);
    INFO(real(sql) << "\n" << error);
    const Set gone_now = gone();
    if (code == SQLITE_OK) {
      CHECK(gone_now == right.gone);
    } else {
      CHECK(within(gone_now, right.gone));
      const auto in_state = [&](const std::string& states) {
        return first_column(db.rows(
            "SELECT coalesce(tokenId, grantId) FROM idp_revocations WHERE "
            "state IN (" +
            states + ")"));
      };
      CHECK(within(in_state("'revoked', 'already gone'"), gone_now));
      CHECK(within(gone_now, in_state("'revoked', 'already gone', 'unknown'")));
      ++failed;
      if (!gone_now.empty()) ++half;
      simulator.heal();
      const bool same_rows = sql.find("LIMIT") == sql.npos &&
                             sql.find("SELECT id FROM @") == sql.npos;
      if (same_rows) {
        db.rows(real(sql));
        CHECK(gone() == right.gone);
      }
    }
    simulator.reset();
  }
  CHECK(failed > 20);
  CHECK(half > 5);
}

}  // namespace
}  // namespace idp::test::property_test
