// lag_test.cpp - the provider's lists by filter and search lag behind what was
// changed a moment ago; what is asked by id does not.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/org.h"

namespace idp::test::lag_test {
namespace {

struct Fixture : OrgFixture {
  Fixture() : OrgFixture({"--users", "20", "--lag", "3600"}) {}

  std::string by_id =
      "SELECT status FROM users WHERE id = " + literal(ids.user);

  std::string listed(const std::string& status) {
    return db.value(
        "SELECT count(*) FROM users WHERE status = " + literal(status) +
        " AND profile LIKE '%' AND id || '' = " + literal(ids.user));
  }
  void later() { simulator.post("/_sim/clock", R"({"offset": 7200})"); }
};

TEST_CASE_FIXTURE(Fixture, "who was suspended a moment ago is found by id") {
  simulator.act("POST", user_path + "/lifecycle/suspend");
  CHECK(db.value(by_id) == "SUSPENDED");
  CHECK(listed("SUSPENDED") == "0");
  CHECK(listed("ACTIVE") == "1");
  later();
  CHECK(listed("SUSPENDED") == "1");
  CHECK(listed("ACTIVE") == "0");
}

TEST_CASE_FIXTURE(Fixture, "who is gone but still listed has no rows") {
  // Once deactivates, twice deletes.
  simulator.act("DELETE", user_path);
  simulator.act("DELETE", user_path);
  CHECK(db.rows(by_id).empty());
  CHECK(db.value("SELECT count(*) FROM users") == "20");
  const Org rest(simulator);
  for (const std::string route : {"users", "apps"}) {
    db.configure({{"route", route}});
    INFO(route);
    CHECK(db.value("SELECT count(*) FROM oauth_tokens") ==
          std::to_string(rest.tokens().size()));
    CHECK(db.value("SELECT count(*) FROM grants") ==
          std::to_string(rest.grants().size()));
    CHECK(db.value("SELECT count(*) FROM user_clients") ==
          std::to_string(rest.clients().size()));
  }
  CHECK(db.value("SELECT count(*) FROM users u JOIN user_clients c "
                 "ON c.userId = u.id") ==
        std::to_string(rest.clients().size()));
  later();
  CHECK(db.value("SELECT count(*) FROM users") == "19");
}

TEST_CASE_FIXTURE(Fixture, "a DELETE of all reaches everybody who is there") {
  simulator.act("DELETE", user_path);
  simulator.act("DELETE", user_path);
  for (const std::string table : {"oauth_tokens", "grants"}) {
    db.rows("DELETE FROM " + table + " WHERE userId IN (SELECT id FROM users)");
  }
  const Org rest(simulator);
  CHECK(rest.tokens().empty());
  CHECK(rest.grants().empty());
}

}  // namespace
}  // namespace idp::test::lag_test
