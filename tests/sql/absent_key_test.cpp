// absent_key_test.cpp - rows that lack a part of what names them: what a
// revocation does not need may be missing, and a row's own id may not.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/org.h"

namespace idp::test::absent_key_test {
namespace {

struct Fixture : OrgFixture {
  // What the org answers, a grant without these members.
  void grants_without(const std::vector<std::string>& names) {
    for (const json::Tree& grant : org.grants()) {
      if (grant.text("id") != ids.grant) continue;
      std::string object;
      for (const auto& [name, value] : grant.members()) {
        if (std::ranges::count(names, name) > 0 || value.text().empty()) {
          continue;
        }
        object += (object.empty() ? "{" : ",") + json::quote(name) + ":" +
                  json::quote(value.text());
      }
      object += "}";
      simulator.fail_all({{.method = "GET",
                           .path = "*/grants",
                           .times = kAlways,
                           .body = "[" + object + "]"},
                          {.method = "GET",
                           .path = "*/grants/*",
                           .times = kAlways,
                           .body = object}});
    }
  }
  std::string user = " WHERE userId = " + literal(ids.user);

  void body(const std::string& path, const std::string& text) {
    simulator.fail({.method = "GET",
                    .path = path,
                    .times = kAlways,
                    .status = 200,
                    .body = text});
  }
};

TEST_CASE_FIXTURE(Fixture, "a grant without a client or a user is revoked") {
  const std::vector<std::vector<std::string>> cases = {
      {"clientId"}, {"userId"}, {"clientId", "userId", "source"}};
  for (const auto& names : cases) {
    for (const std::string& where : std::vector<std::string>{
             user, user + " AND grantId = " + literal(ids.grant),
             user + " LIMIT 1", user + " AND status = 'ACTIVE'",
             " WHERE _key IN (SELECT _key FROM grants" + user + ")"}) {
      if (has(where, "LIMIT") && !has_sql(kDeleteLimit)) continue;
      INFO(names.front() << where);
      simulator.reset();
      grants_without(names);
      db.rows("BEGIN; DELETE FROM grants" + where);
      CHECK(db.rows("SELECT state, userId, grantId, path FROM "
                    "idp_revocations") ==
            Rows{{"staged", ids.user, ids.grant,
                  user_path + "/grants/" + ids.grant}});
      CHECK(db.rows("SELECT id FROM grants" + user).empty());
      db.rows("COMMIT");
      const auto left = Org(simulator).grant_ids(ids.user);
      CHECK(std::ranges::count(left, ids.grant) == 0);
      CHECK(left.size() == org.grant_ids(ids.user).size() - 1);
    }
  }
}

TEST_CASE_FIXTURE(Fixture, "what a revocation needs is missed at the DELETE") {
  const std::string of = R"([{"id":"oar1","status":"ACTIVE")";
  for (const auto& one : std::vector<std::pair<std::string, std::string>>{
           {R"(,"clientId":"0oa1"}])", "userId"},
           {R"(,"userId":"00u1"}])", "clientId"},
           {R"(,"userId":"","clientId":"0oa1"}])", "userId"}}) {
    const auto& members = one.first;
    const auto& lacks = one.second;
    INFO(members);
    body("/api/v1/apps/0oa9/tokens", of + members);
    CHECK(db.value("SELECT id FROM oauth_tokens WHERE appId = '0oa9'") ==
          "oar1");
    db.refuses("DELETE FROM oauth_tokens WHERE appId = '0oa9'",
               {"oauth_tokens: the row '", "oar1' has no " + lacks,
                "/users/{userId}/clients/{clientId}/tokens/{tokenId}",
                "nothing was staged", "AND " + lacks + " IS NOT NULL"});
    db.rows("DELETE FROM oauth_tokens WHERE appId = '0oa9' AND " + lacks +
            " IS NOT NULL AND " + lacks + " > ''");
  }
  const auto calls = simulator.calls();
  CHECK(std::ranges::none_of(
      calls, [](auto& call) { return call.starts_with("DELETE "); }));
}

TEST_CASE_FIXTURE(Fixture, "a listed row without its own id is no answer") {
  const std::string clients = user_path + "/clients";
  struct Case {
    std::string path, sql, call, field;
  };
  const Case cases[] = {
      {"/api/v1/users", "SELECT id FROM users", "users: GET ", "id"},
      // On the way to other rows, too.
      {"/api/v1/users", "SELECT id FROM grants", "users: GET ", "id"},
      {"/api/v1/apps", "SELECT id FROM oauth_tokens", "apps: GET ", "id"},
      {"/api/v1/apps", "SELECT label FROM apps", "apps: GET ", "id"},
      {"*/grants", "SELECT scopeId FROM grants" + user, "grants: GET ", "id"},
      {clients, "SELECT client_name FROM user_clients" + user,
       "user_clients: GET ", "client_id"},
      {tokens_path,
       "DELETE FROM oauth_tokens" + user +
           " AND clientId = " + literal(ids.client),
       "oauth_tokens: GET ", "id"},
  };
  for (const Case& c : cases) {
    const std::string good = "{\"" + c.field + "\":\"a1\"},";
    for (const std::string value :
         {"", "null", "7", "1.5", "true", "{}", "[\"a\"]", "\"\""}) {
      const std::string bad =
          value.empty() ? "{}" : "{\"" + c.field + "\":" + value + "}";
      const bool none = value.empty() || value == "null";
      INFO(c.sql << " " << bad);
      body(c.path, "[" + bad + "]");
      db.refuses(c.sql,
                 {c.call + simulator.url(),
                  "element 0 of the answer has " +
                      (none ? "no " + c.field + ", which names a row of "
                            : "a " + c.field + " that is no text or empty")});
      body(c.path, "[" + good + bad + "]");
      db.refuses(c.sql, {"element 1 of the answer has "});
    }
  }
}

}  // namespace
}  // namespace idp::test::absent_key_test
