// signin_errors_test.cpp - what a user reads when a service app can't sign in,
// or may not do what is asked.
#include <doctest/doctest.h>

#include "support/service_app.h"

namespace idp::test::signin_errors_test {
namespace {

using Fixture = ServiceAppFixture;

const std::string kUsers = "SELECT count(*) FROM users";

// Where the app stands in messages.
std::string app_text(const Fixture& org) {
  return "service app 0oaServiceApp1 for '" + org.simulator.subdomain() +
         "' (from idp_configure())";
}

TEST_CASE_FIXTURE(Fixture, "the org does not know the app, or its key") {
  simulator.reset();
  check_parts(
      db.error(kUsers),
      {"users: POST " + simulator.url() +
       "/oauth2/v1/token answered 401 invalid_client \"The issuer claim "
       "for client_assertion is not a valid client_id.\". The " +
       app_text(*this) + " was not accepted. Check that the client id"});
  add_app({}, make_key("P-256", "pkcs8").public_pem);
  check_parts(db.error(kUsers),
              {"\"The client_assertion signature is invalid.\"",
               "the public half of this key is registered there"});
  CHECK(sign_ins() == 2);
  CHECK(db.value("SELECT group_concat(verb || status) FROM idp_requests") ==
        "POST401,POST401");
}

TEST_CASE("a scope that is not granted") {
  AppAtOrg app;
  app.scopes = {"okta.logs.read"};
  Fixture org(app);
  check_parts(org.db.error(kUsers),
              {" answered 400 consent_required \"You are not allowed any of "
               "the requested scopes.\". The " +
               app_text(org) +
               " has none of the scopes okta.users.read: an admin has to "
               "grant them to the app."});
  org.configure(R"("scopes": ["okta.logs.read"])");
  check_parts(org.db.error(kUsers),
              {" answered 403 insufficient_scope \"The access token provided "
               "does not contain the required scopes.\". The " +
               app_text(org) +
               " does not have the scope okta.users.read: an admin has to "
               "grant it to the app, and the setting \"scopes\" has to name "
               "it."});
  org.configure(R"("scopes": ["users"])");
  check_parts(org.db.error(kUsers),
              {" answered 400 invalid_scope \"One or more scopes are not "
               "configured",
               "check the setting \"scopes\"."});
}

TEST_CASE("a grant of some of the scopes: the rest is a 403") {
  AppAtOrg app;
  app.scopes = {"okta.users.read"};
  Fixture org(app);
  org.db.value(kUsers);
  check_parts(org.db.error("SELECT * FROM apps"),
              {"apps: GET ",
               " answered 403 insufficient_scope \"The access token provided "
               "does not contain the required scopes.\". The " +
                   app_text(org) +
                   " does not have the scope okta.apps.read: an "
                   "admin has to grant it to the app."});
}

// The way by the apps is refused, before and after the first sign-in.
TEST_CASE("without the scope for apps, tokens are found by users") {
  AppAtOrg app;
  app.scopes = {"okta.users.read"};
  for (const bool first : {true, false}) {
    Fixture org(app);
    if (!first) org.db.value(kUsers);
    const Org whole(org.simulator);
    CHECK(org.db.value("SELECT count(*) FROM oauth_tokens") ==
          std::to_string(whole.tokens().size()));
  }
}

TEST_CASE("an admin role that is missing") {
  AppAtOrg app;
  app.admin_role = false;
  Fixture org(app);
  check_parts(org.db.error(kUsers),
              {"answered 403 E0000006", "The " + app_text(org) +
                                            " may not do this: an admin has to "
                                            "assign it an admin role"});
}

TEST_CASE_FIXTURE(Fixture, "the other errors of token endpoints") {
  const std::pair<std::string, std::string> cases[] = {
      {"unauthorized_client", "must be of the kind for API services"},
      {"unsupported_grant_type", "with the grant type client credentials"},
      {"invalid_request", "could not sign in; see https://"},
      {"use_dpop_nonce", "did not take the DPoP proof"},
  };
  for (const auto& c : cases) {
    INFO(c.first);
    simulator.fail({.path = "/oauth2/*",
                    .times = kAlways,
                    .status = 400,
                    .body = R"({"error": ")" + c.first + R"("})"});
    configure(c.first == "use_dpop_nonce" ? "\"dpop\": true" : "");
    db.refuses(kUsers, {" answered 400 " + c.first + ". ", c.second});
  }
}

TEST_CASE_FIXTURE(Fixture, "answers that are none of a token endpoint") {
  struct Case {
    Fault fault;
    std::string said;
  };
  const Case cases[] = {
      {{.status = 404, .body = "<html>", .content_type = "text/html"},
       "/oauth2/v1/token answered 404. This is not the provider's"},
      {{.status = 302, .headers = {{"Location", "https://evil.example"}}},
       "Redirects are not followed"},
      {{.status = 200, .body = "<html>"}, "no access token"},
      {{.status = 200, .body = R"({"access_token": "a"})"}, "no access token"},
      {{.status = 200, .body = R"({"access_token": "a\r\nX: y",
           "expires_in": 3600, "token_type": "Bearer"})"},
       "no access token"},
      {{.status = 200, .body = R"({"access_token": "a",
           "expires_in": 3600, "token_type": "DPoP"})"},
       "no access token"},
      {{.status = 200, .body = R"({"access_token": "a",
           "expires_in": 0, "token_type": "Bearer"})"},
       "no access token"},
      {{.status = 500, .body = ""}, "The provider has a problem"},
  };
  for (Case c : cases) {
    c.fault.path = "/oauth2/*";
    simulator.fail(c.fault);
    INFO(document_of({c.fault}));
    db.refuses(kUsers, {"users: POST ", c.said});
  }
  CHECK(simulator.requests("GET /api/v1/users") == 0);
}

TEST_CASE("an access token that somebody else got") {
  Fixture org;
  // One that the org has given to the app.
  CHECK(org.db.value(kUsers) == "20");
  const std::vector<std::string> given =
      org.received("Authorization: Bearer ", "\r");
  REQUIRE_FALSE(given.empty());
  Database db;
  const auto configure = [&](const std::string& token) {
    db.rows("SELECT idp_configure(json_object('orgUrl', " +
            literal(org.simulator.url()) + ", 'accessToken', " +
            literal(token) + "))");
  };
  configure(given.front());
  CHECK(db.value(kUsers) == "20");
  check_parts(
      db.error("SELECT * FROM apps"),
      {"answered 403 insufficient_scope \"", "\". The access token for '",
       "does not have the scope okta.apps.read: get one that has it."});
  org.simulator.post("/_sim/access-tokens/expire", "");
  const std::string error = db.error(kUsers);
  check_parts(error, {"answered 401 invalid_token \"The token has expired.\". "
                      "The access token for '",
                      "(from idp_configure()) is not valid there"});
  CHECK_FALSE(has(error, given.front()));
  CHECK(org.sign_ins() == 1);
}

TEST_CASE_FIXTURE(Fixture, "what was sent is in no message, table or plan") {
  CHECK(db.value(kUsers) == "20");
  const std::string token = received("Authorization: Bearer ", "\r").front();
  const std::string assertion = assertions().front();
  const std::string key_line = key().private_key.substr(28, 64);
  std::string all = db.plan(kUsers);
  for (const std::string& said : {token, assertion, key_line}) {
    simulator.fail({.times = kAlways,
                    .status = 400,
                    .body = R"({"errorCode":"E1","error":"invalid_request",)"
                            R"("error_description":")" +
                            said + R"(","errorSummary":")" + said +
                            R"(","errorCauses":[]})"});
    all += db.error(kUsers) + "\n";
    simulator.post("/_sim/access-tokens/expire", "");
  }
  simulator.heal();
  for (const std::string table : {"idp_requests", "idp_stats", "idp_methods"}) {
    for (const auto& row : db.rows("SELECT * FROM " + table)) {
      for (const auto& value : row) all += value + "\n";
    }
  }
  CHECK(has(all, "[token]"));
  CHECK(has(all, "POST\n/oauth2/v1/token"));
  for (const std::string& secret : {token, assertion, key_line}) {
    CHECK_FALSE(has(all, secret));
  }
}

}  // namespace
}  // namespace idp::test::signin_errors_test
