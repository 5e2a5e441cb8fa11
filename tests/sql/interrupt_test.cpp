// interrupt_test.cpp - a statement that is told to stop, by Ctrl-C or by a
// host's progress handler, stops; and what it waited for is given up.
#include <doctest/doctest.h>

#include <thread>

#include "support/service_app.h"

namespace idp::test::interrupt_test {
namespace {

// A host's progress handler that says stop a single time, as Python's does
// after Ctrl-C: once that many requests have come, and then at its next call
// but so many.
struct StopsOnce {
  StopsOnce(Database& database, const Simulator& org, long sent, int calls)
      : db(database), simulator(org), requests(sent), skip(calls) {
    sqlite3_progress_handler(db.handle(), 1, ask, this);
  }
  ~StopsOnce() { sqlite3_progress_handler(db.handle(), 0, nullptr, nullptr); }
  StopsOnce(const StopsOnce&) = delete;

  static int ask(void* self) {
    auto& host = *static_cast<StopsOnce*>(self);
    if (host.said || host.simulator.requests() < host.requests) return 0;
    if (host.skip-- > 0) return 0;
    host.said = true;
    return 1;
  }

  Database& db;
  const Simulator& simulator;
  const long requests;
  int skip;
  bool said = false;
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

// The call that it waits for is answered long after the stop was said.
TEST_CASE_FIXTURE(OrgFixture, "a stop that is said once ends a wait") {
  simulator.fail({.method = "GET", .delay_ms = 5000});
  const StopsOnce host(db, simulator, 1, 2);
  const std::string error = db.error("SELECT * FROM users");
  CHECK(host.said);
  CHECK(sqlite3_errcode(db.handle()) == SQLITE_INTERRUPT);
  CHECK(error == "interrupted");
}

// No row passes, so that the statement is in our hands most of the time; and
// answers come while it is told to stop.
TEST_CASE("a stop that is said once is never lost, whenever it comes") {
  OrgFixture org({"--users", "60", "--latency", "3"});
  org.db.configure({{"parallelism", 4}});
  int stopped = 0;
  for (int calls = 0; calls < 40; ++calls) {
    const StopsOnce host(org.db, org.simulator, 0, calls);
    Rows rows;
    std::string error;
    const int code = org.db.run(
        "SELECT count(*) FROM grants WHERE source = 'nobody'", rows, error);
    INFO(calls << " " << error);
    CHECK(code == (host.said ? SQLITE_INTERRUPT : SQLITE_OK));
    stopped += host.said ? 1 : 0;
  }
  CHECK(stopped > 0);
  CHECK(org.db.value("SELECT count(*) FROM users") == "60");
}

TEST_CASE_FIXTURE(OrgFixture, "a stop that is said once ends a COMMIT") {
  db.rows("BEGIN; DELETE FROM grants WHERE userId = " + literal(ids.user));
  simulator.fail({.method = "DELETE", .times = kAlways, .delay_ms = 5000});
  const StopsOnce host(db, simulator, simulator.requests() + 1, 2);
  const std::string error = db.error("COMMIT");
  CHECK(host.said);
  CHECK(has(error, "0 of "));
  CHECK(has(error, "interrupted"));
}

// Nobody waits for the token any more: its request, and the place that it takes
// in what all connections may have under way, end with the COMMIT.
TEST_CASE_FIXTURE(ServiceAppFixture, "a stopped COMMIT ends its sign-in") {
  const std::string user = Org(simulator).first().user;
  const std::string grants =
      "DELETE FROM grants WHERE userId = " + literal(user);
  const std::string posts =
      "SELECT group_concat(coalesce(status, 'none')) FROM idp_requests WHERE "
      "verb = 'POST'";
  configure(R"("scopes": ["okta.users.manage"])");
  db.rows("BEGIN");
  db.rows(grants);
  CHECK(db.value(posts) == "200");
  simulator.post("/_sim/access-tokens/expire", "");
  simulator.fail({.path = "/oauth2/*", .delay_ms = 5000});
  std::string error;
  {
    std::thread person([&] {
      while (sign_ins() < 2) std::this_thread::yield();
      sqlite3_interrupt(db.handle());
    });
    error = db.error("COMMIT");
    person.join();
  }
  CHECK(has(error, "0 of "));
  CHECK(has(error, "interrupted"));
  CHECK(db.value(posts) == "200,none");
  db.rows(grants);
  CHECK(db.value(posts) == "200,none,200");
  CHECK(Org(simulator).grant_ids(user).empty());
}

}  // namespace
}  // namespace idp::test::interrupt_test
