// comparison_test.cpp - what a parameter that no row shows can be compared
// with: what can't be sent is an error, and never a silent wrong answer.
#include <doctest/doctest.h>

#include "support/org.h"

namespace idp::test::comparison_test {
namespace {

struct Fixture : OrgFixture {
  std::string subdomain = literal(simulator.subdomain());
  std::string user = literal(ids.user);
  std::string all = std::to_string(org.users().size());

  void check_refused(const std::string& sql, const std::string& name,
                     const std::string& how) {
    db.sent();
    const std::string error = db.error(sql);
    INFO(sql << "\n" << error);
    CHECK(has(error, ": \"" + name +
                         "\" is sent with the call, and no row "
                         "shows it, so it can be compared by = " +
                         how));
    CHECK(db.sent().empty());
  }
};

TEST_CASE_FIXTURE(Fixture, "the org can be compared by = and IN") {
  for (const std::string comparison :
       {"<> 'x'", "LIKE 'x%'", "LIKE '%'", "IS 'x'", "IS NOT 'x'", "> 'a'",
        "GLOB 'x*'", "BETWEEN 'a' AND 'z'", "IS NULL", "IS NOT NULL",
        "= 'X' COLLATE NOCASE"}) {
    check_refused("SELECT id FROM users WHERE subdomain " + comparison,
                  "subdomain", "or IN only, as in WHERE \"subdomain\" = '…'");
  }
  check_refused(
      "SELECT u.id FROM users u JOIN grants g ON g.userId = u.id "
      "AND g.subdomain <> u.subdomain",
      "subdomain", "or IN only");
  check_refused(
      "DELETE FROM grants WHERE userId = " + user + " AND subdomain <> 'x'",
      "subdomain", "or IN only");
}

TEST_CASE_FIXTURE(Fixture, "a parameter of the query has one value, by =") {
  const std::string one = "only, with one value, as in WHERE ";
  for (const std::string comparison :
       {"IS 5", "<> 5", "> 1", "BETWEEN 1 AND 5", "LIKE 5", "IS NOT NULL"}) {
    check_refused("SELECT id FROM users WHERE \"limit\" " + comparison, "limit",
                  one + "\"limit\" = 200");
  }
  for (const std::string comparison :
       {"LIKE 'scope'", "IS 'scope'", "GLOB 's*'"}) {
    check_refused("SELECT id FROM grants WHERE userId = " + user +
                      " AND expand " + comparison,
                  "expand", one + "\"expand\" = '…'");
  }
}

// SQLite before 3.38 gives them one at a time: the first one is asked for.
TEST_CASE_FIXTURE(Fixture, "a parameter of the query is in no list") {
  const bool at_once = hands_over_lists();
  db.rows("CREATE VIRTUAL TABLE u USING users(subdomain=" + subdomain + ")");
  for (const std::string where :
       {"\"limit\" IN (5, 7)", "\"limit\" = 5 OR \"limit\" = 7",
        "(\"limit\") IN (SELECT 5 UNION SELECT 7)",
        "\"limit\" = 5 OR 7 = \"limit\"", "expand IN ('scope', 'x')"}) {
    const std::string table = where[0] == 'e' ? "grants" : "u";
    const std::string sql = "SELECT id FROM " + table + " WHERE " + where;
    db.sent();
    db.refuses(sql, {"is sent with the call", "only, with one value"});
    CHECK(db.sent().empty() == at_once);
  }
  db.rows("CREATE VIEW v AS SELECT id FROM u WHERE \"limit\" IN (5, 7)");
  db.refuses("SELECT * FROM v", {"only, with one value"});
  // One value is none too many.
  if (at_once) return;
  CHECK(db.value("SELECT count(*) FROM users WHERE \"limit\" IN (SELECT 5)") ==
        all);
}

// None of these is offered to the table.
TEST_CASE_FIXTURE(Fixture, "a comparison that SQLite keeps to itself") {
  db.rows("CREATE TABLE t AS SELECT id FROM users LIMIT 2");
  const std::string from = "SELECT u.id FROM ", on = "ON t.id = u.id WHERE ";
  std::vector<std::string> joins = {"t LEFT JOIN users u "};
  if (has_sql(kRightJoin)) {
    joins.insert(joins.end(),
                 {"users u RIGHT JOIN t ", "t RIGHT JOIN users AS u ",
                  "users u FULL JOIN t "});
  }
  for (const std::string& join : joins) {
    check_refused(from + join + on + "u.\"limit\" = 5", "limit",
                  "only, with one value, as in WHERE \"limit\" = 200. In an "
                  "outer join that is done in a subquery: FROM (SELECT … FROM "
                  "users WHERE \"limit\" = 200).");
    check_refused(from + join + on + "u.[limit] IS NOT 5", "limit", "only");
    check_refused(from + join + on + "'x' = /* ; */ u . SUBDOMAIN", "subdomain",
                  "or IN only");
    check_refused(from + join + on + "u.after LIKE 'x'", "after", "only");
  }
  for (const std::string where :
       {"subdomain NOT IN ('x')", "subdomain NOT LIKE 'x'",
        "NOT subdomain = 'x'", "+subdomain = 'x'",
        "subdomain = 'x' OR status = 'ACTIVE'", "subdomain = 'x' IS NOT 1"}) {
    check_refused("SELECT id FROM users WHERE " + where, "subdomain",
                  "or IN only");
  }
  // As the message says.
  CHECK(db.value("SELECT count(u.id) FROM (SELECT id FROM users WHERE "
                 "\"limit\" = 7) u LEFT JOIN t ON t.id = u.id") == all);
  // Other tables' columns, other statements' comparisons, texts and comments
  // are none.
  db.rows("CREATE TABLE o(subdomain, \"limit\"); INSERT INTO o VALUES(" +
          subdomain + ", 5)");
  for (const std::string sql :
       {"SELECT count(u.subdomain) FROM users u, o WHERE o.subdomain > '0'",
        "SELECT count(o.\"limit\") FROM users u LEFT JOIN o "
        "ON o.subdomain = u.subdomain WHERE o.\"limit\" = 5",
        "SELECT count(subdomain) FROM users WHERE status <> 'subdomain = 5' "
        "-- subdomain = 5"}) {
    INFO(sql);
    CHECK(db.value(sql) == all);
  }
}

TEST_CASE_FIXTURE(Fixture, "beside an equality SQLite compares what was sent") {
  const std::string both =
      "SELECT count(*) FROM users WHERE \"limit\" = 7 AND ";
  CHECK(db.value(both + "\"limit\" > 5") == all);
  CHECK(db.value(both + "\"limit\" IS 7") == all);
  CHECK(db.value(both + "\"limit\" IN (5, 7)") == all);
  CHECK(db.value(both + "\"limit\" <> 7") == "0");
  CHECK(db.value("SELECT count(*) FROM users WHERE subdomain IN (" + subdomain +
                 ", " + subdomain + ") AND subdomain LIKE '%'") == all);
  CHECK(db.value("SELECT count(*) FROM users WHERE subdomain = " + subdomain +
                 " AND subdomain <> 'x'") == all);
  db.rows("CREATE VIRTUAL TABLE temp.mine USING users(subdomain=" + subdomain +
          ", \"limit\"=9)");
  CHECK(db.value("SELECT count(*) FROM mine WHERE subdomain <> 'x' AND "
                 "\"limit\" IS 9") == all);
}

TEST_CASE_FIXTURE(Fixture, "a parameter is shown to who doesn't compare it") {
  CHECK(db.rows("SELECT DISTINCT \"limit\", subdomain, after FROM users") ==
        Rows{{"200", simulator.subdomain(), "NULL"}});
  CHECK(db.value("SELECT count(DISTINCT userId) FROM user_clients "
                 "WHERE client_id IS NOT NULL") != "0");
  CHECK(db.rows("SELECT subdomain || '/' || count(*) FROM users "
                "GROUP BY subdomain ORDER BY subdomain") ==
        Rows{{simulator.subdomain() + "/" + all}});
  const std::string grants = std::to_string(org.grants().size());
  for (const std::string join :
       {"users u JOIN grants g ON g.userId = u.id",
        "grants g JOIN users u ON u.id = g.userId",
        "users u LEFT JOIN grants g ON u.id = g.userId"}) {
    CHECK(db.value("SELECT count(g.id) FROM " + join) == grants);
  }
}

TEST_CASE_FIXTURE(Fixture, "a blob and NULL equal no text, and call nobody") {
  db.sent();
  for (const std::string value : {"x'41'", "NULL", "(x'41', NULL)"}) {
    const std::string equals = value.front() == '(' ? " IN " : " = ";
    for (const std::string column : {"id", "login", "status", "_key"}) {
      CHECK(db.rows("SELECT 1 FROM users WHERE " + column + equals + value)
                .empty());
    }
    CHECK(
        db.rows("SELECT 1 FROM grants WHERE userId" + equals + value).empty());
    db.rows("DELETE FROM grants WHERE userId" + equals + value);
  }
  for (const std::string never : {"> x''", ">= x'00'", "> NULL", "< NULL"}) {
    CHECK(db.rows("SELECT 1 FROM users WHERE lastUpdated " + never).empty());
  }
  CHECK(db.sent().empty());
  // Any text is less than any blob.
  CHECK(db.value("SELECT count(*) FROM users WHERE lastUpdated < x''") == all);
  CHECK(db.value("SELECT count(*) FROM users WHERE lastUpdated <= x'00' "
                 "AND lastUpdated > '2000'") == all);
  db.sent();
  // A number is compared as its text.
  CHECK(db.rows("SELECT 1 FROM users WHERE id = 5").empty());
  CHECK(db.sent() == std::vector<std::string>{"GET /api/v1/users/5"});
  // The others of a list are asked for.
  CHECK(db.value("SELECT count(*) FROM users WHERE id IN (x'41', NULL, " +
                 user + ")") == "1");
  CHECK(db.sent().size() == 1);
}

// '00123' equals 123 there, and a text that is no number is greater than all of
// them: what is sent would find less.
TEST_CASE_FIXTURE(Fixture, "a text that SQLite compares as a number") {
  db.rows(
      "CREATE TABLE t(n INTEGER, r REAL, d NUMERIC, x TEXT, z);"
      "INSERT INTO t VALUES (123, 2025.5, 7, '123', 123);"
      "CREATE TABLE k(n INTEGER PRIMARY KEY); INSERT INTO k VALUES (123)");
  const std::string use = " t CROSS JOIN users u ON u.";
  const std::string as_number =
      " is a text, and SQLite would compare it as a "
      "number with ";
  db.sent();
  for (const std::string on :
       {"login = t.n", "id = t.r", "email = t.d", "created > t.n",
        "lastUpdated < t.r", "created BETWEEN t.n AND 'z'",
        "login IN (SELECT n FROM t)", "id IN (SELECT d FROM t)",
        "status = CAST('5' AS INTEGER)", "login IN (SELECT r FROM t)",
        "login IN (SELECT n FROM k)", "id IN (SELECT rowid FROM t)"}) {
    const std::string error = db.error("SELECT u.id FROM" + use + on);
    INFO(on << ": " << error);
    CHECK(has(error, as_number));
    CHECK(has(error, " = CAST(… AS TEXT)."));
  }
  for (const std::string where :
       {"userId = (SELECT n FROM t)", "userId IN (SELECT n FROM t)",
        "userId IN (SELECT n FROM k)",
        "(userId, clientId) IN (SELECT n, x FROM t)",
        "(clientId, userId) IN (SELECT x, n FROM t)"}) {
    db.refuses("DELETE FROM grants WHERE " + where, {"grants: ", as_number});
    db.refuses("SELECT * FROM grants WHERE " + where, {"grants: ", as_number});
  }
  CHECK(db.sent().empty());
  // As texts they are, whatever they were.
  for (const std::string on :
       {"login = CAST(t.n AS TEXT)", "login = t.x", "login = t.z",
        "login IN (SELECT z FROM t)", "login = 123", "login IN (123, 5.5)",
        "login = +t.n", "created > 9000", "login = t.n || ''",
        "login LIKE t.n"}) {
    INFO(on);
    CHECK(db.rows("SELECT u.id FROM" + use + on).empty());
  }
  CHECK(db.rows("SELECT id FROM grants WHERE (userId, clientId) IN "
                "(SELECT CAST(n AS TEXT), x FROM t)")
            .empty());
  CHECK(db.value("SELECT count(*) FROM users WHERE created > 2000") == all);
  CHECK(db.value("SELECT count(*) FROM users WHERE \"limit\" = '5'") == all);
}

// What the path of another call takes is in no row of this one.
TEST_CASE_FIXTURE(Fixture, "the app of a token, where the user is asked") {
  const std::string of_user = "userId = " + literal(ids.user);
  const std::string app = literal(
      db.value("SELECT id FROM apps WHERE client_id = " + literal(ids.client)));
  db.configure({{"route", "users"}});
  for (const std::string& where :
       std::vector<std::string>{" AND (appId = " + app + " OR id = 'x')",
                                " AND NOT appId = " + app}) {
    for (const std::string verb : {"SELECT id", "DELETE"}) {
      db.refuses(verb + " FROM oauth_tokens WHERE " + of_user + where,
                 {"\"appId\" is sent with the call, and no row shows it"});
    }
  }
  db.refuses("DELETE FROM oauth_tokens WHERE " + of_user +
                 " AND ifnull(appId, '') = " + app,
             {"\"appId\" is sent with the call"});
  CHECK(Org(simulator).tokens().size() == org.tokens().size());
}

}  // namespace
}  // namespace idp::test::comparison_test
