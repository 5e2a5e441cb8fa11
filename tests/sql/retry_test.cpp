// retry_test.cpp - what gets another try, and what the network does.
#include <doctest/doctest.h>

#include "support/org.h"

namespace idp::test {
namespace {

struct Fixture : OrgFixture {
  std::string list =
      "SELECT id FROM oauth_tokens WHERE userId = " + literal(ids.user) +
      " AND clientId = " + literal(ids.client);

  void fault(const std::string& action, int times) {
    simulator.set_faults(
        R"({"faults": [{"match": {"method": "GET"}, "times": )" +
        std::to_string(times) + ", " + action + "}]}");
  }
  std::string retries() {
    return db.value(
        "SELECT retries FROM idp_requests ORDER BY number DESC LIMIT 1");
  }
};

TEST_CASE_FIXTURE(Fixture, "502, 503, 504 and 429 are tried again") {
  for (const std::string action :
       {"\"status\": 502", "\"status\": 503", "\"status\": 504",
        "\"rate_limit_concurrency\": true"}) {
    INFO(action);
    fault(action, 1);
    CHECK(sorted(db.rows(list)) == org.token_ids(ids));
    CHECK(retries() == "1");
  }
}

TEST_CASE_FIXTURE(Fixture, "connections that break are tried again") {
  for (const std::string action : {"\"close\": true", "\"truncate\": 20"}) {
    INFO(action);
    fault(action, 1);
    CHECK(sorted(db.rows(list)) == org.token_ids(ids));
    CHECK(retries() == "1");
  }
}

TEST_CASE_FIXTURE(Fixture, "400 and 500 are not tried again") {
  fault("\"status\": 500", -1);
  db.error(list);
  CHECK(retries() == "0");
  CHECK(simulator.requests() == 1);
}

TEST_CASE_FIXTURE(Fixture, "tries end, and the message counts them") {
  db.rows(R"(SELECT idp_configure('{"max_retries": 2}'))");
  fault("\"status\": 503", -1);
  CHECK(db.error(list).find("answered 503 E0000010 \"Service is in read only "
                            "mode\"") != std::string::npos);
  CHECK(db.error(list).find(" after 2 retries. ") != std::string::npos);
  CHECK(simulator.requests() == 6);
}

TEST_CASE_FIXTURE(Fixture, "an answer that takes too long is given up") {
  db.rows(
      R"(SELECT idp_configure('{"max_retries": 0, "request_timeout": 1}'))");
  fault("\"delay_ms\": 20000", 1);
  const std::string error = db.error(list);
  CHECK(error.find("failed: Timeout was reached") != error.npos);
  CHECK(error.find("Check the network and the org URL") != error.npos);
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
  std::string url;
  { url = Simulator().url(); }
  Database db;
  db.rows("SELECT idp_configure('{\"orgUrl\": \"" + url +
          "\", \"token\": \"t0\", \"max_retries\": 1}')");
  const std::string error = db.error("SELECT * FROM users");
  CHECK(error.starts_with("users: GET " + url + "/api/v1/users?filter="));
  CHECK(error.find("failed after 1 retry: Couldn't connect to server") !=
        error.npos);
  CHECK(db.value("SELECT status IS NULL FROM idp_requests") == "1");
}

TEST_CASE_FIXTURE(Fixture, "one connection serves many statements") {
  for (int i = 0; i < 5; ++i) db.rows(list);
  const json::Tree stats = simulator.get("/_sim/stats");
  CHECK(std::get<std::int64_t>(stats.find("connections")->value) == 1);
}

}  // namespace
}  // namespace idp::test
