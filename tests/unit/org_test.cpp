// org_test.cpp - a token goes to the org that it was configured for, and into
// no text.
#include <sys/wait.h>
#include <unistd.h>

#include "auth/find_org.h"
#include "json/tree.h"
#include "world.h"

namespace idp::test {
namespace {

const Provider& provider() { return resource("users").provider; }

Settings configured(const std::string& url, const std::string& name) {
  const std::string text =
      R"({"token": "T", "orgUrl": )" + json::quote(url) +
      (name.empty() ? "" : R"(, "subdomain": )" + json::quote(name)) + "}";
  auto settings = configure({}, text, world());
  INFO((settings ? std::string() : settings.error().text));
  REQUIRE(settings.ok());
  return *settings;
}

Result<const Org*> found(const Settings& settings,
                         const std::optional<std::string>& subdomain) {
  Stop stop([] { return false; });
  return find_org(settings, subdomain, provider(), stop);
}

TEST_CASE("a subdomain means the configured org, or nothing at all") {
  struct Case {
    std::string url, name;  // as configured
    std::string subdomain;  // as the hidden column shows it
    std::vector<std::string> same, other;
  };
  const Case cases[] = {
      {"https://acme.okta.com",
       "",
       "acme",
       {"acme", "ACME", "acme.okta.com", "Acme.Okta.com"},
       {"", "acm", "acme.", "acme.oktapreview.com", "acme.okta.com.evil.com",
        "acme.okta.com:443", "evil/acme", "https://acme.okta.com", "acme "}},
      {"https://acme.oktapreview.com",
       "",
       "acme.oktapreview.com",
       {"acme.oktapreview.com"},
       {"acme", "acme.okta.com"}},
      {"https://login.acme.com",
       "",
       "login.acme.com",
       {"login.acme.com"},
       {"login", "acme", "acme.com"}},
      {"https://a.b.okta.com", "", "a.b.okta.com", {"a.b.okta.com"}, {"a.b"}},
      {"https://acme.okta.com:8443",
       "",
       "acme.okta.com:8443",
       {"acme.okta.com:8443"},
       {"acme", "acme.okta.com"}},
      {"http://127.0.0.1:8080",
       "My-Org",
       "my-org",
       {"my-org", "MY-ORG", "127.0.0.1:8080"},
       {"127.0.0.1", "127.0.0.1:8081", "acme"}},
  };
  for (const Case& c : cases) {
    const Settings settings = configured(c.url, c.name);
    CHECK(settings.orgs.front().subdomain == c.subdomain);
    CHECK(*found(settings, std::nullopt) == &settings.orgs.front());
    for (const std::string& name : c.same) {
      INFO(c.url << " as " << name);
      const auto org = found(settings, name);
      REQUIRE(org.ok());
      CHECK(*org == &settings.orgs.front());
    }
    for (const std::string& name : c.other) {
      INFO(c.url << " as " << name);
      const auto org = found(settings, name);
      REQUIRE_FALSE(org.ok());
      CHECK(org.error().text.starts_with(
          "no credential is configured for subdomain '" + name +
          "', only for '" + c.subdomain + "' (by idp_configure())"));
    }
  }
}

TEST_CASE("without an org the error says how to configure one") {
  const auto org = found({}, "acme");
  REQUIRE_FALSE(org.ok());
  CHECK(org.error().text.starts_with("no org is configured. Set "));
  CHECK(org.error().text.find("SELECT idp_configure(") != std::string::npos);
}

TEST_CASE("every occurrence of a token is taken out of a text") {
  const Org org{"okta", "acme", {}, ApiToken{"00Qabc"}, "a test"};
  CHECK(org.redact("") == "");
  CHECK(org.redact("nothing 00Qab") == "nothing 00Qab");
  CHECK(org.redact("00Qabc") == "[token]");
  CHECK(org.redact("a 00Qabc00Qabc b00Qabc") == "a [token][token] b[token]");
}

TEST_CASE("of a service app the key is taken out, and what was made of it") {
  const std::string line(64, 'A'), other(48, 'b');
  for (const std::string& key :
       {"-----BEGIN PRIVATE KEY-----\n" + line + "\n" + other + "\n-----END",
        "-----BEGIN PRIVATE KEY-----\\n" + line + "\\n" + other + "\\n---",
        R"({"kty": "EC", "d": ")" + line + R"(", "x": ")" + other + "\"}"}) {
    INFO(key);
    const Org org{
        "okta", "acme", {}, ServiceApp{"0oa1", key, "", {}, {}}, "a test"};
    CHECK(org.redact("0oa1 " + line + " of 0oa1: " + other) ==
          "0oa1 [token] of 0oa1: [token]");
    CHECK(org.redact(key).find(line) == std::string::npos);
    Org(org).sent->add("an-access-token");  // a copy's is the same
    CHECK(org.redact("<an-access-token>") == "<[token]>");
  }
}

TEST_CASE("of what was sent the last few are known") {
  Secrets secrets;
  for (int i = 0; i < 100; ++i) {
    secrets.add("secret " + std::to_string(i));
    secrets.add("the same");
  }
  CHECK(secrets.all().size() == 16);
  CHECK(secrets.all().back() == "secret 99");
}

// Symptom: with the token "token", as in an example, the message about the
// answer 401 was never finished: what replaced the token had the token in it.
TEST_CASE("a token that is part of its own replacement is taken out, too") {
  for (const std::string token : {"token", "]"}) {
    INFO(token);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      alarm(5);  // ends what would not end by itself
      const Org org{"okta", "acme", {}, ApiToken{token}, "a test"};
      _exit(org.redact("<" + token + ">") == "<[token]>" ? 0 : 1);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
  }
}

}  // namespace
}  // namespace idp::test
