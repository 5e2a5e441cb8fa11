// select_test.cpp - StackQL's SELECT examples, as SQLite needs them: the rows,
// and exactly the call that Okta documents.
#include <doctest/doctest.h>

#include <algorithm>

#include "http/url.h"
#include "support/org.h"

namespace idp::test::select_test {
namespace {

struct Fixture : OrgFixture {
  std::string subdomain = literal(simulator.subdomain());
  std::string client_path = user_path + "/clients/" + ids.client;
  std::string where_user =
      " WHERE subdomain = " + subdomain + " AND userId = " + literal(ids.user);
  std::string where_client =
      where_user + " AND clientId = " + literal(ids.client);

  // The calls that the statement sent, and that the simulator got.
  std::vector<std::string> calls(const std::string& sql) {
    simulator.reset();
    db.sent();
    db.rows(sql);
    auto sent = db.sent();
    CHECK(simulator.calls() == sent);
    return sent;
  }
  using Calls = std::vector<std::string>;
};

TEST_CASE_FIXTURE(Fixture, "user_clients lists the clients of a user") {
  const std::string sql =
      "SELECT client_id, client_name, _links, client_uri, logo_uri "
      "FROM user_clients" +
      where_user;
  CHECK(calls(sql) == Calls{"GET " + user_path + "/clients"});
  std::vector<std::string> expected;
  for (const json::Tree& client : org.clients()) {
    if (client.text("userId") == ids.user) {
      expected.push_back(client.text("client_id"));
    }
  }
  std::ranges::sort(expected);
  CHECK(sorted(db.rows(sql)) == expected);
}

TEST_CASE_FIXTURE(Fixture,
                  "oauth_tokens lists the tokens of a user and client") {
  const std::string sql =
      "SELECT id, _embedded, _links, clientId, created, expiresAt, issuer, "
      "lastUpdated, scopes, status, userId FROM oauth_tokens" +
      where_client;
  CHECK(calls(sql) == Calls{"GET " + client_path + "/tokens?limit=200"});
  CHECK(sorted(db.rows(sql)) == org.token_ids(ids));
}

TEST_CASE_FIXTURE(Fixture, "oauth_tokens sends expand, after and limit") {
  // The cursor of the first page of one row.
  db.rows("SELECT id FROM oauth_tokens" + where_client + " AND \"limit\" = 1");
  const std::string after = cursor_of(simulator.calls().back());
  CHECK(calls("SELECT id FROM oauth_tokens" + where_client +
              " AND expand = 'scope' AND after = " + literal(after) +
              " AND \"limit\" = '50'") ==
        Calls{"GET " + client_path + "/tokens?expand=scope&after=" +
              http::encode(after) + "&limit=50"});
}

TEST_CASE_FIXTURE(Fixture, "oauth_tokens gets one token, by either name") {
  for (const std::string name : {"tokenId", "id"}) {
    const std::string sql = "SELECT id, status, tokenId FROM oauth_tokens" +
                            where_client + " AND " + name + " = " +
                            literal(ids.token) + " AND expand = 'scope'";
    CHECK(calls(sql) == Calls{"GET " + client_path + "/tokens/" + ids.token +
                              "?expand=scope"});
    CHECK(db.rows(sql) == Rows{{ids.token, "ACTIVE", ids.token}});
  }
}

TEST_CASE_FIXTURE(Fixture, "clienttokens is the older name") {
  const std::string sql = "SELECT * FROM clienttokens" + where_client;
  CHECK(calls(sql) == Calls{"GET " + client_path + "/tokens?limit=200"});
  CHECK(sorted(db.rows(sql)) == org.token_ids(ids));
  CHECK(db.value("SELECT createdBy FROM clienttokens" + where_client +
                 " AND tokenId = " + literal(ids.token)) == "NULL");
}

TEST_CASE_FIXTURE(Fixture, "grants lists by user, by client and by scope") {
  CHECK(calls("SELECT * FROM grants" + where_user) ==
        Calls{"GET " + user_path + "/grants?limit=200"});
  CHECK(sorted(db.rows("SELECT id FROM grants" + where_user)) ==
        org.grant_ids(ids.user));
  CHECK(calls("SELECT * FROM grants" + where_client) ==
        Calls{"GET " + client_path + "/grants?limit=200"});
  CHECK(sorted(db.rows("SELECT id FROM grants" + where_client)) ==
        org.grant_ids(ids.user, ids.client));

  const std::string scope = db.value("SELECT scopeId FROM grants" + where_user +
                                     " AND grantId = " + literal(ids.grant));
  const std::string sql =
      "SELECT id FROM grants" + where_user + " AND scopeId = " + literal(scope);
  CHECK(calls(sql) ==
        Calls{"GET " + user_path + "/grants?scopeId=" + scope + "&limit=200"});
  CHECK(std::ranges::count(sorted(db.rows(sql)), ids.grant) == 1);
}

TEST_CASE_FIXTURE(Fixture, "grants gets one grant, by either name") {
  for (const std::string name : {"grantId", "id"}) {
    const std::string sql = "SELECT id, clientId FROM grants" + where_user +
                            " AND " + name + " = " + literal(ids.grant) +
                            " AND expand = 'scope'";
    CHECK(calls(sql) ==
          Calls{"GET " + user_path + "/grants/" + ids.grant + "?expand=scope"});
    CHECK(db.rows(sql) == Rows{{ids.grant, ids.client}});
  }
}

TEST_CASE_FIXTURE(Fixture, "hidden columns echo the values in force") {
  CHECK(db.rows("SELECT DISTINCT subdomain, userId FROM user_clients" +
                where_user) == Rows{{simulator.subdomain(), ids.user}});
  CHECK(db.rows("SELECT DISTINCT subdomain, \"limit\", expand, after "
                "FROM oauth_tokens WHERE userId = " +
                literal(ids.user) + " AND clientId = " + literal(ids.client) +
                " AND \"limit\" = 50 AND expand = 'scope'") ==
        Rows{{simulator.subdomain(), "50", "scope", "NULL"}});
  CHECK(db.value("SELECT DISTINCT \"limit\" FROM oauth_tokens" +
                 where_client) == "200");
}

TEST_CASE_FIXTURE(Fixture, "the plan names the call") {
  CHECK(db.plan("SELECT * FROM oauth_tokens" + where_client) ==
        "SCAN oauth_tokens VIRTUAL TABLE INDEX 0:list: GET "
        "https://{subdomain}/api/v1/users/{userId}/clients/{clientId}/tokens"
        "?limit=200; calls: 1 for each userId and clientId\n");
  CHECK(db.plan("SELECT id FROM grants WHERE userId = 'u' AND id = 'g'") ==
        "SCAN grants VIRTUAL TABLE INDEX 0:get: GET "
        "/api/v1/users/{userId}/grants/{id} -> id, clientId, userId; "
        "calls: 1 for each userId and grantId\n");
}

}  // namespace
}  // namespace idp::test::select_test
