// refresh_others_test.cpp - who else uses an inventory's file while it is
// refreshed is never held up for long; nor is who wants to stop.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <string_view>
#include <thread>

#include "support/inventory.h"

namespace idp::test::refresh_others_test {
namespace {

// Rows that a transaction may change, whatever the org's size: all of a batch
// come in the place of others, and the step is noted.
constexpr int kMostChanges = 600;

// Watches the connection that a refresh in this process has to the file, and
// that with the live tables; connections of other threads are not watched.
class Transactions {
 public:
  explicit Transactions(std::string path) : path_(std::move(path)) {
    watching = this;
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(opened));
  }
  ~Transactions() {
    sqlite3_reset_auto_extension();
    watching = nullptr;
  }
  Transactions(const Transactions&) = delete;

  int count = 0, most_changes = 0;
  int elsewhere =
      0;  // rows read elsewhere within one: a call may be waited for

 private:
  static int opened(sqlite3* db, const char**, const void*) {
    if (std::this_thread::get_id() != watching->thread_) return SQLITE_OK;
    return sqlite3_trace_v2(db, SQLITE_TRACE_STMT | SQLITE_TRACE_ROW, traced,
                            db);
  }
  static int traced(unsigned event, void* db, void*, void* text) {
    watching->note(
        static_cast<sqlite3*>(db),
        event == SQLITE_TRACE_STMT ? static_cast<const char*>(text) : "");
    return 0;
  }
  void note(sqlite3* db, std::string_view sql) {
    if (path_ != sqlite3_db_filename(db, "main")) {
      elsewhere += within_;
      return;
    }
    if (sql == "BEGIN IMMEDIATE") {
      within_ = true;
      before_ = sqlite3_total_changes(db);
    } else if (sql == "COMMIT") {
      within_ = false;
      ++count;
      most_changes =
          std::max(most_changes, sqlite3_total_changes(db) - before_);
    }
  }

  static inline Transactions* watching = nullptr;
  std::string path_;
  std::thread::id thread_ = std::this_thread::get_id();
  bool within_ = false;
  int before_ = 0;
};

// Writes and reads a table of its own, with the library alone.
class Neighbour {
 public:
  explicit Neighbour(const std::string& path)
      : thread_([this, path] { work(path); }) {}
  ~Neighbour() { end(); }
  Neighbour(const Neighbour&) = delete;

  void end() {
    done_ = true;
    if (thread_.joinable()) thread_.join();
  }
  int writes = 0, failures = 0;

 private:
  void work(const std::string& path) {
    sqlite3* db = nullptr;
    failures += sqlite3_open(path.c_str(), &db) != SQLITE_OK;
    sqlite3_busy_timeout(db, 30'000);
    while (!done_ || writes == 0) {
      for (const char* sql :
           {"CREATE TABLE IF NOT EXISTS notes(x)", "BEGIN",
            "SELECT * FROM notes LIMIT 1", "COMMIT", "BEGIN IMMEDIATE",
            "INSERT INTO notes VALUES(1)", "COMMIT"}) {
        failures +=
            sqlite3_exec(db, sql, nullptr, nullptr, nullptr) != SQLITE_OK;
      }
      ++writes;
      sqlite3_sleep(1);
    }
    sqlite3_close(db);
  }

  std::atomic<bool> done_ = false;
  std::thread thread_;
};

TEST_CASE("a transaction is short, however large the org is") {
  InventoryFixture org({"--users", "1000", "--events", "100"});
  Transactions transactions(org.path);
  const auto check_short = [&] {
    CHECK(transactions.count > 10);
    CHECK(transactions.most_changes <= kMostChanges);
    CHECK(transactions.elsewhere == 0);
    transactions.count = transactions.most_changes = 0;
  };
  {
    Neighbour other(org.path);
    static_cast<void>(org.refresh());
    check_short();
    for (int i = 0; i < 3; ++i) {
      org.simulator.act(
          "DELETE",
          Logged::path_of(
              Org(org.simulator).tokens()[static_cast<std::size_t>(i) * 100]));
    }
    org.by_log();
    check_short();
    other.end();
    CHECK(other.failures == 0);
  }
  // Everything differs; and is taken back, when it is half read.
  const Org now(org.simulator);
  for (const json::Tree& user : now.users()) {
    org.simulator.set_login(user.text("id"), "x" + user.text("login"));
  }
  org.file.configure({{"max_retries", std::int64_t{0}}});
  org.simulator.fail({.path = "*/grants", .times = kAlways, .status = 500});
  org.file.refuses("SELECT idp_refresh(" + kFull + ")", {"500"});
  check_short();
  org.simulator.heal();
  static_cast<void>(org.refresh(R"('main', '{"max_age": 0}')"));
  check_short();
}

// Whatever the provider's answer is waited for, the file is free meanwhile.
TEST_CASE_FIXTURE(Logged, "while a call is under way others write") {
  file.rows("CREATE TABLE notes(x)");
  sqlite3_busy_timeout(file.handle(), 30'000);
  for (const std::string& options : {std::string(), kFull}) {
    for (const int answered : {0, 1, 3, 10, 40}) {
      simulator.fail({.skip = answered, .times = kAlways, .delay_ms = 600'000});
      const long last = simulator.requests() + answered + 1;
      Program other = shell(path, "SELECT idp_refresh(" + options + ");");
      while (simulator.requests() < last) std::this_thread::yield();
      file.rows("BEGIN IMMEDIATE; INSERT INTO notes VALUES (1); COMMIT");
      other.kill();
      other.wait();
    }
  }
  simulator.heal();
  static_cast<void>(refresh());
  check_equal();
}

int always(void*) { return 1; }

// Somebody reads the file, which is to get a write-ahead log, and never ends.
TEST_CASE_FIXTURE(InventoryFixture, "stopped while the file isn't to be had") {
  file.rows("CREATE TABLE own(x); INSERT INTO own VALUES (1)");
  Database reader(path);
  reader.rows("BEGIN; SELECT * FROM own");
  // After more than the statement itself takes.
  sqlite3_progress_handler(file.handle(), 2000, always, nullptr);
  Rows rows;
  std::string error;
  CHECK(file.run("SELECT idp_refresh()", rows, error) == SQLITE_INTERRUPT);
  CHECK(error == "interrupted");
  sqlite3_progress_handler(file.handle(), 0, nullptr, nullptr);
  reader.rows("COMMIT");
  static_cast<void>(refresh());
  check_equal();
}

}  // namespace
}  // namespace idp::test::refresh_others_test
