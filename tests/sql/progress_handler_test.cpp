// progress_handler_test.cpp - sqlite3_interrupt() and the progress handlers
// with which hosts set time limits: called in every wait, and heard.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <thread>
#include <vector>

#include "support/org.h"

namespace idp::test::progress_handler_test {
namespace {

const Fault kSlow = {.method = "GET", .times = kAlways, .delay_ms = 30000};

// A host's progress handler, called after every n opcodes.
class Handler {
 public:
  Handler(const Database& db, int n, std::function<bool()> stop)
      : db_(db.handle()), stop_(std::move(stop)) {
    sqlite3_progress_handler(db_, n, call, this);
  }
  ~Handler() { sqlite3_progress_handler(db_, 0, nullptr, nullptr); }
  Handler(const Handler&) = delete;

  long calls() const { return calls_; }

 private:
  static int call(void* self) {
    auto& handler = *static_cast<Handler*>(self);
    ++handler.calls_;
    return handler.stop_() ? 1 : 0;
  }

  sqlite3* db_;
  std::function<bool()> stop_;
  long calls_ = 0;
};

// Somebody who acts once the simulator has seen so many requests.
class User {
 public:
  User(const Simulator& simulator, long requests, std::function<void()> act)
      : thread_([&simulator, requests, act = std::move(act)] {
          while (simulator.requests() < requests) std::this_thread::yield();
          act();
        }) {}
  ~User() { thread_.join(); }
  User(const User&) = delete;

 private:
  std::thread thread_;
};

std::string interrupted(Database& db, const std::string& sql) {
  std::string error = db.error(sql);
  CHECK(sqlite3_errcode(db.handle()) == SQLITE_INTERRUPT);
  return error;
}

TEST_CASE("a progress handler is called while an answer is waited for") {
  const Simulator simulator({"--latency", "1000"});
  for (const int n : {1, 4, 1000}) {
    INFO(n);
    Database db(simulator);
    const Handler handler(db, n, [] { return false; });
    CHECK(db.value("SELECT count(*) > 0 FROM users") == "1");
    CHECK(handler.calls() >= 1000 / 200);
  }
}

// Each of them is too short for so many opcodes.
TEST_CASE("a progress handler counts over many short waits") {
  const Simulator simulator({"--users", "100", "--latency", "30"});
  Database db(simulator);
  db.configure({{"parallelism", 1}});
  const Handler handler(db, 10'000, [] { return false; });
  CHECK(db.value("SELECT count(*) FROM grants WHERE scopeId = 'none'") == "0");
  CHECK(handler.calls() >= 3);
}

TEST_CASE("a progress handler that says stop once is heard") {
  Simulator simulator;
  for (const int n : {1, 4, 1000}) {
    INFO(n);
    Database db(simulator);
    std::atomic<bool> pressed = false;
    const Handler handler(db, n, [&] { return pressed.exchange(false); });
    simulator.reset();
    simulator.fail(kSlow);
    const User user(simulator, 1, [&] { pressed = true; });
    CHECK(interrupted(db, "SELECT * FROM users") == "interrupted");
    simulator.heal();
    CHECK(db.value("SELECT count(*) > 0 FROM users") == "1");
  }
}

TEST_CASE("a stop is not forgotten where no list has a row") {
  const std::string sql = "SELECT count(*) FROM grants WHERE scopeId = 'none'";
  Simulator simulator({"--users", "3000", "--latency", "4"});
  Database db(simulator);
  SUBCASE("by a handler that says it once") {
    std::atomic<bool> pressed = false;
    const Handler handler(db, 1000, [&] { return pressed.exchange(false); });
    const User user(simulator, 50, [&] { pressed = true; });
    CHECK(interrupted(db, sql) == "interrupted");
  }
  SUBCASE("by sqlite3_interrupt") {
    const User user(simulator, 50, [&] { sqlite3_interrupt(db.handle()); });
    CHECK(interrupted(db, sql) == "interrupted");
  }
  CHECK(simulator.requests() < 2000);
}

TEST_CASE("a stop ends its own statement and no other") {
  Simulator simulator({"--users", "300"});
  Database db(simulator);
  sqlite3_stmt* outer = nullptr;
  REQUIRE(sqlite3_prepare_v2(db.handle(), "SELECT id FROM users", -1, &outer,
                             nullptr) == SQLITE_OK);
  CHECK(sqlite3_step(outer) == SQLITE_ROW);
  // The next page of users is asked for already.
  Fault slow = kSlow;
  slow.path = "/api/v1/users/*/grants";
  simulator.fail(slow);
  {
    std::atomic<bool> pressed = false;
    const Handler handler(db, 1000, [&] { return pressed.exchange(false); });
    const User user(simulator, simulator.requests() + 1,
                    [&] { pressed = true; });
    CHECK(interrupted(db, "SELECT * FROM grants WHERE userId = '00u1'") ==
          "interrupted");
  }
  simulator.heal();
  long rows = 1;
  while (sqlite3_step(outer) == SQLITE_ROW) ++rows;
  CHECK(sqlite3_finalize(outer) == SQLITE_OK);
  CHECK(rows == 300);
}

// So that whatever the host does between two rows is as if we had never waited.
TEST_CASE("nothing of ours is open when SQLite goes on") {
  const Simulator simulator({"--users", "300", "--latency", "200"});
  Database db(simulator, "file:stop_test?mode=memory");
  const auto others = [&](const sqlite3_stmt* own, bool busy) {
    int count = 0;
    for (sqlite3_stmt* one = sqlite3_next_stmt(db.handle(), nullptr);
         one != nullptr; one = sqlite3_next_stmt(db.handle(), one)) {
      count += one != own && (!busy || sqlite3_stmt_busy(one) != 0) ? 1 : 0;
    }
    return count;
  };
  sqlite3_stmt* own = nullptr;
  REQUIRE(sqlite3_prepare_v2(db.handle(), "SELECT id FROM users", -1, &own,
                             nullptr) == SQLITE_OK);
  db.rows("CREATE TABLE t(x); BEGIN; INSERT INTO t VALUES (1)");
  CHECK(sqlite3_step(own) == SQLITE_ROW);
  CHECK(others(own, true) == 0);
  db.rows("COMMIT; ATTACH ':memory:' AS other; DETACH other");
  SUBCASE("the statement is reset") { CHECK(sqlite3_reset(own) == SQLITE_OK); }
  SUBCASE("it comes to its end") {
    while (sqlite3_step(own) == SQLITE_ROW) continue;
  }
  CHECK(others(own, false) == 0);
  db.rows("VACUUM; PRAGMA journal_mode = MEMORY");
  sqlite3_finalize(own);
  CHECK(others(nullptr, false) == 0);
}

// A host that watches what a connection does, once its statement is prepared.
class Watch {
 public:
  Watch(const Database& db, const std::string& sql) : db_(db.handle()) {
    sqlite3_set_authorizer(db_, authorize, this);
    sqlite3_prepare_v2(db_, sql.c_str(), -1, &own_, nullptr);
    sqlite3_trace_v2(db_, SQLITE_TRACE_STMT, trace, this);
    actions_.clear();
  }
  ~Watch() {
    sqlite3_finalize(own_);
    sqlite3_set_authorizer(db_, nullptr, nullptr);
    sqlite3_trace_v2(db_, 0, nullptr, nullptr);
  }
  Watch(const Watch&) = delete;

  // What is prepared from now on.
  void deny_all() { mode_ = Mode::nothing; }
  // What was prepared before, too: SQLite prepares it anew.
  void deny_subqueries() {
    mode_ = Mode::no_subqueries;
    sqlite3_set_authorizer(db_, authorize, this);
  }
  int step() { return sqlite3_step(own_); }
  int run() {
    const int code = step();
    sqlite3_reset(own_);
    return code;
  }
  const std::vector<int>& actions() const { return actions_; }
  int traced() const { return traced_; }

 private:
  enum class Mode { allow, no_subqueries, nothing };

  static int authorize(void* self, int action, const char*, const char*,
                       const char*, const char* inner) {
    auto& watch = *static_cast<Watch*>(self);
    watch.actions_.push_back(action);
    const bool denied =
        watch.mode_ == Mode::nothing ||
        (watch.mode_ == Mode::no_subqueries && inner != nullptr);
    return denied ? SQLITE_DENY : SQLITE_OK;
  }
  static int trace(unsigned, void* self, void*, void*) {
    ++static_cast<Watch*>(self)->traced_;
    return 0;
  }

  sqlite3* db_;
  sqlite3_stmt* own_ = nullptr;
  Mode mode_ = Mode::allow;
  std::vector<int> actions_;
  int traced_ = 0;
};

constexpr char kUsers[] = "SELECT id FROM users LIMIT 1";

TEST_CASE("a host that traces or authorizes sees little of a wait") {
  const Simulator simulator({"--latency", "1000"});
  Database db(simulator);
  Watch watch(db, kUsers);
  CHECK(watch.run() == SQLITE_ROW);
  // What names itself in WITH is one SELECT or two, by SQLite's release.
  CHECK(watch.actions().size() <= 3);
  for (const int action : watch.actions()) CHECK(action == SQLITE_SELECT);
  CHECK(watch.traced() == 2);  // the host's own statement, and ours
}

TEST_CASE("an authorizer that denies all of it breaks nothing") {
  const Simulator simulator({"--latency", "200"});
  Database db(simulator);
  Watch watch(db, kUsers);
  watch.deny_all();
  CHECK(watch.run() == SQLITE_ROW);
  CHECK_FALSE(watch.actions().empty());
}

TEST_CASE("an authorizer that denies it midway leaves another way to ask") {
  Simulator simulator({"--users", "300", "--latency", "200"});
  simulator.fail({.query = "*after=*", .delay_ms = 30000});
  Database db(simulator);
  Watch watch(db, "SELECT id FROM users");
  CHECK(watch.step() == SQLITE_ROW);
  watch.deny_subqueries();
  std::atomic<bool> pressed = false;
  const Handler handler(db, 1, [&] { return pressed.exchange(false); });
  const User user(simulator, 2, [&] { pressed = true; });
  int code = SQLITE_ROW;
  while (code == SQLITE_ROW) code = watch.step();
  CHECK(code == SQLITE_INTERRUPT);
  // SQLite itself would have heard it with the next row, after the answer.
  CHECK(db.value(
            "SELECT status FROM idp_requests ORDER BY number DESC LIMIT 1") ==
        "NULL");
}

}  // namespace
}  // namespace idp::test::progress_handler_test
