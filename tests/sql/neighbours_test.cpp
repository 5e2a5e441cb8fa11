// neighbours_test.cpp - several processes on one org, whose calls count against
// one rate limit.
#include <doctest/doctest.h>

#include <memory>

#include "support/org.h"
#include "support/program.h"

namespace idp::test::neighbours_test {
namespace {

constexpr int kProcesses = 4;

struct Fixture {
  Simulator simulator{{"--users", "30", "--latency", "10", "--rate-limit", "50",
                       "--window", "2"}};

  long answers(const std::string& status) const {
    const json::Tree stats = simulator.get("/_sim/stats");
    const json::Tree* found = stats.at("status." + status);
    return found ? static_cast<long>(std::get<std::int64_t>(found->value)) : 0;
  }
  // What each of them prints.
  std::vector<std::string> run(const std::string& sql) const {
    std::vector<std::unique_ptr<Program>> shells;
    shells.reserve(kProcesses);
    for (int i = 0; i < kProcesses; ++i) {
      shells.push_back(std::make_unique<Program>(
          std::vector<std::string>{"sqlite3", "-batch", ":memory:"},
          load_extension() + sql + ";\n",
          Variables{{"OKTA_CLIENT_ORGURL", simulator.url()},
                    {"OKTA_CLIENT_TOKEN", Simulator::kToken},
                    {"IDP_MAX_RETRIES", "0"}}));
    }
    std::vector<std::string> said;
    said.reserve(shells.size());
    for (const auto& shell : shells) said.push_back(shell->wait().output);
    return said;
  }
};

// Symptom: about a fifth of the answers were 429, and scans failed by them.
TEST_CASE_FIXTURE(Fixture, "four processes share a rate limit") {
  const std::string count = std::to_string(Org(simulator).grants().size());
  for (const std::string& said : run("SELECT count(*) FROM grants")) {
    CHECK(said == count + "\n");
  }
  CHECK(answers("200") >= kProcesses * 31);
  CHECK(answers("429") * 10 <= answers("200"));
}

// A 429 is a refusal: nothing was done, and the call may be repeated.
TEST_CASE("a DELETE that the rate limit refuses is sent again") {
  OrgFixture org({"--users", "5", "--tokens", "5"});
  org.db.configure({{"max_retries", 0}});
  org.simulator.fail({.method = "DELETE",
                      .times = 3,
                      .status = 429,
                      .headers = {{"Retry-After", "1"}}});
  org.db.rows(
      "DELETE FROM oauth_tokens WHERE userId = " + literal(org.ids.user) +
      " AND clientId = " + literal(org.ids.client));
  CHECK(Org(org.simulator).token_ids(org.ids).empty());
  CHECK(org.db.value("SELECT count(*) FROM idp_revocations WHERE state <> "
                     "'revoked'") == "0");
}

TEST_CASE("how long a rate limit is waited for has an end, which is told") {
  OrgFixture org;
  org.db.configure({{"max_retries", 0}, {"max_wait_seconds", 1}});
  org.simulator.fail({.method = "GET",
                      .times = kAlways,
                      .status = 429,
                      .headers = {{"Retry-After", "1"}}});
  org.db.refuses("SELECT * FROM users",
                 {"answered 429",
                  "The rate limit is used up, perhaps by other "
                  "programs, for longer than max_wait_seconds "
                  "for each try of max_retries"});
}

}  // namespace
}  // namespace idp::test::neighbours_test
