// idle_test.cpp - connections to the org that no statement uses: the process
// keeps few of them, however many SQLite connections it has.
#include <doctest/doctest.h>

#include <deque>
#include <filesystem>
#include <iterator>

#include "support/org.h"

namespace idp::test::idle_test {
namespace {

constexpr std::size_t kPool = 12;

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
  const std::string sql = "SELECT count(*) FROM grants";
  CHECK(connect().value(sql) == count);
  const auto of_one = open();
  const auto made = connections();
  while (pool.size() < kPool) {
    connect();
    for (Database& db : pool)
      CHECK(db.value("SELECT count(*) FROM apps") != "0");
    CHECK(pool.back().value(sql) == count);
  }
  CHECK(open() == of_one);
  CHECK(connections() <= made + 1);
  pool.clear();
  CHECK(open() == 0);
}

TEST_CASE_FIXTURE(Fixture,
                  "a pool used at once keeps little of it afterwards") {
  std::deque<Cursor> cursors;
  while (pool.size() < kPool) {
    cursors.emplace_back(connect(), "SELECT id FROM grants");
  }
  const auto at_work = open();
  cursors.clear();
  CHECK(open() <= at_work / 2);
  for (Database& db : pool) {
    CHECK(db.value("SELECT count(*) FROM users") == "40");
  }
  CHECK(open() <= at_work / 2);
}

TEST_CASE_FIXTURE(Fixture,
                  "a COMMIT that revokes gives its connections up, too") {
  const std::string user = Org(simulator).first().user;
  const std::string revoke =
      "DELETE FROM grants WHERE userId = " + literal(user);
  connect();
  CHECK(pool[0].value("SELECT count(*) FROM users") == "40");
  const auto of_one = open();
  connect().rows("BEGIN; " + revoke + "; COMMIT");
  CHECK(pool[0].value("SELECT count(*) FROM grants WHERE userId = " +
                      literal(user)) == "0");
  CHECK(open() <= of_one + 1);
}

}  // namespace
}  // namespace idp::test::idle_test
