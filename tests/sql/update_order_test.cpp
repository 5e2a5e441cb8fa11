// update_order_test.cpp - what a status change waits for, and what waits for
// it: by the order in which the org got the calls.
#include <doctest/doctest.h>

#include "support/changes.h"

namespace idp::test::update_order_test {
namespace {

struct Fixture : ChangesFixture {
  // A 429 that says to come again at once.
  static Fault refused_once(const std::string& verb) {
    return {.method = verb, .status = 429, .headers = {{"Retry-After", "0"}}};
  }
  std::string delete_grants =
      "DELETE FROM grants WHERE status = 'ACTIVE' AND userId = " +
      literal(ids.user) + ";";
  static bool is(const std::string& call, const std::string& verb) {
    return call.starts_with(verb + " ");
  }
};

TEST_CASE_FIXTURE(Fixture, "what is staged behind it waits until it is done") {
  db.rows("BEGIN;" + set("SUSPENDED") + delete_grants);
  simulator.fail(refused_once("POST"));
  db.rows("COMMIT");
  const Calls calls = changes();
  REQUIRE(calls.size() > 3);
  CHECK(calls[0] == suspend);
  CHECK(calls[1] == suspend);
  CHECK(std::all_of(calls.begin() + 2, calls.end(),
                    [](auto& call) { return is(call, "DELETE"); }));
  CHECK(Org(simulator).grant_ids(ids.user).empty());
}

TEST_CASE_FIXTURE(Fixture, "it waits for all that is staged before it") {
  db.rows("BEGIN;" + delete_grants + set("SUSPENDED"));
  simulator.fail(refused_once("DELETE"));
  db.rows("COMMIT");
  const Calls calls = changes();
  REQUIRE(calls.size() > 3);
  CHECK(calls.back() == suspend);
  CHECK(std::ranges::count(calls, suspend) == 1);
  CHECK(status() == "SUSPENDED");
}

TEST_CASE_FIXTURE(Fixture,
                  "rows of a list that was declined go before it, too") {
  db.rows("BEGIN; DELETE FROM oauth_tokens WHERE clientId = " +
          literal(ids.client) + ";" + set("SUSPENDED"));
  simulator.fail({.method = "DELETE",
                  .path = "/api/v1/apps/*/tokens",
                  .times = kAlways,
                  .status = 403});
  db.rows("COMMIT");
  CHECK(changes().size() > 2);
  CHECK(changes().back() == suspend);
}

TEST_CASE_FIXTURE(Fixture, "calls of one method go together") {
  db.rows("SELECT count(*) FROM users");  // tells the rate limit
  db.rows("BEGIN; UPDATE users SET status = 'SUSPENDED' WHERE id IN (" +
          literal(ids.user) + ", " + literal(other) + ")");
  // Neither is answered before both have come.
  simulator.fail({.method = "POST", .times = kAlways, .delay_ms = 300});
  db.rows("COMMIT");
  CHECK(db.value("SELECT peak_in_flight FROM idp_stats WHERE scope = "
                 "'statement'") == "2");
  CHECK(posts().size() == 2);
}

TEST_CASE_FIXTURE(Fixture, "of a row, each move waits for the one before it") {
  db.rows("BEGIN;" + set("SUSPENDED") + set("ACTIVE") + set("SUSPENDED") +
          set("DEPROVISIONED"));
  simulator.fail({.method = "POST",
                  .times = 3,
                  .status = 429,
                  .headers = {{"Retry-After", "0"}}});
  db.rows("COMMIT");
  const std::string back = "POST " + user_path + "/lifecycle/unsuspend";
  CHECK(posts() ==
        Calls{suspend, suspend, suspend, suspend, back, suspend, deactivate});
  CHECK(status() == "DEPROVISIONED");
}

}  // namespace
}  // namespace idp::test::update_order_test
