// groups_test.cpp - groups, who is in them, and what they are assigned to.
#include <doctest/doctest.h>

#include "support/org.h"

namespace idp::test::groups_test {
namespace {

struct Fixture : OrgFixture {
  Fixture() : OrgFixture({"--users", "230", "--clients", "1"}) {}

  // A member of a group whose members Okta decides itself.
  std::vector<std::string> member() {
    return db
        .rows(
            "SELECT id, userId FROM user_groups WHERE userId IN (SELECT id "
            "FROM users LIMIT 20) AND type = 'OKTA_GROUP' LIMIT 1")
        .at(0);
  }
};

TEST_CASE_FIXTURE(Fixture, "members by group and by user are the same pairs") {
  db.rows(
      "CREATE TABLE by_group AS SELECT groupId, id AS userId FROM group_users; "
      "CREATE TABLE by_user AS SELECT id AS groupId, userId FROM user_groups");
  CHECK(db.value("SELECT count(*) > 230 FROM by_group") == "1");
  for (const std::string sql :
       {"SELECT * FROM by_group EXCEPT SELECT * FROM by_user",
        "SELECT * FROM by_user EXCEPT SELECT * FROM by_group"}) {
    CHECK(db.rows(sql).empty());
  }
  // Everyone has two pages.
  db.sent();
  CHECK(db.value("SELECT count(*) FROM group_users WHERE groupId = (SELECT id "
                 "FROM groups WHERE type = 'BUILT_IN')") == "230");
  const auto calls = db.sent();
  CHECK(calls.size() == 3);
  CHECK(has(calls.front(), "search=type%20eq%20%22BUILT_IN%22"));
  CHECK(cursor_of(calls.back()) != "");
}

TEST_CASE_FIXTURE(Fixture, "groups are found by what a search takes") {
  db.rows("CREATE TABLE copy AS SELECT * FROM groups");
  const std::string name = db.value("SELECT name FROM copy LIMIT 1 OFFSET 6");
  const std::string time =
      db.value("SELECT lastMembershipUpdated FROM copy LIMIT 1 OFFSET 3");
  for (const std::string& where : std::vector<std::string>{
           "type = 'OKTA_GROUP'", "type IN ('APP_GROUP', 'BUILT_IN')",
           "name = '" + name + "'", "name LIKE 'S%'",
           "lastMembershipUpdated >= '" + time + "'",
           "lastMembershipUpdated < '" + time + "' AND type = 'OKTA_GROUP'",
           "created < '2025-06-01'", "description IS NULL", "id = 'nobody'"}) {
    INFO(where);
    const std::string sql = " WHERE " + where + " ORDER BY id";
    CHECK(db.rows("SELECT id, name, type FROM groups" + sql) ==
          db.rows("SELECT id, name, type FROM copy" + sql));
  }
  db.sent();
  CHECK(db.value("SELECT json_extract(_embedded, '$.stats.usersCount') FROM "
                 "groups WHERE type = 'BUILT_IN' AND expand = 'stats'") ==
        "230");
  CHECK(db.sent().size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "a membership is taken away from either side") {
  for (const std::string table : {"group_users", "user_groups"}) {
    INFO(table);
    simulator.reset();
    const auto pair = member();
    const bool by_group = table == "group_users";
    const std::string where =
        by_group ? "groupId = '" + pair[0] + "' AND id = '" + pair[1] + "'"
                 : "userId = '" + pair[1] + "' AND id = '" + pair[0] + "'";
    const std::string is_there =
        "SELECT count(*) FROM " + table + " WHERE " + where;
    CHECK(db.value(is_there) == "1");
    db.rows("BEGIN; DELETE FROM " + table + " WHERE " + where);
    CHECK(db.value(is_there) == "0");
    db.rows("ROLLBACK");
    CHECK(db.value(is_there) == "1");
    db.sent();
    db.rows("DELETE FROM " + table + " WHERE " + where);
    CHECK(db.sent().back() ==
          "DELETE /api/v1/groups/" + pair[0] + "/users/" + pair[1]);
    CHECK(db.value(is_there) == "0");
  }
  db.refuses("DELETE FROM group_users", {"names no groupId"});
}

TEST_CASE_FIXTURE(Fixture,
                  "members of a directory's group are the directory's") {
  const std::string user = db.value(
      "SELECT userId FROM user_groups GROUP BY 1 HAVING sum(type = "
      "'APP_GROUP') "
      "> 0 AND sum(type = 'OKTA_GROUP') > 0 LIMIT 1");
  const auto count = [&](const std::string& type) {
    return db.value("SELECT count(*) FROM user_groups WHERE userId = '" + user +
                    "' AND type " + type + " 'OKTA_GROUP'");
  };
  const std::string others = count("<>");
  const std::string all =
      "DELETE FROM user_groups WHERE userId = '" + user + "'";
  db.refuses(all, {"and can't be deleted so; nothing was staged for it.",
                   "Leave it out: AND type = 'OKTA_GROUP'."});
  db.rows(all + " AND type = 'OKTA_GROUP'");
  CHECK(count("=") == "0");
  CHECK(count("<>") == others);
  // Where a row doesn't say it, the provider does.
  db.refuses("DELETE FROM group_users WHERE id = '" + user +
                 "' AND groupId IN (SELECT id FROM groups WHERE type = "
                 "'APP_GROUP')",
             {"E0000060", "The provider does not do that there", "1 were not"});
  CHECK(db.value("SELECT group_concat(DISTINCT state) FROM idp_changes") ==
        "failed");
}

TEST_CASE_FIXTURE(Fixture, "assignments by app and by group are the same") {
  CHECK(db.rows("SELECT appId, id FROM group_assignments EXCEPT SELECT id, "
                "groupId FROM group_apps")
            .empty());
  CHECK(db.rows("SELECT id, groupId FROM group_apps EXCEPT SELECT appId, id "
                "FROM group_assignments")
            .empty());
  const auto pair =
      db.rows("SELECT appId, id FROM group_assignments LIMIT 1").at(0);
  // A page has at least 20 rows, whatever the LIMIT.
  db.sent();
  db.rows("SELECT id FROM group_assignments WHERE appId = '" + pair[0] +
          "' LIMIT 1");
  if (hands_over_lists()) CHECK(has(db.sent().front(), "limit=20"));
  db.sent();
  db.rows("DELETE FROM group_assignments WHERE appId = '" + pair[0] +
          "' AND groupId = '" + pair[1] + "'");
  CHECK(db.sent().back() ==
        "DELETE /api/v1/apps/" + pair[0] + "/groups/" + pair[1]);
  CHECK(db.value("SELECT count(*) FROM group_apps WHERE groupId = '" + pair[1] +
                 "' AND id = '" + pair[0] + "'") == "0");
}

TEST_CASE_FIXTURE(Fixture, "tiles are named by app and link") {
  const Rows rows = db.rows(
      "SELECT count(*), count(DISTINCT userId || appInstanceId || linkUrl), "
      "count(DISTINCT userId || appInstanceId), sum(id = userId) FROM "
      "app_links");
  CHECK(rows[0][0] == rows[0][1]);
  CHECK(rows[0][0] != rows[0][2]);
  CHECK(rows[0][0] == rows[0][3]);
  db.refuses("DELETE FROM app_links", {"app_links"});
}

}  // namespace
}  // namespace idp::test::groups_test
