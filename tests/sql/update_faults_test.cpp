// update_faults_test.cpp - status changes that fail, or that nobody answers:
// what may have been done is not sent again, but read.
#include <doctest/doctest.h>

#include <thread>

#include "support/changes.h"

namespace idp::test::update_faults_test {
namespace {

struct Fixture : ChangesFixture {
  Fixture() { db.rows("CREATE TABLE local(x)"); }

  void stage(const std::string& sql) {
    db.rows("BEGIN; INSERT INTO local VALUES(1);" + sql);
  }
  std::string local() { return db.value("SELECT count(*) FROM local"); }
  Rows states() { return db.rows("SELECT state FROM idp_changes"); }
  std::string message() { return db.value("SELECT message FROM idp_changes"); }
  static Fault always(Fault fault) {
    fault.method = "POST";
    fault.times = kAlways;
    return fault;
  }
  std::string both() const {
    return "UPDATE users SET status = 'SUSPENDED' WHERE id IN (" +
           literal(ids.user) + ", " + literal(other) + ");";
  }
};

const Fault kLost[] = {{.close = true},
                       {.status = 500},
                       {.status = 503},
                       {.status = 200,
                        .body = "<html>Sign in</html>",
                        .content_type = "text/html"}};

TEST_CASE_FIXTURE(Fixture, "done, and nobody says so: sent once, read again") {
  for (Fault fault : kLost) {
    fault.after_effect = true;
    simulator.reset();
    db.rows("DELETE FROM local");
    stage(set("SUSPENDED"));
    simulator.fail(always(fault));
    db.rows("COMMIT");
    CHECK(status() == "SUSPENDED");
    CHECK(posts() == Calls{suspend});
    CHECK(local() == "1");
    CHECK(states() == Rows{{"changed"}});
    CHECK(has(message(), "It was read again: status is SUSPENDED."));
  }
}

TEST_CASE_FIXTURE(Fixture, "not done, and nobody says so: failed for certain") {
  for (const Fault& fault : kLost) {
    simulator.reset();
    stage(set("SUSPENDED"));
    simulator.fail(always(fault));
    db.refuses("COMMIT", {"It was read again: status is ACTIVE, as before.",
                          " 0 of 1 were carried out, 1 were not.",
                          "What was done stays done", "idp_changes tells"});
    CHECK(posts() == Calls{suspend});
    CHECK(status() == "ACTIVE");
    CHECK(local() == "0");
    CHECK(states() == Rows{{"failed"}});
  }
}

TEST_CASE_FIXTURE(Fixture,
                  "nobody says so, and it is on the way, or elsewhere") {
  const std::string user = R"({"id": ")" + ids.user + R"(", "status": )";
  const std::pair<std::string, std::string> answers[] = {
      {R"("ACTIVE", "transitioningToStatus": "DEPROVISIONED"})", "changed"},
      {R"("ACTIVE", "transitioningToStatus": null})", "failed"},
      {R"("LOCKED_OUT"})", "unknown"},
      {"null}", "unknown"}};
  for (const auto& [text, state] : answers) {
    const std::string& rest = text;
    INFO(rest);
    simulator.reset();
    stage(set("DEPROVISIONED"));
    simulator.fail_all({always({.close = true}),
                        {.method = "GET",
                         .path = user_path,
                         .times = kAlways,
                         .status = 200,
                         .body = user + rest}});
    Rows rows;
    std::string error;
    CHECK((db.run("COMMIT", rows, error) == SQLITE_OK) == (state == "changed"));
    CHECK(states() == Rows{{state}});
    CHECK(posts() == Calls{deactivate});
  }
  simulator.reset();
  stage(set("SUSPENDED"));
  simulator.fail_all({always({.close = true}),
                      {.method = "GET", .times = kAlways, .status = 403}});
  db.refuses("COMMIT", {"of 1 it is not known", "again failed, too."});
  CHECK(states() == Rows{{"unknown"}});
}

TEST_CASE_FIXTURE(Fixture, "what was refused may be sent again") {
  stage(set("SUSPENDED"));
  simulator.fail(
      {.method = "POST", .status = 429, .headers = {{"Retry-After", "0"}}});
  db.rows("COMMIT");
  CHECK(posts() == Calls{suspend, suspend});
  CHECK(status() == "SUSPENDED");
}

// Sent once, and never told as done.
TEST_CASE_FIXTURE(Fixture, "every other refusal is told as the org said it") {
  for (const int code : {400, 401, 404, 409, 501}) {
    INFO(code);
    simulator.reset();
    stage(set("SUSPENDED"));
    simulator.fail(always({.status = code}));
    db.refuses("COMMIT", {user_path + "/lifecycle/suspend",
                          std::to_string(code), "0 of 1 were carried out"});
    CHECK(posts() == Calls{suspend});
    CHECK(status() == "ACTIVE");
    CHECK(local() == "0");
    CHECK(states() == Rows{{"failed"}});
    CHECK(db.value("SELECT status FROM idp_changes") == std::to_string(code));
  }
}

TEST_CASE_FIXTURE(Fixture, "a timeout is no answer: it is read again") {
  db.configure({{"request_timeout", 5}});
  stage(set("SUSPENDED"));
  simulator.fail(always({.delay_ms = 600000}));
  db.refuses("COMMIT", {"It was read again: status is ACTIVE, as before."});
  CHECK(posts() == Calls{suspend});
  CHECK(states() == Rows{{"failed"}});
}

TEST_CASE_FIXTURE(Fixture, "one of many fails, and the others go on") {
  stage(both());
  Fault fault = always({.status = 403});
  fault.path = user_path + "/*";
  simulator.fail(fault);
  db.refuses("COMMIT",
             {"answered 403", " 1 of 2 were carried out, 1 were not."});
  CHECK(status() == "ACTIVE");
  CHECK(status(other) == "SUSPENDED");
  CHECK(local() == "0");
  CHECK(db.rows("SELECT DISTINCT state FROM idp_changes ORDER BY 1") ==
        Rows{{"changed"}, {"failed"}});
  // Again, and what is left is done: the other one is there already.
  simulator.heal();
  db.rows(both());
  CHECK(status() == "SUSPENDED");
  CHECK(posts().size() == 3);
}

TEST_CASE_FIXTURE(Fixture, "somebody else was faster") {
  // The provider knows better what the user is by now.
  stage(set("SUSPENDED"));
  simulator.act("POST", user_path + "/lifecycle/suspend");
  db.refuses("COMMIT", {"0 of 1 were carried out"});
  CHECK(states() == Rows{{"failed"}});
  // Nor is a row that is there no more what it was to be.
  simulator.reset();
  stage(set("SUSPENDED"));
  simulator.act("DELETE", user_path);
  simulator.act("DELETE", user_path);
  db.refuses("COMMIT", {"the row is not there any more"});
  CHECK(states() == Rows{{"failed"}});
}

TEST_CASE_FIXTURE(Fixture, "an interrupt leaves what is under way unknown") {
  db.rows("SELECT count(*) FROM users");  // tells the rate limit
  stage(both());
  simulator.fail(always({.delay_ms = 600000}));
  const long before = simulator.requests();
  std::thread user([&] {
    while (simulator.requests() < before + 2) std::this_thread::yield();
    sqlite3_interrupt(db.handle());
  });
  db.refuses("COMMIT", {"of 2 it is not known"});
  user.join();
  CHECK(sqlite3_errcode(db.handle()) == SQLITE_INTERRUPT);
  CHECK(states() == Rows{{"unknown"}, {"unknown"}});
  CHECK(posts().size() == 2);
}

}  // namespace
}  // namespace idp::test::update_faults_test
