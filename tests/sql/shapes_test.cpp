// shapes_test.cpp - joins as people write them: the rows that ordinary tables
// give, with the fewest calls, and many of them at once.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/copies.h"

namespace idp::test::shapes_test {
namespace {

struct Fixture {
  // Slow enough that calls are seen to be under way together.
  Simulator simulator{{"--users", "60", "--latency", "5"}};
  Org org{simulator};
  Database db{simulator};
  LocalCopy copy{db, org};

  std::string most_at_once() {
    return db.value(
        "SELECT peak_in_flight FROM idp_stats WHERE scope = 'statement'");
  }
};

const std::string kMaterialized =
    "WITH u AS MATERIALIZED (SELECT 1) SELECT * FROM u";
const std::string kOfUser = "@grants g WHERE g.userId = u.id";

std::vector<std::string> shapes() {
  const std::string join = " JOIN @grants g ON g.userId = u.id ORDER BY g.id";
  const std::string cross = " u CROSS" + join;
  return {
      "SELECT g.id FROM @users u" + join,
      "SELECT u.id, g.id FROM @users u LEFT" + join,
      "SELECT u.id FROM @users u WHERE EXISTS (SELECT 1 FROM " + kOfUser +
          ") ORDER BY 1",
      "SELECT u.id FROM @users u WHERE NOT EXISTS (SELECT 1 FROM " + kOfUser +
          " AND g.scopeId = 'openid') ORDER BY 1",
      "SELECT u.id, (SELECT count(*) FROM " + kOfUser +
          ") FROM @users u ORDER BY 1",
      "WITH u AS (SELECT id FROM @users) SELECT g.id FROM u" + join,
      "WITH u AS MATERIALIZED (SELECT id FROM @users) SELECT g.id FROM u" +
          join,
      "SELECT g.id FROM (SELECT id FROM @users ORDER BY login LIMIT 90)" +
          cross,
      "SELECT g.id FROM (SELECT DISTINCT id FROM @users)" + cross,
      R"(SELECT g.id FROM (SELECT json_group_array(id) AS ids FROM @users) j,
           json_each(j.ids) e CROSS JOIN @grants g ON g.userId = e.value
           ORDER BY 1)",
      R"(SELECT g.id FROM @users u JOIN @grants g ON g.userId = u.id UNION
           SELECT g.id FROM @grants g JOIN @users u ON g.userId = u.id)",
  };
}

TEST_CASE_FIXTURE(Fixture, "every shape of a join, with the fewest calls") {
  const std::size_t users = org.users().size();
  for (const std::string& shape : shapes()) {
    INFO(shape);
    if (has(shape, "MATERIALIZED") && !has_sql(kMaterialized)) continue;
    db.sent();
    const Rows rows = db.rows(LocalCopy::ours(shape));
    const std::string peak = most_at_once();
    CHECK(db.sent().size() <= users + 2);
    CHECK(rows == db.rows(LocalCopy::local(shape)));
    CHECK(!rows.empty());
    CHECK(std::stoi(peak) >= 4);
  }
}

// Behind a sort, what is asked for early is what comes next in its order.
TEST_CASE_FIXTURE(Fixture, "what comes sorted is asked for as it is sorted") {
  for (const std::string order :
       {"login", "login DESC", "id DESC", "email", "id"}) {
    INFO(order);
    const std::string users = "(SELECT id FROM users ORDER BY " + order;
    std::vector<std::string> sorted;
    for (const auto& row : db.rows("SELECT id FROM " + users + ")")) {
      sorted.push_back("GET /api/v1/users/" + row[0] + "/grants?limit=200");
    }
    db.sent();
    db.rows("SELECT count(*) FROM " + users +
            " LIMIT 10) u CROSS JOIN grants g ON g.userId = u.id");
    auto calls = db.sent();
    std::erase_if(calls, [](auto& call) { return !has(call, "/grants"); });
    CHECK(calls.size() > 10);
    for (const std::string& call : calls) {
      CHECK(std::ranges::find(sorted, call) - sorted.begin() <= 2 * 10);
    }
  }
}

// SQLite takes a table that it knows nothing of to have a million rows.
TEST_CASE_FIXTURE(Fixture, "a few values of a local table are a few calls") {
  db.rows("CREATE TABLE few AS SELECT id FROM local_users LIMIT 5");
  for (const std::string table : {"grants", "user_clients"}) {
    const std::string sql = "SELECT x.userId FROM few l JOIN @" + table +
                            " x ON x.userId = l.id ORDER BY 1";
    INFO(sql);
    db.sent();
    const Rows rows = db.rows(LocalCopy::ours(sql));
    CHECK(db.sent().size() == 5);
    CHECK(rows == db.rows(LocalCopy::local(sql)));
  }
}

// Even where the org is so large that its list costs more than they do.
TEST_CASE("a few rows of a large org are a few calls") {
  Simulator simulator({"--users", "6000", "--rate-limit", "0"});
  Database db(simulator);
  db.rows("CREATE TABLE some AS SELECT id FROM users LIMIT 5");
  for (const std::string table : {"few(id TEXT)", "few(id TEXT PRIMARY KEY)"}) {
    for (const std::string join :
         {"few l JOIN users u ON u.id = l.id", "users u JOIN few l USING (id)",
          "few l JOIN users u ON u.id = l.id WHERE u.status <> 'x'"}) {
      INFO(table << ": " << join);
      Database another(simulator);
      another.rows("CREATE TABLE " + table);
      for (const auto& row : db.rows("SELECT id FROM some")) {
        another.rows("INSERT INTO few VALUES (" + literal(row[0]) + ")");
      }
      another.sent();
      CHECK(another.rows("SELECT u.login FROM " + join).size() == 5);
      CHECK(another.sent().size() <= 2 * 5);
    }
  }
}

// SQLite drops nine of ten rows of the outer table: what was asked for in vain
// is no more than what was asked.
TEST_CASE_FIXTURE(Fixture, "who stops early, or drops rows, has sent little") {
  db.sent();
  const Rows some = db.rows(
      "SELECT g.id FROM users u CROSS JOIN grants g ON g.userId = u.id "
      "WHERE u.id IN (SELECT id FROM local_users LIMIT 6) IS TRUE");
  CHECK(!some.empty());
  CHECK(db.sent().size() <= 1 + 2 * 6 + 1);
  db.rows(
      "WITH u AS (SELECT id FROM users ORDER BY login LIMIT -1 OFFSET 0) "
      "SELECT g.id FROM u CROSS JOIN grants g ON g.userId = u.id LIMIT 1");
  CHECK(db.sent().size() <= 1 + 2 * 3);
}

// A value that SQLite is going to reject is asked about in vain.
TEST_CASE_FIXTURE(Fixture, "rows that a constant rejects give no values") {
  if (!hands_over_lists()) return;
  const std::string some = literal(org.users()[30].text("id"));
  for (const std::string& term : std::vector<std::string>{
           "u.login LIKE '%7%'", "u.login GLOB '*[13]@*'", "u.login > 'k'",
           "u.lastLogin < '2026-03' AND u.login LIKE '%1%'",
           "u.status <> 'ACTIVE'", "u.login > 'M' AND u.status IS NOT NULL",
           "u.id >= " + some}) {
    for (const std::string sorted : {"", "ORDER BY login LIMIT 100000"}) {
      const std::string users =
          "(SELECT id FROM @users u WHERE " + term + " " + sorted + ")";
      const std::string join = "SELECT u.id, g.id FROM " + users +
                               " u CROSS JOIN @grants g ON g.userId = u.id "
                               "ORDER BY 1, 2";
      INFO(join);
      db.sent();
      const Rows rows = db.rows(LocalCopy::ours(join));
      const std::size_t sent = db.sent().size();
      CHECK(rows == db.rows(LocalCopy::local(join)));
      const auto kept = std::stoul(
          db.value(LocalCopy::local("SELECT count(*) FROM " + users)));
      CHECK(sent == 1 + kept);
    }
  }
}

// A page tells the URL of the next one, whoever reads its rows meanwhile; and
// all answers are kept until the statement ends.
TEST_CASE("of a long join, pages are asked for early, and once") {
  Simulator simulator({"--users", "900", "--rate-limit", "0"});
  Database db(simulator);
  const std::string join =
      "SELECT g.id FROM users u CROSS JOIN grants g ON g.userId = u.id";
  const auto second_page = [](const std::vector<std::string>& sent) {
    return std::ranges::find_if(
               sent, [](const auto& call) { return has(call, "after="); }) -
           sent.begin();
  };
  db.sent();
  const std::string count =
      "SELECT count(*) FROM (" + join + " UNION " + join + " AND u.id <> '')";
  CHECK(std::stoi(db.value(count)) > 900);
  auto sent = db.sent();
  CHECK(sent.size() < 910);
  CHECK(second_page(sent) < 100);
  // Who stops early has not asked for it.
  db.rows(join + " LIMIT 1");
  sent = db.sent();
  CHECK(second_page(sent) == std::ssize(sent));
}

}  // namespace
}  // namespace idp::test::shapes_test
