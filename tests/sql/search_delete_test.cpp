// search_delete_test.cpp - a search may be a moment behind what was changed: a
// SELECT may go by it, a DELETE never does.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/org.h"

namespace idp::test::search_delete_test {
namespace {

struct Fixture : OrgFixture {
  Fixture() : OrgFixture({"--users", "20", "--lag", "3600"}) { db.sent(); }

  // The grants of whom this finds.
  void revoke(const std::string& where) {
    db.rows("DELETE FROM grants WHERE userId IN (SELECT id FROM users WHERE " +
            where + ")");
  }
  std::size_t grants(const std::string& of) const {
    return Org(simulator).grant_ids(of).size();
  }

  const std::string user = ids.user;
  const std::string by_id = "id || '' = " + literal(ids.user);
};

TEST_CASE_FIXTURE(Fixture, "a DELETE goes by what users are now") {
  REQUIRE(grants(user) > 0);
  simulator.act("POST", user_path + "/lifecycle/suspend");
  revoke("status = 'ACTIVE' AND " + by_id);
  revoke("status IN ('ACTIVE', 'STAGED') AND " + by_id);
  CHECK(grants(user) > 0);
  for (const std::string& call : db.sent()) {
    CHECK_FALSE(has(call, "status%20eq"));
  }
  revoke("status = 'SUSPENDED'");
  CHECK(grants(user) == 0);
}

TEST_CASE_FIXTURE(Fixture, "so it does by names and times") {
  simulator.set_login(user, "new.name@example.com");
  revoke("login LIKE 'NEW.name%'");
  CHECK(grants(user) == 0);
  simulator.reset();
  simulator.set_login(user, "new.name@example.com");
  const auto before = Org(simulator).grants().size();
  std::string his_old_name;
  for (const json::Tree& one : org.users()) {
    if (one.text("id") == user)
      his_old_name = one.find("profile")->text("login");
  }
  revoke("login LIKE " + literal(his_old_name) + " AND created > '2000'");
  CHECK(Org(simulator).grants().size() == before);
}

TEST_CASE_FIXTURE(Fixture, "who left is reached, too, and each user once") {
  std::string left;
  std::size_t count = 0;
  for (const json::Tree& one : org.users()) {
    if (one.text("status") != "DEPROVISIONED") continue;
    ++count;
    if (grants(one.text("id")) > 0) left = one.text("id");
  }
  REQUIRE_FALSE(left.empty());
  revoke("status = 'DEPROVISIONED'");
  CHECK(grants(left) == 0);
  const auto calls = db.sent();
  const auto listed = [&](const std::string& call) {
    return std::ranges::count(calls, "GET /api/v1/users?" + call);
  };
  CHECK(listed("limit=200") == 1);
  CHECK(listed("filter=lastUpdated%20ge%20%221970-01-01T00%3A00%3A00.000Z%22"
               "&limit=200") == 1);
  // A SELECT of the same is one list.
  CHECK(db.value("SELECT count(*) FROM users WHERE status = 'DEPROVISIONED'") ==
        std::to_string(count));
  CHECK(db.sent().size() == 1);
  // Among them are no two of one id.
  db.rows("CREATE TEMP TABLE chosen AS SELECT '' AS id");
  revoke("id IN (SELECT id FROM users WHERE created > '2000')");
  CHECK(Org(simulator).grants().empty());
}

TEST_CASE_FIXTURE(Fixture, "a search of one's own is passed on as it is") {
  const std::string login = org.users()[3].find("profile")->text("login");
  const std::string own =
      R"(profile.login eq ")" + login + R"(" or (id eq "x"))";
  CHECK(db.value("SELECT login FROM users WHERE search = " + literal(own)) ==
        login);
  const auto calls = db.sent();
  REQUIRE(calls.size() == 1);
  CHECK(has(calls.front(), "search=profile.login%20eq%20%22"));
  // What else is compared, SQLite compares.
  CHECK(db.rows("SELECT id FROM users WHERE search = " + literal(own) +
                " AND status = 'x'")
            .empty());
  CHECK(db.value("SELECT count(*) FROM users WHERE \"filter\" = 'status eq "
                 "\"ACTIVE\"'") ==
        db.value("SELECT count(*) FROM users WHERE status = 'ACTIVE'"));
  CHECK(db.value("SELECT search FROM users WHERE search = " + literal(own)) ==
        own);
  db.refuses("SELECT id FROM users WHERE search = 'lastLogin pr'",
             {"users: GET ", "400", "Invalid search criteria"});
  db.refuses("SELECT id FROM users WHERE search LIKE 'x%'",
             {"\"search\" is sent with the call"});
  db.rows("CREATE VIRTUAL TABLE one USING users(search=" + literal(own) + ")");
  CHECK(db.value("SELECT login FROM one") == login);
}

TEST_CASE_FIXTURE(Fixture, "in a DELETE what is passed on is an error") {
  const auto all = Org(simulator).grants().size();
  const std::string of = "DELETE FROM grants WHERE userId IN (SELECT id FROM ";
  for (const std::string where :
       {"search = 'id pr'", "\"filter\" = 'status eq \"ACTIVE\"'"}) {
    db.refuses(of + "users WHERE " + where + ")",
               {"users: \"", "a moment behind", "nothing was changed",
                "Compare columns instead"});
  }
  db.rows("CREATE VIRTUAL TABLE one USING users(search='id pr')");
  db.refuses(of + "one)", {"users: \"search\"", "a moment behind"});
  if (hands_over_lists()) {
    db.refuses(of + "users ORDER BY created LIMIT 2)",
               {"ORDER BY created", "a moment behind", "ORDER BY +created"});
    db.rows(of + "users ORDER BY +created LIMIT 0)");
  }
  CHECK(Org(simulator).grants().size() == all);
}

}  // namespace
}  // namespace idp::test::search_delete_test
