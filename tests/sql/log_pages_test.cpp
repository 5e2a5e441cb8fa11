// log_pages_test.cpp - the pages of a log, while it grows.
#include <doctest/doctest.h>

#include <set>

#include "support/log_copy.h"

namespace idp::test::log_pages_test {
namespace {

// Runs a query, and something else once so many rows were read.
std::vector<std::string> read(Database& db, const std::string& sql,
                              std::size_t rows, auto meanwhile) {
  sqlite3_stmt* statement = nullptr;
  REQUIRE(sqlite3_prepare_v2(db.handle(), sql.c_str(), -1, &statement,
                             nullptr) == SQLITE_OK);
  std::vector<std::string> ids;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    ids.emplace_back(
        reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)));
    if (ids.size() == rows) meanwhile();
  }
  CHECK(sqlite3_finalize(statement) == SQLITE_OK);
  return ids;
}

TEST_CASE_FIXTURE(LogFixture, "a late event loses and repeats no row") {
  const std::string all =
      "SELECT uuid FROM system_log_events WHERE published >= '2001'";
  const auto known = db.rows("SELECT uuid FROM log ORDER BY published");
  const auto event = [](const std::string& uuid, const std::string& time) {
    return R"({"uuid": ")" + uuid + R"(", "published": ")" + time + R"("})";
  };
  const auto time = [&](int offset) {
    return db.value("SELECT published FROM log ORDER BY 1 LIMIT 1 OFFSET " +
                    std::to_string(offset));
  };
  const std::string early = time(500), behind = time(2500);
  for (const std::string& order :
       std::vector<std::string>{"", " ORDER BY published DESC LIMIT 10000"}) {
    INFO(order);
    // It sorts by itself then: all is read before the first row is seen.
    if (!order.empty() && !hands_over_lists()) continue;
    simulator.reset();
    const auto ids = read(db, all + order, 900, [&] {
      plant(event("late", early));
      plant(event("ahead", behind));
    });
    const std::set<std::string> once(ids.begin(), ids.end());
    CHECK(once.size() == ids.size());
    for (const auto& row : known) CHECK(once.contains(row[0]));
    // In no page that was read; in one that is to come.
    const bool down = !order.empty();
    CHECK(once.contains("ahead") == !down);
    CHECK(once.contains("late") == down);
  }
}

TEST_CASE_FIXTURE(LogFixture,
                  "what happens after the start is not waited for") {
  int planted = 0;
  const auto ids =
      read(db, "SELECT uuid FROM system_log_events WHERE published >= '2001'",
           1, [&] {
             ++planted;
             plant(R"({"uuid": "now", "displayMessage": "just now"})");
           });
  CHECK(planted == 1);
  CHECK(ids.size() == 3000);
  CHECK(db.value("SELECT displayMessage FROM system_log_events WHERE uuid = "
                 "'now' AND published >= '2001'") == "just now");
}

TEST_CASE("a hundred pages are as many calls") {
  Simulator simulator({"--users", "20", "--events", "100000"});
  Database db(simulator);
  CHECK(db.value("SELECT count(DISTINCT uuid) FROM system_log_events WHERE "
                 "published >= '2001'") == "100000");
  CHECK(db.sent().size() == 100);
}

}  // namespace
}  // namespace idp::test::log_pages_test
