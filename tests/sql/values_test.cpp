// values_test.cpp - JSON arrives in SQL as what it is.
#include <doctest/doctest.h>

#include "support/org.h"

namespace idp::test::values_test {
namespace {

struct Fixture : OrgFixture {
  std::string user = " WHERE userId = " + literal(ids.user) + " ";
  std::string token = user + "AND clientId = " + literal(ids.client) +
                      " AND id = " + literal(ids.token);

  // The next answer to a GET has this body.
  void answer(const std::string& body) {
    simulator.fail({.method = "GET", .body = body});
  }
};

TEST_CASE_FIXTURE(Fixture,
                  "objects and arrays are JSON to SQLite's functions") {
  CHECK(db.value("SELECT json_object('s', scopes) = '{\"s\":' || scopes || '}' "
                 "FROM oauth_tokens" +
                 token) == "1");
  CHECK(
      db.value("SELECT count(*) > 0 FROM oauth_tokens t, json_each(t.scopes)" +
               token.substr(0, 7) + "t." +
               token.substr(7, token.rfind("AND id") - 7) +
               "AND t.id = " + literal(ids.token)) == "1");
  CHECK(
      db.value("SELECT json_extract(_links, '$.user.href') FROM oauth_tokens" +
               token) == simulator.url() + "/api/v1/users/" + ids.user);
}

TEST_CASE_FIXTURE(Fixture,
                  "objects and arrays are the bytes that were received") {
  const std::string links = R"({ "b" : [1.50, "\u00e9"] ,"a":{} })";
  answer(R"({"id":")" + ids.token + R"(","userId":")" + ids.user +
         R"(","clientId":")" + ids.client + R"(","_links":)" + links + "}");
  CHECK(db.value("SELECT _links FROM oauth_tokens" + token) == links);
}

TEST_CASE_FIXTURE(Fixture, "a field of another type is shown as what it is") {
  answer(
      R"({"id":")" + ids.token + R"(","userId":")" + ids.user +
      R"(","clientId":")" + ids.client +
      R"(","status":{"now":true},"created":17,"issuer":true,"scopes":"none"})");
  CHECK(db.rows("SELECT status, json_extract(status, '$.now'), created, "
                "issuer, scopes, "
                "expiresAt FROM oauth_tokens" +
                token) ==
        Rows{{R"({"now":true})", "1", "17", "1", "none", "NULL"}});
}

TEST_CASE_FIXTURE(Fixture, "text is UTF-8, with its escapes read") {
  answer(R"([{"client_id":"0oa1","client_name":"Zo\u00eb \ud83d\ude00 李",)"
         R"("client_uri":"","logo_uri":"a\u0000b"}])");
  CHECK(db.rows("SELECT client_name, client_uri, length(CAST(logo_uri AS BLOB))"
                " FROM user_clients" +
                user) == Rows{{"Zoë 😀 李", "", "3"}});
}

TEST_CASE_FIXTURE(Fixture,
                  "a row that repeats what was asked lacks nothing by it") {
  // ADMIN grants have no userId: the row is still the user's.
  answer(R"([{"id":"oag1","issuer":"https://acme.okta.com","scopeId":"s"}])");
  CHECK(db.rows("SELECT id, userId, clientId FROM grants" + user) ==
        Rows{{"oag1", ids.user, "NULL"}});
}

TEST_CASE_FIXTURE(Fixture,
                  "NULL, numbers and blobs match by SQL's rules only") {
  const std::size_t all = Org(simulator).grant_ids(ids.user).size();
  for (const std::string& value : std::vector<std::string>{
           "NULL", "x'61'", "CAST(" + literal(ids.user) + " AS BLOB)", "''"}) {
    CHECK(db.rows("SELECT * FROM grants WHERE userId = " + value).empty());
    CHECK(db.rows("SELECT * FROM grants" + user + "AND expand = " + value)
              .size() == (value == "''" ? all : 0));
  }
  // One call: that of the empty expand.
  CHECK(db.sent().size() == 1);
  CHECK(db.rows("SELECT * FROM grants WHERE userId = 42").empty());
  CHECK(db.rows("SELECT * FROM grants WHERE userId = 4.5").empty());
  CHECK(db.sent() ==
        std::vector<std::string>{"GET /api/v1/users/42/grants?limit=200",
                                 "GET /api/v1/users/4.5/grants?limit=200"});
}

}  // namespace
}  // namespace idp::test::values_test
