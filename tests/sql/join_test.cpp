// join_test.cpp - joins as users write them give what the org has.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/org.h"
#include "support/running.h"

namespace idp::test::join_test {
namespace {

struct Fixture {
  Simulator simulator{{"--users", "25", "--clients", "3", "--tokens", "2"}};
  Org org{simulator};
  Database db{simulator};

  // user, client, token of every token, sorted: the slow, obvious way.
  Rows all_tokens() const {
    Rows rows;
    for (const json::Tree& token : org.tokens()) {
      rows.push_back(
          {token.text("userId"), token.text("clientId"), token.text("id")});
    }
    std::ranges::sort(rows);
    return rows;
  }
};

TEST_CASE_FIXTURE(
    Fixture, "users x user_clients x oauth_tokens, in any order of words") {
  const std::string select = "SELECT u.id, c.client_id, t.id FROM ";
  const std::string on_clients =
      "c.userId = u.id AND c.subdomain = u.subdomain";
  const std::string on_tokens =
      "t.userId = c.userId AND t.clientId = c.client_id "
      "AND t.subdomain = c.subdomain";
  const std::string where =
      " WHERE u.subdomain = " + literal(simulator.subdomain());
  for (const std::string& from : std::vector<std::string>{
           "users u JOIN user_clients c ON " + on_clients +
               " JOIN oauth_tokens t ON " + on_tokens,
           "oauth_tokens t JOIN user_clients c ON " + on_tokens +
               " JOIN users u ON " + on_clients,
           "user_clients c JOIN oauth_tokens t ON " + on_tokens +
               " JOIN users u ON " + on_clients}) {
    Rows rows = db.rows(select + from + where);
    std::ranges::sort(rows);
    CHECK(rows == all_tokens());
  }
}

TEST_CASE_FIXTURE(Fixture, "a LEFT JOIN keeps users who have no tokens") {
  const Rows rows = db.rows(
      "SELECT u.id, count(t.id) FROM users u "
      "LEFT JOIN user_clients c ON c.userId = u.id "
      "LEFT JOIN oauth_tokens t ON t.userId = c.userId "
      "AND t.clientId = c.client_id GROUP BY u.id");
  REQUIRE(rows.size() == org.users().size());
  for (const auto& row : rows) {
    const auto count = std::ranges::count_if(
        org.tokens(), [&](auto& t) { return t.text("userId") == row[0]; });
    CHECK(row[1] == std::to_string(count));
  }
}

TEST_CASE_FIXTURE(Fixture, "IN, OR and subqueries give each row once") {
  const std::string a = org.tokens().front().text("userId");
  const std::string b = org.tokens().back().text("userId");
  std::vector<std::string> expected = org.grant_ids(a);
  const auto more = org.grant_ids(b);
  expected.insert(expected.end(), more.begin(), more.end());
  std::ranges::sort(expected);
  const std::string list = literal(a) + ", " + literal(b) + ", " + literal(a);
  db.rows("CREATE TABLE leavers AS SELECT " + literal(a) +
          " AS id UNION SELECT " + literal(b) + " UNION SELECT NULL");
  for (const std::string& where : std::vector<std::string>{
           "userId IN (" + list + ")", "userId IN (SELECT id FROM leavers)",
           "userId = " + literal(a) + " OR userId = " + literal(b),
           "(userId = " + literal(a) +
               " AND status = 'ACTIVE') OR (userId = " + literal(b) +
               " AND created > '2000') OR (userId = " + literal(a) +
               " AND id > 'a')"}) {
    INFO(where);
    CHECK(sorted(db.rows("SELECT id FROM grants WHERE " + where)) == expected);
  }
}

TEST_CASE_FIXTURE(Fixture, "a join asks ahead, and for nothing twice") {
  db.configure({{"route", "users"}});
  simulator.fail({.times = kAlways, .delay_ms = 5});
  Rows rows = db.rows(
      "SELECT u.id, c.client_id, t.id FROM users u "
      "JOIN user_clients c ON c.userId = u.id "
      "JOIN oauth_tokens t ON t.userId = u.id AND t.clientId = c.client_id");
  std::ranges::sort(rows);
  CHECK(rows == all_tokens());
  const std::size_t calls = 1 + 25 + org.clients().size();
  CHECK(db.sent().size() == calls);
  const json::Tree stats = simulator.get("/_sim/stats");
  const auto peak = std::get<std::int64_t>(stats.find("peak_in_flight")->value);
  CHECK(peak > 4);
  CHECK(peak <= 16);
}

TEST_CASE_FIXTURE(Fixture, "a join that stops early has asked for little") {
  const std::string from =
      " FROM users u JOIN user_clients c ON c.userId = u.id "
      "JOIN oauth_tokens t ON t.userId = u.id AND t.clientId = c.client_id ";
  db.rows("SELECT t.id" + from + "LIMIT 1");
  CHECK(db.sent().size() == 3);
  db.rows("SELECT t.id" + from + "LIMIT 3");
  CHECK(db.sent().size() <= 6);
}

TEST_CASE_FIXTURE(Fixture, "a row that was listed is not asked for again") {
  db.configure({{"route", "users"}});
  // CROSS JOIN keeps the order: the users are looked up one by one.
  const Rows rows = db.rows(
      "SELECT u.login, t.id FROM oauth_tokens t CROSS JOIN users u "
      "ON u.id = t.userId ORDER BY t.id");
  CHECK(rows.size() == org.tokens().size());
  CHECK(db.sent().size() == 1 + 25 + org.clients().size());
  CHECK(rows == db.rows("SELECT u.login, t.id FROM users u CROSS JOIN "
                        "oauth_tokens t ON t.userId = u.id ORDER BY t.id"));
  db.sent();
  // A row of the same table, and one that no list has shown.
  const std::string user = literal(org.users().front().text("id"));
  CHECK(db.rows("SELECT m.id FROM users u CROSS JOIN users m ON m.id = u.id "
                "WHERE u.status = 'ACTIVE'")
            .size() > 1);
  CHECK(db.sent().size() == 1);
  CHECK(db.rows("SELECT * FROM users WHERE id = " + user).size() == 1);
  CHECK(db.sent().size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "guesses that are not used are given up") {
  // SQLite drops rows of the outer table that were guessed from.
  const Rows rows = db.rows(
      "SELECT u.id, count(c.client_id) FROM users u "
      "LEFT JOIN user_clients c ON c.userId = u.id "
      "AND u.id LIKE '%7%' WHERE length(u.login) % 3 > 0 GROUP BY u.id");
  CHECK(!rows.empty());
  CHECK(db.sent().size() <= 1 + 25);
}

// SQLite offers it to xBestIndex all the same.
TEST_CASE_FIXTURE(Fixture, "the ON of a LEFT JOIN drops no row on the left") {
  db.rows("CREATE TABLE t(x); INSERT INTO t VALUES ('a')");
  const std::string all = std::to_string(org.users().size());
  const std::string first = literal(org.users().front().text("id"));
  for (const std::string on :
       {"u.login LIKE 'a%'", "u.status GLOB 'ACT*'", "u.status <> 'ACTIVE'",
        "u.login LIKE 'a\\_%' ESCAPE '\\'", "u.login NOT LIKE 'a%'",
        "u.login LIKE t.x", "u.login LIKE NULL", "u.status IS 'ACTIVE'",
        "u.status IS NOT NULL", "u.status = 'ACTIVE'"}) {
    const std::string join = "users u LEFT JOIN t ON " + on;
    CHECK(db.value("SELECT count(DISTINCT u.id) FROM " + join) == all);
    db.rows("CREATE TEMP VIEW v AS SELECT u.* FROM " + join);
    CHECK(db.value("SELECT count(DISTINCT id) FROM v") == all);
    CHECK(db.value("SELECT count(*) FROM users WHERE id NOT IN "
                   "(SELECT u.id FROM " +
                   join + ")") == "0");
    CHECK(db.value("SELECT count(*) FROM " + join + " WHERE u.id = " + first) ==
          "1");
    db.rows("DROP VIEW v");
  }
  // In a WHERE it is sent.
  db.sent();
  for (const std::string join :
       {"JOIN t ON u.login LIKE 'a%'",
        "LEFT JOIN t ON t.x = u.id WHERE u.login LIKE 'a%'",
        "LEFT JOIN t ON t.x = u.id WHERE u.login LIKE 'a%' GROUP BY 1"}) {
    db.rows("SELECT u.id FROM users u " + join);
    CHECK(has(db.sent().back(), "sw%20%22a%22"));
  }
}

// Who may stop early has asked for little when the first row is there.
TEST_CASE("a name in quotes is no LIMIT") {
  const Simulator simulator({"--users", "60", "--rate-limit", "0"});
  Database db(simulator);
  const auto calls = [&](const std::string& name, const std::string& end) {
    INFO(name, end);
    db.sent();
    {
      const Running running(
          db, "SELECT c.client_id AS " + name + " FROM user_clients c " + end);
    }
    return db.sent().size();
  };
  constexpr std::size_t kFew = 4;
  for (const std::string name :
       {"x", "\"limit\"", "[limit]", "`limit`", "\"a\"\"limit\""}) {
    CHECK(calls(name, "") > 2 * kFew);
  }
  for (const std::string end :
       {"-- LIMIT 5", "WHERE 'LIMIT' > '' /* LIMIT 5 */",
        "WHERE :limit IS NULL AND $limit IS NULL"}) {
    CHECK(calls("x", end) > 2 * kFew);
  }
  CHECK(calls("x", "LIMIT 100") <= kFew);
  CHECK(calls("\"limit\"", "/**/limit/**/100") <= kFew);
}

TEST_CASE_FIXTURE(Fixture,
                  "aggregates, DISTINCT, UNION and CTEs work over the tables") {
  const std::string count = std::to_string(org.tokens().size());
  CHECK(db.value("WITH held AS (SELECT t.id, t.clientId FROM users u "
                 "JOIN user_clients c ON c.userId = u.id "
                 "JOIN oauth_tokens t ON t.userId = c.userId AND "
                 "t.clientId = c.client_id) "
                 "SELECT count(DISTINCT id) FROM held") == count);
  const std::string user = literal(org.users().front().text("id"));
  CHECK(db.rows("SELECT id FROM users WHERE id = " + user +
                " UNION SELECT id FROM users WHERE id = " + user)
            .size() == 1);
}

}  // namespace
}  // namespace idp::test::join_test
