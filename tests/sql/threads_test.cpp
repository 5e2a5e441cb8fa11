// threads_test.cpp - sixteen threads of one program, each with connections of
// its own to one org: each reads and does what it would alone. A program of its
// own, for ThreadSanitizer to look at (the preset "tsan").
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <thread>

#include "support/service_app.h"

namespace idp::test::threads_test {
namespace {

constexpr std::size_t kThreads = 16;
constexpr std::size_t kRounds = 3;  // a connection and a revocation each
const std::string kUsers = "40";

struct Fixture : ServiceAppFixture {
  Fixture() : ServiceAppFixture({}, {"--users", kUsers, "--tokens", "3"}) {}

  // Half of them sign in as the service app, which shares its access token.
  void connect(Database& database, std::size_t thread) const {
    if (thread % 2 == 0) {
      configure(database);
    } else {
      database.configure(
          {{"orgUrl", simulator.url()}, {"token", Simulator::kToken}});
    }
    database.configure({{"parallelism", static_cast<std::int64_t>(thread + 1)},
                        {"cache_ttl", static_cast<std::int64_t>(thread % 3)}});
  }

  const Org org{simulator};
};

// What a thread does with a user, whom no other thread has: the user's grants
// are read, and a token is revoked.
class User {
 public:
  User(const Fixture& fixture, std::size_t thread, std::string id)
      : fixture_(fixture),
        thread_(thread),
        id_(std::move(id)),
        tokens_(tokens_in(fixture.org)) {}

  // The ids of the user's tokens.
  std::vector<std::string> tokens_in(const Org& org) const {
    std::vector<std::string> ids;
    for (const json::Tree& token : org.tokens()) {
      if (token.text("userId") == id_) ids.push_back(token.text("id"));
    }
    return ids;
  }
  std::size_t tokens() const { return tokens_.size(); }

  void run(std::size_t round) {
    Database db;
    fixture_.connect(db, thread_);
    CHECK(db.value("SELECT count(*) FROM users") == kUsers);
    CHECK(db.value("SELECT count(*) FROM users u JOIN grants g ON g.userId = "
                   "u.id WHERE u.id = " +
                   literal(id_)) ==
          std::to_string(fixture_.org.grant_ids(id_).size()));
    const std::string where =
        " FROM oauth_tokens WHERE userId = " + literal(id_) +
        " AND id = " + literal(tokens_.at(round));
    db.rows("BEGIN; DELETE" + where + "; ROLLBACK");
    CHECK(db.value("SELECT count(*)" + where) == "1");
    interrupt(db);
    db.rows("BEGIN; DELETE" + where + "; COMMIT");
    CHECK(db.value("SELECT state FROM idp_revocations") == "revoked");
    CHECK(db.value("SELECT count(*)" + where) == "0");
  }

 private:
  // Until a statement was stopped in the middle.
  static void interrupt(Database& db) {
    std::atomic<bool> done = false;
    std::thread other([&] {
      while (!done) {
        sqlite3_interrupt(db.handle());
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
    });
    Rows rows;
    std::string error;
    const std::string sql =
        "SELECT count(*) FROM users u JOIN grants g ON g.userId = u.id";
    while (db.run(sql, rows, error) == SQLITE_OK) {
    }
    done = true;
    other.join();
    CHECK(has(error, "interrupted"));
  }

  const Fixture& fixture_;
  const std::size_t thread_;
  const std::string id_;
  std::vector<std::string> tokens_;
};

TEST_CASE_FIXTURE(Fixture, "sixteen threads do what each would do alone") {
  std::vector<User> users;
  for (const json::Tree& one : org.users()) {
    const User user(*this, users.size(), one.text("id"));
    if (users.size() < kThreads && user.tokens() >= kRounds) {
      users.push_back(user);
    }
  }
  REQUIRE(users.size() == kThreads);
  std::vector<std::future<void>> threads;
  threads.reserve(users.size());
  for (User& user : users) {
    threads.push_back(std::async(std::launch::async, [&] {
      for (std::size_t round = 0; round < kRounds; ++round) user.run(round);
    }));
  }
  for (auto& thread : threads) thread.get();
  const Org after(simulator);
  for (const User& user : users) {
    CHECK(user.tokens_in(after).size() == user.tokens() - kRounds);
  }
  const auto calls = simulator.calls();
  CHECK(std::ranges::count_if(calls, [](auto& call) {
          return call.starts_with("DELETE ");
        }) == kThreads * kRounds);
  // Access tokens are shared: for each of two scopes each thread may have found
  // none yet when it began, and no more.
  CHECK(sign_ins() >= 2);
  CHECK(sign_ins() <= kThreads);
}

}  // namespace
}  // namespace idp::test::threads_test
