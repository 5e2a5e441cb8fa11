// orgs_together_test.cpp - what several orgs are asked for in one statement:
// asked at once, and each answered as if it was alone.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/running.h"
#include "support/simulator.h"

namespace idp::test::orgs_together_test {
namespace {

const std::vector<std::string> kSlow = {
    "--users", "230", "--clients", "1", "--latency", "20", "--rate-limit", "0"};

std::vector<std::string> with_seed(std::vector<std::string> options) {
  options.insert(options.end(), {"--seed", "7"});
  return options;
}

void add_org(Database& db, const Simulator& simulator,
             const std::string& name) {
  db.configure({{"orgUrl", simulator.url()},
                {"subdomain", name},
                {"token", Simulator::kToken},
                {"default", false}});
}

struct Fixture {
  Fixture() {
    add_org(db, one, "one");
    add_org(db, two, "two");
  }
  // The rows of both, and how many calls they took.
  std::size_t compare(const std::string& before, const std::string& after) {
    INFO(before, after);
    const auto in = [&](const std::string& orgs) {
      return before + " IN (" + orgs + ") " + after;
    };
    db.sent();
    Rows expected = db.rows(in("'one'"));
    const Rows more = db.rows(in("'two'"));
    expected.insert(expected.end(), more.begin(), more.end());
    const std::size_t apart = db.sent().size();
    Rows rows = db.rows(in("'one', 'two'"));
    const std::size_t together = db.sent().size();
    std::ranges::sort(expected);
    std::ranges::sort(rows);
    CHECK(rows == expected);
    CHECK(rows.size() > more.size());
    if (hands_over_lists()) CHECK(together == apart);
    return together;
  }
  Simulator one{kSlow};
  Simulator two{with_seed(kSlow)};
  Database db{one};
};

const std::string kJoin =
    "SELECT u.subdomain, u.id, g.id FROM users u CROSS JOIN grants g ON "
    "g.userId = u.id AND g.subdomain = u.subdomain WHERE u.subdomain";

TEST_CASE_FIXTURE(Fixture, "orgs are asked at once, not one after the other") {
  if (!hands_over_lists()) return;
  const std::string all = "SELECT id FROM grants WHERE subdomain";
  for (const std::string& sql : {kJoin, all}) {
    INFO(sql);
    const std::size_t calls = compare(sql, "");
    const std::string route = "GET /api/v1/users/{userId}/grants";
    const long before = one.requests(route), other = two.requests(route);
    Running running(db, sql + " IN ('one', 'two')");
    for (int row = 0; row < 100; ++row) REQUIRE(running.step());
    CHECK(one.requests(route) > before + 20);
    CHECK(two.requests(route) > other + 20);
    CHECK(db.sent().size() < calls);
  }
}

TEST_CASE_FIXTURE(Fixture, "however the orgs' rows are used") {
  for (const std::string after :
       {"AND u.status = 'ACTIVE' AND u.login > 'm'", "AND u.login LIKE '%a%'",
        "AND g.status = 'ACTIVE'", "AND u.id < '00uM' AND g.id > ''"}) {
    compare(kJoin, after);
  }
  compare(
      "SELECT u.id, (SELECT count(*) FROM user_clients c WHERE c.userId = "
      "u.id AND c.subdomain = u.subdomain) FROM users u WHERE u.subdomain",
      "");
  compare(
      "SELECT u.id, a.id FROM users u LEFT JOIN application_users a ON "
      "a.id = u.id AND a.subdomain = u.subdomain AND a.appId = '0oa' WHERE "
      "u.subdomain",
      "AND u.login < 'c'");
}

TEST_CASE_FIXTURE(Fixture, "who stops early has asked one org") {
  db.sent();
  db.rows("SELECT id FROM users WHERE subdomain IN ('one', 'two') LIMIT 3");
  CHECK(db.sent().size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "an org that fails is an error, whichever it is") {
  two.fail({.path = "/api/v1/users", .times = kAlways, .status = 403});
  for (const std::string orgs : {"'one', 'two'", "'two', 'one'"}) {
    db.refuses("SELECT count(*) FROM users WHERE subdomain IN (" + orgs + ")",
               {two.url()});
  }
}

TEST_CASE("of many orgs all rows are had") {
  Simulator simulator({"--users", "30"});
  Database db(simulator);
  std::string orgs;
  for (int i = 0; i < 19; ++i) {
    const std::string name = "org" + std::to_string(i);
    add_org(db, simulator, name);
    orgs += (i > 0 ? ", '" : "'") + name + "'";
  }
  const std::string of = " AND u.subdomain IN (" + orgs + ")";
  const std::string users = db.value("SELECT count(*) FROM users");
  const std::string grants = db.value("SELECT count(*) FROM grants");
  CHECK(db.rows("SELECT min(n), max(n), count(*) FROM (SELECT count(*) AS n "
                "FROM users u WHERE true" +
                of + " GROUP BY subdomain)") == Rows{{users, users, "19"}});
  CHECK(db.rows("SELECT min(n), max(n), count(*) FROM (SELECT count(*) AS n "
                "FROM users u JOIN grants g ON g.userId = u.id AND "
                "g.subdomain = u.subdomain" +
                of + " GROUP BY u.subdomain)") == Rows{{grants, grants, "19"}});
}

}  // namespace
}  // namespace idp::test::orgs_together_test
