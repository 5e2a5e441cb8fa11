// signin_test.cpp - service apps: keys, assertions, DPoP, and the life of the
// tokens.
#include <doctest/doctest.h>

#include <set>
#include <thread>

#include "support/service_app.h"

namespace idp::test::signin_test {
namespace {

using Fixture = ServiceAppFixture;

const std::string kUsers = "SELECT count(*) FROM users";

struct Form {
  const char* name;
  const char* algorithm;
};

// One key in each of the forms, with and without DPoP.
void check_forms(const std::string& kind, const std::vector<Form>& forms) {
  std::vector<std::string> names;
  names.reserve(forms.size());
  for (const Form& form : forms) names.emplace_back(form.name);
  const std::vector<KeyPair> pairs = make_keys(kind, names);
  REQUIRE(pairs.size() == forms.size());
  for (const bool dpop : {false, true}) {
    for (std::size_t i = 0; i < forms.size(); ++i) {
      INFO(forms[i].name << " " << dpop);
      AppAtOrg app;
      app.dpop = dpop;
      Fixture org(app);
      org.add_app(app, pairs[i].public_pem);
      org.db.rows("SELECT idp_configure(" +
                  literal(org.settings(pairs[i].private_key)) + ")");
      CHECK(org.db.value(kUsers) == "20");
      CHECK(org.statuses() == (dpop ? "200:2" : "200:0"));
      const json::Array jwts = verified(org.assertions(), pairs[i].public_pem);
      CHECK(jwts.size() == (dpop ? 3 : 1));
      for (const json::Tree& jwt : jwts) {
        CHECK(jwt.find("header")->text("alg") == forms[i].algorithm);
        CHECK(jwt.find("header")->find("kid") == nullptr);
      }
      CHECK(has(org.received(),
                dpop ? "Authorization: DPoP " : "Authorization: Bearer "));
    }
  }
}

TEST_CASE("every form of an RSA key signs in, with and without DPoP") {
  check_forms("RSA", {{"pkcs8", "RS256"},
                      {"pkcs1", "RS256"},
                      {"escaped", "RS256"},
                      {"jwk", "RS256"},
                      {"jwk-least", "RS256"},
                      {"jwk-RS384", "RS384"},
                      {"jwk-RS512", "RS512"}});
}

TEST_CASE("every form of a key on a curve signs in, with and without DPoP") {
  check_forms("P-256",
              {{"pkcs8", "ES256"}, {"sec1", "ES256"}, {"jwk", "ES256"}});
  check_forms("P-384", {{"jwk", "ES384"}, {"pkcs8", "ES384"}});
  check_forms("P-521", {{"jwk", "ES512"}, {"sec1", "ES512"}});
}

std::int64_t number(const json::Tree& tree, std::string_view name) {
  return std::get<std::int64_t>(tree.find(name)->value);
}

TEST_CASE_FIXTURE(Fixture, "an assertion says what it has to, once") {
  AppAtOrg app;
  app.key_id = "key-1";
  add_app(app, key().public_pem);
  configure(R"("privateKeyId": "key-1")");
  CHECK(db.value(kUsers) == "20");
  simulator.post("/_sim/access-tokens/expire", "");
  CHECK(db.value(kUsers) == "20");
  std::set<std::string> ids;
  for (const json::Tree& jwt : verified(assertions(), key().public_pem)) {
    const json::Tree& header = *jwt.find("header");
    const json::Tree& claims = *jwt.find("claims");
    CHECK(header.text("kid") == "key-1");
    CHECK(claims.text("aud") == simulator.url() + "/oauth2/v1/token");
    CHECK(claims.text("iss") == kClient);
    CHECK(claims.text("sub") == kClient);
    const std::int64_t life = number(claims, "exp") - number(claims, "iat");
    CHECK(life > 0);
    CHECK(life < 3600);
    ids.insert(claims.text("jti"));
  }
  CHECK(ids.size() == 2);
}

TEST_CASE_FIXTURE(Fixture,
                  "the kid of a JWK is named, unless the settings do") {
  const KeyPair pair = make_key("P-256", "jwk-kid");
  const std::pair<std::string, std::string> cases[] = {
      {"", "in-the-jwk"}, {R"("privateKeyId": "other")", "other"}};
  for (const auto& c : cases) {
    AppAtOrg app;
    app.key_id = c.second;
    add_app(app, pair.public_pem);
    db.rows("SELECT idp_configure(" +
            literal(settings(pair.private_key, c.first)) + ")");
    CHECK(db.value(kUsers) == "20");
    const json::Tree jwt =
        verified({assertions().back()}, pair.public_pem).at(0);
    CHECK(jwt.find("header")->text("kid") == c.second);
  }
}

TEST_CASE("DPoP: proofs are verifiable, fresh, and of their request") {
  AppAtOrg app;
  app.dpop = true;
  Fixture org(app);
  CHECK(org.db.value(kUsers) == "20");
  org.db.rows("SELECT * FROM users WHERE login = 'with blank@example.com'");
  const std::vector<std::string> proofs = org.proofs();
  REQUIRE(proofs.size() == 5);  // no nonce, a nonce, three calls
  std::set<std::string> ids, keys;
  std::vector<bool> nonces;  // of the sign-in
  for (const json::Tree& jwt : verified(proofs)) {
    const json::Tree& header = *jwt.find("header");
    const json::Tree& claims = *jwt.find("claims");
    CHECK(header.text("typ") == "dpop+jwt");
    CHECK(header.find("jwk")->find("d") == nullptr);
    CHECK_FALSE(has(claims.text("htu"), "?"));
    ids.insert(claims.text("jti"));
    keys.insert(header.find("jwk")->text("x"));
    const bool call = claims.text("htm") == "GET";
    if (!call) nonces.push_back(claims.find("nonce") != nullptr);
    CHECK(claims.text("htu") ==
          org.simulator.url() +
              (call ? claims.text("htu").substr(org.simulator.url().size())
                    : "/oauth2/v1/token"));
    CHECK((claims.find("ath") != nullptr) == call);
  }
  CHECK(ids.size() == 5);
  CHECK(keys.size() == 1);
  // The first one had no nonce yet.
  CHECK(nonces == std::vector<bool>{false, true});
  // Each of the three attempts had an assertion of its own.
  const std::vector<std::string> sent = org.assertions();
  CHECK(std::set<std::string>(sent.begin(), sent.end()).size() == 3);
}

TEST_CASE("DPoP from the start, and never") {
  AppAtOrg app;
  app.dpop = true;
  Fixture org(app);
  org.configure(R"("dpop": true)");
  CHECK(org.db.value(kUsers) == "20");
  CHECK(org.statuses() == "200:1");
  org.configure(R"("dpop": false)");
  org.db.refuses(kUsers,
                 {"answered 400 invalid_dpop_proof \"The DPoP proof JWT "
                  "header is missing.\"",
                  "set \"dpop\" to true, or leave it out"});
}

TEST_CASE_FIXTURE(Fixture, "one sign-in serves many calls and connections") {
  const std::string all = "SELECT count(*) FROM grants";
  const std::string expected = db.value(all);
  CHECK(sign_ins() == 1);
  Database other;
  configure(other);
  CHECK(other.value(all) == expected);
  std::thread thread([&] {
    Database third;
    configure(third);
    Rows rows;
    std::string error;
    third.run(all, rows, error);
  });
  thread.join();
  CHECK(sign_ins() == 1);
}

TEST_CASE_FIXTURE(Fixture,
                  "only the scopes that the tables need are asked for") {
  db.value(kUsers);
  db.value("SELECT count(*) FROM apps");
  db.value(kUsers);
  const std::string grant = db.value("SELECT id FROM grants LIMIT 1");
  db.rows(
      "DELETE FROM grants WHERE userId = (SELECT userId FROM grants LIMIT "
      "1) AND id = " +
      literal(grant));
  const std::vector<std::string> expected = {
      "okta.users.read", "okta.apps.read okta.users.read",
      "okta.apps.read okta.users.manage okta.users.read"};
  CHECK(scopes_asked() == expected);
}

TEST_CASE_FIXTURE(Fixture, "scopes of the settings take their place") {
  configure(R"("scopes": "okta.users.read,okta.apps.read")");
  db.value(kUsers);
  db.value("SELECT count(*) FROM apps");
  CHECK(scopes_asked() ==
        std::vector<std::string>{"okta.apps.read okta.users.read"});
}

TEST_CASE_FIXTURE(Fixture, "a token is renewed before it ends") {
  struct Case {
    std::string life;
    bool renewed;
    Database own = Database();
  };
  Case cases[] = {{"3600", false}, {"1", true}};
  for (Case& c : cases) {
    simulator.fail_all(
        {{.path = "/oauth2/*",
          .times = kAlways,
          .status = 200,
          .body = R"({"token_type": "Bearer", "access_token": "at1", )"
                  R"("expires_in": )" +
                  c.life + "}"},
         {.path = "/api/*", .times = kAlways, .status = 200, .body = "[]"}});
    configure(c.own, R"("scopes": "for.)" + c.life + "\"");
    c.own.value(kUsers);
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  for (Case& c : cases) {
    INFO(c.life);
    const long before = sign_ins();
    c.own.value(kUsers);
    CHECK((sign_ins() > before) == c.renewed);
  }
}

TEST_CASE_FIXTURE(Fixture, "a token that is refused is renewed once") {
  for (const std::string what : {"expire", "revoke"}) {
    INFO(what);
    const long before = sign_ins();
    db.value(kUsers);
    simulator.post("/_sim/access-tokens/" + what, "");
    CHECK(db.value("SELECT count(*) > 0 FROM grants") == "1");
    CHECK(sign_ins() == before + (before == 0 ? 2 : 1));
  }
  simulator.fail(
      {.path = "/api/*",
       .times = kAlways,
       .status = 401,
       .body = "",
       .headers = {{"WWW-Authenticate", R"(Bearer error="invalid_token")"}}});
  const long before = sign_ins();
  const std::string error = db.error(kUsers);
  INFO(error);
  CHECK(sign_ins() == before + 1);
  CHECK(has(
      error,
      " answered 401 invalid_token after 1 retry. The org did not accept the "
      "access token that it had just given to the service app " +
          std::string(kClient)));
}

}  // namespace
}  // namespace idp::test::signin_test
