// notes_test.cpp - what is told beside the rows: values that don't exist, names
// that a file hides.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/org.h"
#include "support/program.h"

namespace idp::test::notes_test {
namespace {

struct Fixture : OrgFixture {
  // The stock shell, where progress may show.
  std::string shell(const std::string& script, const std::string& progress) {
    return run_shell(script, {{"OKTA_CLIENT_ORGURL", simulator.url()},
                              {"OKTA_CLIENT_TOKEN", Simulator::kToken},
                              {"IDP_PROGRESS", progress}})
        .output;
  }
};

TEST_CASE_FIXTURE(Fixture, "a value that does not exist is told and counted") {
  const std::string missing = ": there is no such thing at the provider";
  for (const std::string sql : {"SELECT id FROM users WHERE id = '00uNobody'",
                                "SELECT id FROM grants WHERE userId = "
                                "'00uNobody'",
                                "DELETE FROM grants WHERE userId = "
                                "'00uNobody'"}) {
    const std::string told = shell(sql + ";", "on");
    check_parts(told, {"/api/v1/users/00uNobody", missing});
    CHECK(shell(sql + ";", "off").empty());
    CHECK(shell(sql + ";", "auto").empty());
    db.rows(sql);
    CHECK(db.value("SELECT missing FROM idp_stats WHERE scope = 'statement'") ==
          "1");
  }
  // Of many, the first ones and a count.
  const std::string many = shell(
      "SELECT id FROM users WHERE id IN ('a1', 'a2', 'a3', 'a4', 'a5');", "on");
  CHECK(std::ranges::count(many, '\n') == (hands_over_lists() ? 4 : 1));
  if (hands_over_lists()) check_parts(many, {"and 2 more of this kind"});
  // What is there but has no rows, and what a join doesn't find, is no mistake.
  db.rows("SELECT id FROM grants WHERE userId = " + literal(ids.user) +
          " AND scopeId = 'none'");
  db.rows("CREATE TABLE l AS SELECT id FROM users UNION ALL SELECT 'a1'");
  db.rows("SELECT u.id FROM l CROSS JOIN users u ON u.id = l.id");
  CHECK(db.value("SELECT missing FROM idp_stats WHERE scope = 'statement'") ==
        "0");
}

TEST_CASE_FIXTURE(Fixture, "a DELETE beside a file's table of our name") {
  const std::string sql =
      "CREATE TABLE Users(id); ATTACH ':memory:' AS o; CREATE VIEW o.apps AS "
      "SELECT 1 AS id; DELETE FROM grants WHERE userId IN (SELECT id FROM "
      "users);";
  check_parts(shell(sql, "on"),
              {"a database file has main.Users, which SQLite takes where this "
               "statement says Users",
               "o.apps"});
  CHECK(shell(sql, "off").empty());
  CHECK(Org(simulator).grants().size() == org.grants().size());
}

TEST_CASE_FIXTURE(Fixture, "a DROP that is refused says what to do") {
  const std::string told = shell(
      "CREATE VIRTUAL TABLE temp.mine USING grants(writable=1, userId=" +
          literal(ids.user) + "); BEGIN; DELETE FROM mine; DROP TABLE mine;",
      "on");
  check_parts(told, {"locked", "COMMIT or ROLLBACK before DROP TABLE"});
}

}  // namespace
}  // namespace idp::test::notes_test
