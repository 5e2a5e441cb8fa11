// login_test.cpp - users by their logins: got by a path that can carry the
// login, and searched for before it is said that there are none.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/org.h"

namespace idp::test::login_test {
namespace {

using Calls = std::vector<std::string>;

std::string by_login(const std::string& login) {
  return "SELECT id FROM users WHERE login = " + literal(login);
}

std::string upper(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

struct Fixture : OrgFixture {
  explicit Fixture(const std::string& login_case = "any")
      : OrgFixture({"--users", "20", "--login-case", login_case}) {
    db.sent();
  }

  std::string login_of(const std::string& id) const {
    const Org now(simulator);
    for (const json::Tree& one : now.users()) {
      if (one.text("id") == id) return one.find("profile")->text("login");
    }
    return {};
  }

  // What was sent: "get" of one user by any name, "search", or the call.
  Calls steps() {
    Calls steps;
    for (const std::string& call : db.sent()) {
      const bool get = call.starts_with("GET /api/v1/users/") &&
                       call.find('/', 18) == call.npos;
      const bool search = call.starts_with("GET /api/v1/users?search=");
      steps.push_back(get ? "get" : search ? "search" : call);
    }
    return steps;
  }

  const std::string user = ids.user;
  const std::string login = login_of(user);
};

struct ExactFixture : Fixture {
  ExactFixture() : Fixture("exact") {}
};

const Calls kHit = {"get"}, kMiss = {"get", "search"},
            kFoundBySearch = {"search", "get"},
            kFoundAfterMiss = {"get", "search", "get"};

TEST_CASE_FIXTURE(Fixture, "a hit is one call, a miss two") {
  CHECK(db.rows(by_login(login)) == Rows{{user}});
  CHECK(db.sent() == Calls{"GET /api/v1/users/" + login});
  CHECK(db.rows(by_login(upper(login))) == Rows{{user}});
  CHECK(steps() == kHit);
  CHECK(db.rows(by_login("nobody@example.com")).empty());
  CHECK(db.sent() ==
        Calls{"GET /api/v1/users/nobody@example.com",
              "GET /api/v1/users?search=profile.login%20eq%20%22nobody%40"
              "example.com%22&limit=200"});
  CHECK(db.value("SELECT missing FROM idp_stats WHERE scope = 'statement'") ==
        "1");
  // The provider finds it by its short name, or by its id.
  for (const std::string& other : {login.substr(0, login.find('@')), user}) {
    CHECK(db.rows(by_login(other)).empty());
    CHECK(steps() == kMiss);
  }
}

TEST_CASE_FIXTURE(ExactFixture, "a login in other letters is searched for") {
  CHECK(db.rows(by_login(login)) == Rows{{user}});
  CHECK(steps() == kHit);
  CHECK(db.rows(by_login(upper(login))) == Rows{{user}});
  CHECK(steps() == kFoundAfterMiss);
  CHECK(db.value("SELECT missing FROM idp_stats WHERE scope = 'statement'") ==
        "0");
  // As SQL compares where it is told to look at case.
  CHECK(db.rows(by_login(upper(login)) + " COLLATE BINARY").empty());
}

TEST_CASE_FIXTURE(Fixture, "a login that no path can carry is searched for") {
  const std::string victim = login_of(org.users()[7].text("id"));
  for (const std::string& odd :
       {std::string("a/b@example.com"), victim + ";x", ";" + victim,
        std::string("a\\b@example.com"), std::string("a?b@example.com"),
        victim + "/clients", std::string(".."), std::string("."),
        std::string("\"q\\\" or id pr or \"/")}) {
    INFO(odd);
    simulator.set_login(user, "someone@example.com");
    CHECK(db.rows(by_login(odd)).empty());
    CHECK(steps() == Calls{"search"});
    simulator.set_login(user, odd);
    CHECK(db.rows(by_login(odd)) == Rows{{user}});
    CHECK(steps() == kFoundBySearch);
    CHECK(db.value("SELECT login FROM users WHERE login = " +
                   literal(upper(odd)) + " LIMIT 1") == odd);
    CHECK(steps() == kFoundBySearch);
  }
}

TEST_CASE_FIXTURE(Fixture, "an answer that is another user's is no answer") {
  const json::Tree& other = org.users()[7];
  simulator.fail({.path = "/api/v1/users/" + login,
                  .body = R"({"id":")" + other.text("id") +
                          R"(","profile":{"login":"other@example.com"}})"});
  CHECK(db.rows(by_login(login)) == Rows{{user}});
  CHECK(steps() == kFoundAfterMiss);
}

TEST_CASE_FIXTURE(Fixture, "a search that fails is no empty answer") {
  simulator.fail({.query = "*search*", .times = kAlways, .status = 403});
  db.refuses(by_login("nobody@example.com"),
             {"users: GET ", "?search=", "403"});
  db.refuses("DELETE FROM grants WHERE userId IN (" + by_login("a/b") + ")",
             {"users: GET ", "?search=", "403"});
  CHECK(Org(simulator).grants().size() == org.grants().size());
}

TEST_CASE_FIXTURE(Fixture,
                  "lists of logins: each is got, the odd are searched") {
  const std::string third = org.users()[3].text("id");
  simulator.set_login(third, "odd;login");
  const std::string list = "SELECT id FROM users WHERE login IN (" +
                           literal(login) + ", 'nobody@x', 'odd;login', " +
                           literal(upper(login)) + ", 'no\\body')";
  CHECK(sorted(db.rows(list)) ==
        sorted(db.rows("SELECT id FROM users WHERE id IN (" + literal(user) +
                       "," + literal(third) + ")")));
  db.sent();
  db.rows(list);
  Calls made = steps();
  // Two logins, one of them in two ways unless SQLite has one of these alone,
  // and an id.
  CHECK(std::ranges::count(made, "get") == (hands_over_lists() ? 3 : 2));
  CHECK(std::ranges::count(made, "search") == 3);
  if (hands_over_lists()) CHECK(made.size() == 6);
  CHECK(db.rows(list + " LIMIT 1").size() == 1);
  CHECK(db.rows(list + " ORDER BY id LIMIT 1 OFFSET 1").size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "joins by login find whom lists find") {
  simulator.set_login(user, "odd/login");
  db.rows(
      "CREATE TABLE names(name); INSERT INTO names "
      "SELECT login FROM users; "
      "INSERT INTO names VALUES ('nobody@x'), ('no;body'), ('ODD/LOGIN')");
  db.sent();
  const std::string join =
      "SELECT u.id FROM names CROSS JOIN users u ON u.login = names.name";
  CHECK(db.value("SELECT count(*) FROM (" + join + ")") == "21");
  CHECK(db.value("SELECT count(DISTINCT id) FROM (" + join + ")") == "20");
  CHECK(db.rows("SELECT v.id FROM users v CROSS JOIN users u "
                "ON u.login = v.login WHERE u.id = v.id")
            .size() == 20);
  CHECK(db.rows(join + " WHERE name = 'no;body'").empty());
}

TEST_CASE_FIXTURE(Fixture, "EXPLAIN QUERY PLAN says both calls") {
  CHECK(has(db.plan(by_login("x")),
            "get_by_login: GET /api/v1/users/{login} -> "
            "id, status, login [many by list, if not found: search]"));
  CHECK(has(db.plan("SELECT id FROM users WHERE login = 'x' AND \"limit\" = 5"),
            "search: GET /api/v1/users?search=profile.login eq "
            "{login}&limit={limit}"));
}

// A search may be a moment behind what was changed.
TEST_CASE_FIXTURE(Fixture, "what a search says is looked at again by id") {
  const std::string stale =
      R"([{"id":")" + user + R"(","profile":{"login":"old/name"}}])";
  const Fault behind = {.query = "*search*", .times = kAlways, .body = stale};
  simulator.fail(behind);
  const std::string old_name = by_login("old/name");
  CHECK(db.rows(old_name).empty());
  CHECK(steps() == kFoundBySearch);
  db.rows("DELETE FROM grants WHERE userId IN (" + old_name + ")");
  CHECK(db.rows("SELECT v.id FROM users v CROSS JOIN users u ON u.id = v.id "
                "AND u.login = 'old/name'")
            .empty());
  CHECK(Org(simulator).grants().size() == org.grants().size());
}

TEST_CASE_FIXTURE(Fixture, "a DELETE by login revokes that user's rows only") {
  simulator.set_login(user, "odd;login");
  const std::string other = org.users()[7].text("id");
  simulator.set_login(other, "odd");  // what is left before the semicolon
  const auto others = org.grant_ids(other);
  REQUIRE_FALSE(others.empty());
  db.rows("DELETE FROM grants WHERE userId IN (" + by_login("ODD;LOGIN") + ")");
  const Org after(simulator);
  CHECK(after.grant_ids(user).empty());
  CHECK(after.grant_ids(other) == others);
  db.rows("DELETE FROM grants WHERE userId IN (" + by_login("odd;x") + ")");
  CHECK(Org(simulator).grant_ids(other) == others);
}

}  // namespace
}  // namespace idp::test::login_test
