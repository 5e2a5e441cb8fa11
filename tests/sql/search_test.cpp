// search_test.cpp - what the provider can search, it searches: few calls, and
// the rows of ordinary tables.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/copies.h"

namespace idp::test::search_test {
namespace {

struct Fixture : OrgFixture {
  explicit Fixture(const std::string& users = "900")
      : OrgFixture({"--users", users, "--clients", "1", "--tokens", "1",
                    "--grants", "1"}) {
    db.sent();
  }

  // The rows are SQLite's own; returns what was sent for them.
  std::vector<std::string> check(const std::string& where) {
    INFO(where);
    const std::string sql = "SELECT id FROM @users WHERE " + where;
    const Rows expected = db.rows(LocalCopy::local(sql));
    db.sent();
    CHECK(sorted(db.rows(LocalCopy::ours(sql))) == sorted(expected));
    return db.sent();
  }
  // In one call, which has this in its search.
  void check_searched(const std::string& where, const std::string& part) {
    const auto calls = check(where);
    INFO(where);
    REQUIRE(calls.size() == 1);
    INFO(calls.front());
    CHECK(has(calls.front(), "search="));
    CHECK(has(calls.front(), part));
  }
  // SQLite alone compares. Where it hands over no pattern before it asks for
  // the rows, the search is of all.
  void check_listed(const std::string& where) {
    const auto calls = check(where);
    INFO(where);
    REQUIRE(calls.size() == 5);
    CHECK(has(calls.front(), "=lastUpdated%20g"));
  }

  std::string profile(std::size_t user, const std::string& attribute) const {
    return org.users()[user].find("profile")->text(attribute);
  }

  LocalCopy copy{db, org};
  std::string name = profile(7, "lastName");
  std::string login = profile(7, "login");
};

// Two pages.
struct TwoPages : Fixture {
  TwoPages() : Fixture("300") {}
};

struct SmallFixture : Fixture {
  SmallFixture() : Fixture("40") {}
};

TEST_CASE_FIXTURE(Fixture, "names are searched for, whatever their case") {
  check_searched("lastName = " + literal(name), "profile.lastName%20eq%20%22");
  check_searched("lastName = upper(" + literal(name) + ")", "eq");
  check_searched("lastName = " + literal(name) + " COLLATE BINARY", "eq");
  check_searched("firstName = " + literal(profile(3, "firstName")) +
                     " AND lastName = " + literal(profile(3, "lastName")),
                 "%20and%20");
  if (!hands_over_lists()) return;  // else it is a call for each status
  check_searched("email = " + literal(profile(3, "email")) +
                     " AND status IN ('ACTIVE', 'STAGED')",
                 "%28status%20eq");
}

TEST_CASE_FIXTURE(Fixture, "how a text begins is searched for") {
  const std::string start = login.substr(0, 3);
  for (const std::string& pattern :
       {"LIKE " + literal(start + "%"),
        "LIKE upper(" + literal(start) + "||'%')",
        "GLOB " + literal(start + "*"), "GLOB " + literal(start + "[a-z]*"),
        "LIKE " + literal(start + "_%"), "LIKE " + literal(start + "%@%"),
        "LIKE CAST(" + literal(start + "%") + " AS TEXT)"}) {
    check_searched("login " + pattern, "profile.login%20sw%20%22");
  }
  check_searched("email LIKE " + literal(login), "sw");
  for (const std::string pattern :
       {"LIKE '%'", "LIKE '%a%'", "LIKE '_a%'", "GLOB '*'", "GLOB '?a*'",
        "GLOB '[a-c]*'", "LIKE ''", "GLOB ''", "NOT LIKE 'a%'", "LIKE x'6125'",
        "GLOB x'612A'", "LIKE lastName"}) {
    check_listed("login " + pattern);
  }
  CHECK(check("login LIKE NULL").empty());
  // Of ESCAPE only SQLite knows; that it tells two bounds is seen since 3.38.
  hands_over_lists()
      ? check_searched("login LIKE 'A!_%' ESCAPE '!'", "sw%20%22a_")
      : check_listed("login LIKE 'A!_%' ESCAPE '!'");
  db.rows("PRAGMA case_sensitive_like = 1");
  check_searched("login LIKE upper(" + literal(start + "%") + ")", "sw");
  check_searched("login LIKE " + literal(start + "%"), "sw");
}

TEST_CASE_FIXTURE(Fixture, "what the provider orders otherwise is SQLite's") {
  check_listed("lastName > 'M'");
  check_listed("login BETWEEN 'a' AND 'C'");
  check_listed("lastName <> " + literal(name));
  check_listed("lastName IS NULL");
  // Not searchable.
  check_listed("lastLogin > '2025-01-01'");
  check_listed("lastLogin IS NOT NULL AND lastLogin < '2026'");
}

TEST_CASE_FIXTURE(TwoPages, "times in any form give SQL's rows") {
  const std::string whole = org.users()[200].text("created");
  const std::string day = whole.substr(0, 10);
  for (const std::string& value :
       {whole, day, day + " 12:00:00", day + "T12:00:00Z",
        day + "T00:00:00.000Z", day + "T23:59:59.999Z",
        day + "T12:00:00.000+02:00", std::string("2025"), std::string("x"),
        std::string(""), std::string("0000-01-01T00:00:00.000Z"),
        std::string("9999-12-31T23:59:59.999Z")}) {
    for (const std::string column : {"created", "activated", "statusChanged"}) {
      for (const std::string op : {"=", "<", "<=", ">", ">="}) {
        const auto calls = check(column + " " + op + " " + literal(value));
        CHECK(calls.size() <= 2);
        // Only what the provider says that it takes.
        for (const std::string& call : calls) {
          CHECK_FALSE(has(call, "created%20ge"));
          CHECK_FALSE(has(call, "created%20le"));
        }
      }
    }
  }
  check_searched("created >= " + literal(whole) + " AND created < date(" +
                     literal(day) + ", '+9 days')",
                 "created%20gt%20%22");
}

TEST_CASE_FIXTURE(Fixture, "a list of values is one call, a long one a few") {
  if (!hands_over_lists()) return;
  check_searched("lastName IN (" + literal(name) + ", 'Nobody', " +
                     literal(profile(3, "lastName")) + ")",
                 "%28profile.lastName%20eq%20");
  check_searched("status IN ('SUSPENDED', 'STAGED') AND lastName IN (" +
                     literal(name) + ", 'x')",
                 "%29%20and%20%28");
  check_searched("email = " + literal(profile(3, "email")) +
                     " OR email = " + literal(profile(4, "email")),
                 "%20or%20");
  // Equal to the provider, two to SQLite.
  simulator.set_login(ids.user, "z\u00e9@example.com");
  copy.fill(Org(simulator));
  const auto long_list =
      check("email IN (SELECT email FROM local_users ORDER BY id LIMIT 100)");
  CHECK(long_list.size() >= 2);
  CHECK(long_list.size() <= 4);
  for (const std::string& call : long_list) CHECK(call.size() < 5'000);
  CHECK(check("email IN ('\u00c9@x', '\u00e9@x', NULL, x'41', 5)").size() == 1);
  CHECK(check("email IN (NULL)").size() <= 1);
  // What fits into no call is SQLite's, once each.
  CHECK(check("email IN ('" + std::string(9'000, 'x') + "', " +
              literal(profile(3, "email")) + ")")
            .size() <= 6);
}

TEST_CASE_FIXTURE(Fixture, "an OR is a search for each of its sides") {
  const auto calls =
      check("lastName = " + literal(name) + " OR created > '2026-08-20' OR " +
            "(login LIKE " + literal(login.substr(0, 4) + "%") +
            " AND status = 'ACTIVE')");
  CHECK(calls.size() == 3);
  for (const std::string& call : calls) CHECK(has(call, "search="));
  // One side can't be searched for.
  check_listed("lastName = " + literal(name) + " OR lastLogin > '2026-08-20'");
}

TEST_CASE_FIXTURE(SmallFixture, "hostile values find what SQL finds") {
  const std::string hostile[] = {"q\"uote",
                                 "back\\slash",
                                 "\\",
                                 "\"",
                                 "x\" or id pr or \"",
                                 "%",
                                 "a%b",
                                 "a_b",
                                 "*",
                                 "[x]",
                                 "new\nline",
                                 "tab\t",
                                 "'",
                                 "''",
                                 "(",
                                 ")",
                                 " ",
                                 " x ",
                                 "a+b",
                                 "a&b=c",
                                 "#",
                                 "?",
                                 "\xf0\x9f\x98\x80",
                                 "\u00c5ngstr\u00f6m",
                                 "\u212a",
                                 "and",
                                 "null",
                                 "{login}",
                                 "[lags]",
                                 "$(id)",
                                 std::string(600, 'y'),
                                 std::string(2'000, '"')};
  for (const std::string& value : hostile) {
    simulator.set_login(ids.user, value);
    copy.fill(Org(simulator));
    const std::string here = literal(value);
    for (const std::string& where :
         {"login IN (" + here + ", 'x')", "login LIKE " + here,
          "login LIKE " + here + " || '%'", "login GLOB " + here + " || '*'",
          "email = " + here + " OR lastName = " + here,
          "login = " + here + " AND status <> 'x'",
          "login LIKE upper(" + here + ")", "created > " + here,
          "lastName IN (" + here + ", " + here + " || 'x')"}) {
      check(where);
    }
  }
  // No text of the provider's.
  for (const std::string value :
       {"CAST(x'ff41' AS TEXT)", "CAST(x'41004225' AS TEXT)", "char(0)",
        "CAST(x'25ff' AS TEXT)", "CAST(x'6100' AS TEXT)", "5", "5.5", "-1",
        "NULL", "x''", "zeroblob(9)"}) {
    for (const std::string op : {"=", "LIKE", "GLOB", "<", ">="}) {
      check("lastName " + op + " " + value);
      check("created " + op + " " + value);
    }
    check("lastName IN (" + value + ", 'x')");
  }
}

TEST_CASE_FIXTURE(Fixture, "more terms than fit are sent in part") {
  std::string terms = "lastName = " + literal(name);
  for (int i = 0; i < 150; ++i) {
    terms +=
        " AND created > date('2001-01-01', '+" + std::to_string(i) + " days')";
  }
  const auto calls = check(terms);
  REQUIRE(calls.size() == 1);
  CHECK(has(calls.front(), "profile.lastName%20eq"));
  CHECK(calls.front().size() < 5'000);
}

TEST_CASE_FIXTURE(Fixture, "EXPLAIN QUERY PLAN says what is searched for") {
  const std::string plan = db.plan(
      "SELECT id FROM users WHERE lastName LIKE 'a%' AND created >= '2026'");
  CHECK(has(plan,
            "search: GET /api/v1/users?search=profile.lastName sw {lastName "
            "LIKE} and created ge {created}&limit=200"));
  CHECK(has(plan, "[lags]"));
  CHECK(has(db.plan("SELECT id FROM users WHERE login GLOB 'a*'"),
            "profile.login sw {login GLOB}"));
}

}  // namespace
}  // namespace idp::test::search_test
