// retry_test.cpp - what gets another try, and what the network does.
#include <doctest/doctest.h>

#include "support/home.h"
#include "support/org.h"

namespace idp::test::retry_test {
namespace {

struct Fixture : OrgFixture {
  std::string list =
      "SELECT id FROM oauth_tokens WHERE userId = " + literal(ids.user) +
      " AND clientId = " + literal(ids.client);

  // Reads the list although its first call fails.
  void check(Fault fault) {
    fault.method = "GET";
    simulator.fail(fault);
    INFO(document_of({fault}));
    CHECK(sorted(db.rows(list)) == org.token_ids(ids));
    CHECK(retries() == "1");
  }
  std::string retries() {
    return db.value(
        "SELECT retries FROM idp_requests ORDER BY number DESC LIMIT 1");
  }
};

TEST_CASE_FIXTURE(Fixture, "502, 503, 504 and 429 are tried again") {
  for (const int status : {502, 503, 504}) check({.status = status});
  check({.rate_limit_concurrency = true});
}

TEST_CASE_FIXTURE(Fixture, "connections that break are tried again") {
  check({.close = true});
  check({.truncate = 20});
}

TEST_CASE_FIXTURE(Fixture, "400 and 500 are not tried again") {
  simulator.fail({.method = "GET", .times = kAlways, .status = 500});
  db.error(list);
  CHECK(retries() == "0");
  CHECK(simulator.requests() == 1);
}

TEST_CASE_FIXTURE(Fixture, "tries end, and the message counts them") {
  db.configure({{"max_retries", 2}});
  simulator.fail({.method = "GET", .times = kAlways, .status = 503});
  db.refuses(list, {"answered 503 E0000010 \"Service is in read only "
                    "mode\""});
  db.refuses(list, {" after 2 retries. "});
  CHECK(simulator.requests() == 6);
}

TEST_CASE_FIXTURE(Fixture, "an answer that takes too long is given up") {
  db.configure({{"max_retries", 0}, {"request_timeout", 1}});
  simulator.fail({.method = "GET", .delay_ms = 20000});
  db.refuses(list, {"failed: Timeout was reached",
                    "Check the network and the org URL"});
}

TEST_CASE_FIXTURE(Fixture, "a rate limit is waited out until its reset") {
  Simulator limited({"--rate-limit", "3", "--window", "1"});
  const Ids other = Org(limited).first();
  Database database(limited);
  const std::string grants =
      "SELECT count(*) FROM grants WHERE userId = " + literal(other.user);
  const std::string expected = database.value(grants);
  for (int i = 0; i < 4; ++i) CHECK(database.value(grants) == expected);
  // The headers were heeded: no call was refused.
  CHECK(database.value("SELECT sum(retries) FROM idp_requests") == "0");
}

TEST_CASE("nobody listens") {
  // That of a simulator that has ended.
  const std::string url = Simulator().url();
  Database db;
  db.configure({{"orgUrl", url}, {"token", "t0"}, {"max_retries", 1}});
  const std::string error = db.error("SELECT * FROM users");
  CHECK(error.starts_with("users: GET " + url + "/api/v1/users?filter="));
  CHECK(has(error, "failed after 1 retry: Could"));
  CHECK(has(error, "connect to server"));
  CHECK(db.value("SELECT status IS NULL FROM idp_requests") == "1");
}

// Its generator for tests has none until it is given some.
TEST_CASE("OpenSSL without random numbers keeps no attempt from a second one") {
  Simulator simulator({"--users", "3"});
  simulator.fail({.status = 503});
  const Home home;
  const std::string settings = home.write(
      "openssl.cnf",
      "openssl_conf = a\n[a]\nrandom = b\n[b]\nrandom = TEST-RAND\n");
  const Outcome outcome = run_shell("SELECT count(*) FROM users;",
                                    {{"OPENSSL_CONF", settings},
                                     {"OKTA_CLIENT_ORGURL", simulator.url()},
                                     {"OKTA_CLIENT_TOKEN", Simulator::kToken}});
  CHECK(outcome.output == "3\n");
  CHECK(outcome.exit_code == 0);
}

TEST_CASE_FIXTURE(Fixture, "one connection serves many statements") {
  for (int i = 0; i < 5; ++i) db.rows(list);
  const json::Tree stats = simulator.get("/_sim/stats");
  CHECK(std::get<std::int64_t>(stats.find("connections")->value) == 1);
}

}  // namespace
}  // namespace idp::test::retry_test
