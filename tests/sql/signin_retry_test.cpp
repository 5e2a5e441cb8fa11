// signin_retry_test.cpp - sign-ins that are tried again, stopped, or made with
// a clock that is off.
#include <doctest/doctest.h>

#include <thread>

#include "support/service_app.h"

namespace idp::test::signin_retry_test {
namespace {

using Fixture = ServiceAppFixture;

const std::string kUsers = "SELECT count(*) FROM users";

TEST_CASE_FIXTURE(Fixture, "what may pass is tried again, newly signed") {
  db.configure({{"max_retries", 3}});
  simulator.fail_all(
      {{.path = "/oauth2/*", .status = 503},
       {.path = "/oauth2/*", .close = true, .after_effect = true},
       {.path = "/oauth2/*", .rate_limit_concurrency = true}});
  CHECK(db.value(kUsers) == "20");
  CHECK(statuses() == "200:3");
  const std::vector<std::string> sent = assertions();
  REQUIRE(sent.size() == 4);
  for (std::size_t i = 1; i < sent.size(); ++i) CHECK(sent[i] != sent[i - 1]);
}

TEST_CASE_FIXTURE(Fixture, "sqlite3_interrupt ends a sign-in") {
  simulator.fail({.path = "/oauth2/*", .delay_ms = 60000});
  std::thread user([&] {
    while (simulator.requests() == 0) std::this_thread::yield();
    sqlite3_interrupt(db.handle());
  });
  const std::string error = db.error(kUsers);
  user.join();
  INFO(error);
  CHECK(sqlite3_errcode(db.handle()) == SQLITE_INTERRUPT);
  CHECK(error == "interrupted");
  // The next statement does not wait for that answer.
  CHECK(db.value(kUsers) == "20");
}

TEST_CASE("a clock that is off: the org's own time is used") {
  for (const std::string offset : {"-7200", "7200", "-45", "400"}) {
    for (const bool dpop : {false, true}) {
      INFO(offset << " " << dpop);
      AppAtOrg app;
      app.dpop = dpop;
      Fixture org(app, {"--clock-offset", offset});
      CHECK(org.db.value(kUsers) == "20");
      CHECK(org.db.value("SELECT count(*) > 0 FROM grants") == "1");
    }
  }
}

TEST_CASE("a clock that jumps between two statements") {
  AppAtOrg app;
  app.dpop = true;
  Fixture org(app);
  CHECK(org.db.value(kUsers) == "20");
  for (const std::string offset : {"1000", "-1000"}) {
    org.simulator.post("/_sim/clock", "{\"offset\": " + offset + "}");
    INFO(offset);
    CHECK(org.db.value(kUsers) == "20");
  }
}

TEST_CASE("still refused with the org's time: the message tells the skew") {
  Fixture org({}, {"--clock-offset", "7200"});
  org.simulator.fail({.path = "/oauth2/*",
                      .times = kAlways,
                      .status = 401,
                      .body = R"({"error": "invalid_client"})"});
  org.db.refuses(kUsers, {" seconds behind the org's; the org's time was used.",
                          " after 1 retry. "});
  CHECK(org.sign_ins() == 2);
}

}  // namespace
}  // namespace idp::test::signin_retry_test
