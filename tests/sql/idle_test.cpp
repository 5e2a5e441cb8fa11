// idle_test.cpp - connections to the org that no statement uses: the process
// keeps few of them, however many SQLite connections it has.
#include <doctest/doctest.h>

#include <deque>
#include <filesystem>
#include <iterator>

#include "support/org.h"

namespace idp::test::idle_test {
namespace {

constexpr std::size_t kPool = 12, kAtOnce = 8;
// Sixteen calls at once, and what libcurl itself needs.
constexpr std::ptrdiff_t kMostOfOne = 20;

// Of this process.
std::ptrdiff_t descriptors() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                       std::filesystem::directory_iterator());
}

struct Cursor {
  Cursor(const Database& db, const std::string& sql) {
    CHECK(sqlite3_prepare_v2(db.handle(), sql.c_str(), -1, &prepared,
                             nullptr) == SQLITE_OK);
    CHECK(sqlite3_step(prepared) == SQLITE_ROW);
  }
  Cursor(const Cursor&) = delete;
  ~Cursor() { sqlite3_finalize(prepared); }

  sqlite3_stmt* prepared = nullptr;
};

struct Fixture {
  Simulator simulator{{"--users", "40", "--rate-limit", "0"}};
  const std::string count = std::to_string(Org(simulator).grants().size());
  std::ptrdiff_t before = descriptors();
  std::deque<Database> pool;

  std::ptrdiff_t open() const { return descriptors() - before; }
  Database& connect() { return pool.emplace_back(simulator); }
  std::int64_t connections() const {
    const json::Tree stats = simulator.get("/_sim/stats");
    return std::get<std::int64_t>(stats.find("connections")->value);
  }
};

// Symptom: each kept 17 descriptors until it was closed.
TEST_CASE_FIXTURE(Fixture,
                  "a pool used in turn keeps what one connection does") {
  while (pool.size() < kPool) {
    CHECK(connect().value("SELECT count(*) FROM grants") == count);
  }
  CHECK(open() <= kMostOfOne);
  const auto made = connections();
  for (Database& db : pool)
    CHECK(db.value("SELECT count(*) FROM users") == "40");
  CHECK(connections() == made);
  pool.clear();
  CHECK(open() == 0);
}

// Symptom: the second waited for ever, for calls of the first.
TEST_CASE_FIXTURE(Fixture, "who stands on a row holds up nobody") {
  const Cursor cursor(connect(), "SELECT id FROM grants");
  for (int i = 0; i < 40; ++i)
    CHECK(sqlite3_step(cursor.prepared) == SQLITE_ROW);
  CHECK(connect().value("SELECT count(*) FROM grants") == count);
}

TEST_CASE_FIXTURE(Fixture,
                  "a pool used at once keeps little of it afterwards") {
  std::deque<Cursor> cursors;
  while (pool.size() < kAtOnce) {
    cursors.emplace_back(connect(), "SELECT id FROM grants");
  }
  const auto at_work = open();
  cursors.clear();
  CHECK(open() <= at_work * 3 / 4);
  for (Database& db : pool)
    CHECK(db.value("SELECT count(*) FROM users") == "40");
  CHECK(open() <= at_work * 3 / 4);
}

TEST_CASE_FIXTURE(Fixture,
                  "a COMMIT that revokes gives its connections up, too") {
  const std::string user = literal(Org(simulator).first().user);
  connect().rows("BEGIN; DELETE FROM grants WHERE userId = " + user +
                 "; COMMIT");
  const auto made = connections();
  CHECK(connect().value("SELECT count(*) FROM grants WHERE userId = " + user) ==
        "0");
  CHECK(connections() == made);
}

}  // namespace
}  // namespace idp::test::idle_test
