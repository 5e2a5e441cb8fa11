// differential_test.cpp - generated queries give over our tables what they give
// over ordinary ones with the same rows.
#include <doctest/doctest.h>

#include "support/copies.h"
#include "support/queries.h"

namespace idp::test::differential_test {
namespace {

struct Fixture : OrgFixture {
  Fixture() : OrgFixture({"--users", "14", "--clients", "2"}) {
    // SQLite 3.31 itself shows rows of some joins twice, also those of ordinary
    // tables: its propagation of constants loses a term. 3.34 does not.
    constexpr int kPropagation = 0x8000;
    if (sqlite3_libversion_number() < 3034000) {
      sqlite3_test_control(SQLITE_TESTCTRL_OPTIMIZATIONS, db.handle(),
                           kPropagation);
    }
  }

  LocalCopy copy{db, org};
};

TEST_CASE_FIXTURE(Fixture, "400 queries give the rows of ordinary tables") {
  Queries generator(1, org);
  std::size_t rows_seen = 0;
  for (int i = 0; i < 400; ++i) {
    const std::string query = generator.query();
    INFO(query);
    const Rows expected = db.rows(LocalCopy::local(query));
    const Rows rows = db.rows(LocalCopy::ours(query));
    CHECK(rows == expected);
    rows_seen += rows.size();
  }
  CHECK(rows_seen > 2'000);
}

TEST_CASE_FIXTURE(Fixture, "with faults: the same rows, or an error") {
  db.configure({{"max_retries", 0}});
  Queries generator(2, org);
  std::size_t failed = 0;
  const Fault faults[] = {
      {.status = 503}, {.rate_limit_concurrency = true}, {.close = true},
      {.truncate = 9}, {.spurious_next = true},          {.short_page = true}};
  for (int i = 0; i < 300; ++i) {
    const std::string query = generator.query();
    INFO(query);
    const Rows expected = db.rows(LocalCopy::local(query));
    Fault fault = faults[i % 6];
    fault.method = "GET";
    fault.skip = i % 17;
    simulator.fail(fault);
    Rows rows;
    std::string error;
    if (db.run(LocalCopy::ours(query), rows, error) == SQLITE_OK) {
      CHECK(rows == expected);
    } else {
      INFO(error);
      CHECK(has(error, ": GET " + simulator.url() + "/api/v1/"));
      ++failed;
    }
  }
  CHECK(failed > 30);
}

}  // namespace
}  // namespace idp::test::differential_test
