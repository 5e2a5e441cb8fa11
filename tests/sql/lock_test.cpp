// lock_test.cpp - which DELETEs keep others from writing to a database file
// while their calls go out, and which don't: the advice of docs/revoking.md.
#include <doctest/doctest.h>

#include <algorithm>
#include <thread>

#include "support/home.h"
#include "support/org.h"

namespace idp::test::lock_test {
namespace {

struct Fixture {
  // A file in which the ids of those who left are, and where others write.
  std::string file(const std::string& journal) const {
    std::string path = home / (journal + ".db");
    Database(path).rows("PRAGMA journal_mode = " + journal +
                        "; CREATE TABLE IF NOT EXISTS notes(x); CREATE TABLE "
                        "IF NOT EXISTS leavers AS SELECT " +
                        literal(ids.user) + " AS id");
    return path;
  }

  // What another connection to the file is told that writes while these
  // statements wait for the answer to a revocation: nothing where it can.
  std::string told(const std::string& path, const std::string& own,
                   const std::string& setup, const std::string& sql) {
    Database db(simulator, own);
    if (own != path) db.rows("ATTACH " + literal(path) + " AS file");
    if (!setup.empty()) db.rows(setup);
    simulator.reset();
    simulator.set_faults(R"({"faults": [{"match": {"method": "DELETE"},
        "times": -1, "delay_ms": 100000}]})");
    Database other(path);
    std::string error, interrupted;
    std::thread revoking([&] {
      Rows rows;
      db.run(sql, rows, interrupted);
    });
    while (!calls_are_out()) std::this_thread::yield();
    Rows rows;
    other.run("INSERT INTO notes VALUES(1)", rows, error);
    sqlite3_interrupt(db.handle());
    revoking.join();
    CHECK(interrupted.find("interrupted") != interrupted.npos);
    if (sqlite3_get_autocommit(db.handle()) == 0) db.rows("ROLLBACK");
    return error;
  }
  bool calls_are_out() const {
    const auto calls = simulator.calls();
    return std::ranges::any_of(
        calls, [](auto& call) { return call.starts_with("DELETE "); });
  }

  Home home;
  Simulator simulator{{"--users", "3"}};
  Ids ids = Org(simulator).first();
  std::string where = " WHERE userId = " + literal(ids.user) + ";";
  std::string leavers = " WHERE userId IN (SELECT id FROM leavers);";
  std::string own_table =
      "CREATE VIRTUAL TABLE temp.mine USING grants(writable=1);";
  const std::string locked = "database is locked";
};

TEST_CASE_FIXTURE(Fixture, "a DELETE holds the write lock of its main file") {
  for (const std::string journal : {"delete", "wal"}) {
    const std::string path = file(journal);
    CHECK(told(path, path, "", "DELETE FROM grants" + where) == locked);
    CHECK(told(path, path, "",
               "BEGIN; DELETE FROM grants" + where + "COMMIT") == locked);
  }
}

TEST_CASE_FIXTURE(Fixture, "a table in temp holds no lock of a file") {
  for (const std::string journal : {"delete", "wal"}) {
    const std::string path = file(journal);
    CHECK(told(path, path, own_table, "DELETE FROM mine" + where).empty());
    CHECK(told(path, path, own_table,
               "BEGIN; DELETE FROM mine" + where + "COMMIT")
              .empty());
  }
}

TEST_CASE_FIXTURE(Fixture, "nor does a connection to :memory:") {
  for (const std::string journal : {"delete", "wal"}) {
    const std::string path = file(journal);
    CHECK(told(path, ":memory:", "", "DELETE FROM grants" + where).empty());
    CHECK(told(path, ":memory:", "",
               "BEGIN; DELETE FROM grants" + where + "COMMIT")
              .empty());
  }
}

TEST_CASE_FIXTURE(Fixture,
                  "what it reads of a file it locks, but in WAL mode") {
  const std::string path = file("delete"), wal = file("wal");
  const std::string copy =
      "CREATE TEMP TABLE chosen AS SELECT id FROM leavers;";
  const std::string chosen = " WHERE userId IN (SELECT id FROM chosen);";
  for (const std::string& own : {path, std::string(":memory:")}) {
    const std::string table = own == path ? "mine" : "grants";
    const std::string setup = own == path ? own_table : "";
    const std::string sql = "DELETE FROM " + table;
    CHECK(told(path, own, setup, sql + leavers) == locked);
    CHECK(told(wal, own == path ? wal : own, setup, sql + leavers).empty());
    // In a transaction the copy belongs before its BEGIN.
    CHECK(told(path, own, setup, copy + sql + chosen).empty());
    CHECK(told(path, own, setup, copy + "BEGIN;" + sql + chosen + "COMMIT")
              .empty());
  }
}

}  // namespace
}  // namespace idp::test::lock_test
