// signin_proof_test.cpp - DPoP proofs at an org that looks closely: what they
// call the request's path, when they were made, and what is said of one that is
// refused.
#include <doctest/doctest.h>

#include <ctime>
#include <set>

#include "support/service_app.h"

namespace idp::test::signin_proof_test {
namespace {

using Fixture = ServiceAppFixture;

const std::string kUsers = "SELECT count(*) FROM users";

AppAtOrg bound() {
  AppAtOrg app;
  app.dpop = true;
  return app;
}

std::string of_login(const std::string& login) {
  return "SELECT login FROM users WHERE login = " + literal(login);
}

TEST_CASE("a proof names the path decoded, but for four characters") {
  struct Case {
    std::string login, sent, named;
  };
  const Case cases[] = {
      {"joe@example.com", "joe@example.com", "joe@example.com"},
      {"o'neil+x@example.com", "o%27neil%2Bx@example.com",
       "o'neil+x@example.com"},
      {"José@example.com", "Jos%C3%A9@example.com", "José@example.com"},
      {"with blank@example.com", "with%20blank@example.com",
       "with%20blank@example.com"},
      {"\"q\"#1@example.com", "%22q%22%231@example.com",
       "%22q%22%231@example.com"},
      {"100%40@example.com", "100%2540@example.com", "100%2540@example.com"},
      {"b=c&d:e,f@example.com", "b%3Dc%26d%3Ae%2Cf@example.com",
       "b=c&d:e,f@example.com"},
  };
  Fixture org(bound());
  org.configure(R"("dpop": true)");
  for (const Case& c : cases) {
    INFO(c.login);
    CHECK(org.db.rows(of_login(c.login)).empty());
    CHECK(org.db.value("SELECT path || ' ' || status FROM idp_requests "
                       "WHERE path LIKE '/api/v1/users/%' "
                       "ORDER BY number DESC LIMIT 1") ==
          "/api/v1/users/" + c.sent + " 404");
  }
  std::set<std::string> named;
  for (const json::Tree& proof : verified(org.proofs())) {
    named.insert(proof.find("claims")->text("htu"));
  }
  for (const Case& c : cases) {
    INFO(c.login);
    CHECK(named.contains(org.simulator.url() + "/api/v1/users/" + c.named));
  }
}

TEST_CASE("clocks that differ by seconds: signed in at once, and users read") {
  // Seconds that the org's clock is ahead.
  for (const std::string offset : {"-5", "-1", "-0.3", "0", "0.3", "5", "29"}) {
    for (const std::string more : {R"("dpop": true)", ""}) {
      INFO(offset << " " << more);
      Fixture org(bound(), {"--clock-offset", offset});
      org.configure(more);
      const std::string login = org.db.value("SELECT login FROM users LIMIT 1");
      // A nonce; and first of all, that DPoP is wanted at all.
      CHECK(org.statuses() == (more.empty() ? "200:2" : "200:1"));
      CHECK(org.db.value(of_login(login)) == login);
      CHECK(org.db.value("SELECT max(retries) FROM idp_requests WHERE verb = "
                         "'GET'") == "0");
    }
  }
}

TEST_CASE("no assertion and no proof is from the last seconds") {
  Fixture org(bound());
  CHECK(org.db.value(kUsers) == "20");
  const auto check = [now = std::time(nullptr)](const json::Tree& jwt) {
    const auto issued =
        std::get<std::int64_t>(jwt.find("claims")->find("iat")->value);
    CHECK(issued <= now - 10);
    CHECK(issued > now - 250);
  };
  for (const auto& proof : verified(org.proofs())) check(proof);
  const std::string& pem = Fixture::key().public_pem;
  for (const auto& one : verified(org.assertions(), pem)) check(one);
}

TEST_CASE("a proof that is refused: the org's words, and that clocks differ") {
  const std::string description =
      "The DPoP proof JWT is issued more than five minutes in the past.";
  const std::pair<std::string, std::string> cases[] = {
      {"-20", "seconds ahead of the org's; the org's time was used."},
      {"20", "seconds behind the org's; the org's time was used."},
      {"0", ""}};
  for (const auto& c : cases) {
    INFO(c.first);
    Fixture org(bound(), {"--clock-offset", c.first});
    CHECK(org.db.value(kUsers) == "20");
    org.simulator.fail(
        {.path = "/api/*",
         .times = kAlways,
         .status = 400,
         .body = "",
         .headers = {{"WWW-Authenticate",
                      R"(DPoP algs="ES256", error="invalid_dpop_proof", )"
                      R"(error_description=")" +
                          description + "\""}}});
    const std::string error = org.db.error(kUsers);
    check_parts(error, {"users: GET ",
                        " answered 400 invalid_dpop_proof \"" + description +
                            "\" after 1 retry. The org did not take the DPoP "
                            "proof. ",
                        c.second, "Run the statement again"});
    CHECK(has(error, "clock of this machine") == !c.second.empty());
    org.simulator.heal();
    CHECK(org.db.value(kUsers) == "20");
  }
}

}  // namespace
}  // namespace idp::test::signin_proof_test
