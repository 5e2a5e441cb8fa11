// roles_test.cpp - admin roles and factors: pages whose link is in the body,
// and secrets that no object shows.
#include <doctest/doctest.h>

#include "support/org.h"

namespace idp::test::roles_test {
namespace {

struct Fixture : OrgFixture {
  Fixture() : OrgFixture({"--users", "300", "--clients", "1"}) {}
};

TEST_CASE_FIXTURE(Fixture, "a list with its next link in the body") {
  const std::string all =
      db.value("SELECT count(DISTINCT id) FROM users_with_role_assignments");
  CHECK(db.sent().size() == 1);
  CHECK(db.value("SELECT count(DISTINCT id) FROM users_with_role_assignments "
                 "WHERE \"limit\" = 2") == all);
  const auto calls = db.sent();
  CHECK(std::to_string(calls.size()) ==
        db.value("SELECT (" + all + " + 1) / 2"));
  REQUIRE(calls.size() > 1);
  CHECK(has(calls.front(), "/api/v1/iam/assignees/users?limit=2"));
  CHECK(has(calls.back(), "limit=2"));
  CHECK(cursor_of(calls.back()) != "");
  if (hands_over_lists()) {
    CHECK(
        db.rows("SELECT id FROM users_with_role_assignments LIMIT 1").size() ==
        1);
    CHECK(has(db.sent().front(), "limit=1"));
  }
}

TEST_CASE_FIXTURE(Fixture, "a link to nowhere is no end of a list") {
  for (const std::string& next : std::vector<std::string>{
           R"("https://elsewhere.example/api/v1/iam/assignees/users?after=x")",
           "7", R"("not a link")", R"({"href": 7})"}) {
    const std::string href =
        next.front() == '{' ? next : R"({"href": )" + next + "}";
    simulator.fail(
        {.path = "/api/v1/iam/assignees/users",
         .status = 200,
         .body = R"({"value": [{"id": "00u1"}], "_links": {"next": )" + href +
                 "}}"});
    INFO(next);
    const std::string error =
        db.error("SELECT id FROM users_with_role_assignments");
    CHECK(has(error, "users_with_role_assignments"));
    simulator.heal();
  }
}

TEST_CASE_FIXTURE(Fixture, "roles are read for those who have some") {
  db.sent();
  const std::string admins =
      db.value("SELECT count(DISTINCT userId) FROM user_roles");
  CHECK(std::to_string(db.sent().size() - 1) == admins);
  CHECK(db.value("SELECT count(*) FROM users_with_role_assignments") == admins);
  // A custom role has a member with a hyphen in its name.
  CHECK(db.value("SELECT count(*) FROM (SELECT type, role, resource_set FROM "
                 "user_roles UNION ALL SELECT type, role, resource_set FROM "
                 "group_roles) WHERE (type = 'CUSTOM') <> (resource_set IS NOT "
                 "NULL)") == "0");
  const auto role = db.rows(
                          "SELECT userId, id FROM user_roles WHERE "
                          "assignmentType = 'USER' LIMIT "
                          "1")
                        .at(0);
  const std::string where = " FROM user_roles WHERE userId = '" + role[0] +
                            "' AND id = '" + role[1] + "'";
  CHECK(db.value("SELECT count(*)" + where) == "1");
  db.rows("DELETE" + where);
  CHECK(db.sent().back() ==
        "DELETE /api/v1/users/" + role[0] + "/roles/" + role[1]);
  CHECK(db.value("SELECT count(*)" + where) == "0");
}

TEST_CASE_FIXTURE(Fixture, "the secret of a factor is shown nowhere") {
  const std::string pending =
      "FROM factors WHERE json_type(_embedded, '$.activation') = 'object'";
  CHECK(db.value("SELECT count(*) > 0 " + pending) == "1");
  CHECK(db.rows("SELECT DISTINCT json_type(_embedded, "
                "'$.activation.sharedSecret'), json_type(_raw, "
                "'$._embedded.activation.sharedSecret') " +
                pending) == Rows{{"null", "null"}});
  // However it is written; and nothing else is touched.
  for (const std::string& secret : std::vector<std::string>{
           R"("4S62DZJAQFDP5K6D")", R"( "a\"b" )", "123456", "7",
           R"({"old": "4S62"})", "[\"4S62\"]"}) {
    INFO(secret);
    simulator.fail(
        {.path = "/api/v1/users/*/factors",
         .status = 200,
         .body = R"([{"id": "uft1", "profile": {"sharedSecret": "kept"},)"
                 R"("_embedded": {"activation": {"a": 1, "sharedSecret" :)" +
                 secret + R"(, "b": "two"}, "sharedSecret": "too"}}])"});
    const auto row = db.rows(
                           "SELECT _embedded, _raw, profile FROM factors "
                           "WHERE userId = '" +
                           ids.user + "'")
                         .at(0);
    for (const std::string& text : {row[0], row[1]}) {
      INFO(text);
      CHECK(json::parse(text).ok());
      CHECK_FALSE(has(text, "4S62"));
      CHECK_FALSE(has(text, "1234"));
      CHECK(has(text, R"("b": "two"})"));
      CHECK(has(text, R"("sharedSecret": "too")"));
    }
    CHECK(row[2] == R"({"sharedSecret": "kept"})");
    simulator.heal();
  }
}

}  // namespace
}  // namespace idp::test::roles_test
