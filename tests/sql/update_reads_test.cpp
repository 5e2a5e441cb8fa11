// update_reads_test.cpp - what an UPDATE reads to decide by: each row that is
// named, as it is now, and no list that may be behind.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/changes.h"

namespace idp::test::update_reads_test {
namespace {

struct Fixture : ChangesFixture {
  explicit Fixture(std::vector<std::string> flags)
      : ChangesFixture(std::move(flags)) {}
  Fixture() : Fixture({"--users", "450", "--rate-limit", "0"}) {}

  static std::ptrdiff_t count(const Calls& calls, const std::string& begin) {
    return std::ranges::count_if(
        calls, [&](const auto& call) { return call.starts_with(begin); });
  }
  std::string some =
      "CREATE TABLE some AS SELECT id FROM users WHERE status = 'ACTIVE' ";
};

// The list of users, which is three calls, leaves out who is deprovisioned, and
// says less of each than a look-up.
TEST_CASE_FIXTURE(Fixture, "each row that is named is got by itself") {
  db.rows(some + "LIMIT 300");
  db.sent();
  db.rows(
      "UPDATE users SET status = 'SUSPENDED' WHERE id IN (SELECT id FROM "
      "some)");
  const Calls calls = db.sent();
  CHECK(calls.size() == 600);
  CHECK(count(calls, "GET /api/v1/users/") == 300);
  CHECK(count(calls, "POST ") == 300);
}

TEST_CASE_FIXTURE(Fixture, "or the list chooses, as it is without a filter") {
  db.rows(some + "LIMIT 300");
  db.sent();
  db.rows(
      "UPDATE users SET status = 'SUSPENDED' WHERE +id IN (SELECT id FROM "
      "some) AND created > '2000-01-01'");
  const Calls calls = db.sent();
  CHECK(count(calls, "POST ") == 300);
  CHECK(count(calls, "GET /api/v1/users?") ==
        static_cast<std::ptrdiff_t>(calls.size()) - 300);
  CHECK(calls.size() <= 300 + 2 * 3);
}

struct Lagging : Fixture {
  Lagging() : Fixture({"--users", "20", "--lag", "3600"}) {}
};

TEST_CASE_FIXTURE(Lagging, "what lags decides nothing") {
  const std::string named =
      "UPDATE users SET status = 'DEPROVISIONED' WHERE id IN (SELECT id FROM "
      "users WHERE status = 'SUSPENDED') AND +id = " +
      literal(ids.user);
  simulator.act("POST", user_path + "/lifecycle/suspend");
  simulator.act("POST", user_path + "/lifecycle/unsuspend");
  db.rows(named);
  CHECK(status() == "ACTIVE");
  simulator.act("POST", user_path + "/lifecycle/suspend");
  db.rows(named);
  CHECK(status() == "DEPROVISIONED");
  // Who was suspended by then is not told to be by what had the filter's word.
  db.rows("UPDATE users SET status = 'DEPROVISIONED' WHERE login LIKE " +
          literal(login) + " AND status = 'SUSPENDED'");
  CHECK(posts().back() == deactivate);
  db.refuses("UPDATE users SET status = 'SUSPENDED' WHERE search = 'id pr'",
             {"users: \"search\"", "a moment behind", "nothing was changed"});
  if (hands_over_lists()) {
    db.refuses(
        "UPDATE users SET status = 'SUSPENDED' WHERE id IN (SELECT id FROM "
        "users ORDER BY created LIMIT 2)",
        {"ORDER BY created", "no DELETE or UPDATE can be decided by that"});
  }
}

}  // namespace
}  // namespace idp::test::update_reads_test
