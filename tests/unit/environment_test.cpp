// environment_test.cpp - which org a set of variables names: a host from one
// set never meets a secret from another.
#include "auth/environment.h"

#include <fstream>
#include <iterator>

#include "auth/org_settings.h"
#include "world.h"

namespace idp::test {
namespace {

// "acme API token OKTA_API_TOKEN", one for each org, or the error.
std::vector<std::string> orgs(const Environment& variables) {
  const Result<Settings> settings = from(variables);
  if (!settings) return {settings.error().text};
  std::vector<std::string> found;
  for (const Org& org : settings->orgs) {
    found.push_back(org.subdomain + " " + std::string(kind_of(org.credential)) +
                    " " + org.source);
  }
  return found;
}

using Orgs = std::vector<std::string>;

TEST_CASE("each set of variables names an org of its own") {
  CHECK(orgs({{"OKTA_ORG_NAME", "acme"}, {"OKTA_API_TOKEN", "T"}}) ==
        Orgs{"acme API token OKTA_API_TOKEN"});
  CHECK(orgs({{"OKTA_ORG_NAME", "acme"},
              {"OKTA_BASE_URL", "okta-emea.com"},
              {"OKTA_ACCESS_TOKEN", "T"}}) ==
        Orgs{"acme.okta-emea.com access token OKTA_ACCESS_TOKEN"});
  CHECK(orgs({{"OKTA_ORG_NAME", "acme"},
              {"OKTA_API_CLIENT_ID", "0oa1"},
              {"OKTA_API_PRIVATE_KEY", "~/key.pem"},
              {"OKTA_API_SCOPES", "a,b"}}) ==
        Orgs{"acme service app OKTA_API_PRIVATE_KEY"});
  CHECK(orgs({{"OKTA_CLIENT_ORGURL", "https://acme.okta.com/"},
              {"OKTA_CLIENT_AUTHORIZATIONMODE", "Bearer"},
              {"OKTA_CLIENT_TOKEN", "T"}}) ==
        Orgs{"acme access token OKTA_CLIENT_TOKEN"});
  CHECK(orgs({{"OKTA_CLIENT_ORGURL", "https://acme.okta.com"},
              {"OKTA_CLIENT_AUTHORIZATIONMODE", "PrivateKey"},
              {"OKTA_CLIENT_TOKEN", "T"},
              {"OKTA_CLIENT_CLIENTID", "0oa1"},
              {"OKTA_CLIENT_PRIVATEKEY", "/key.pem"}}) ==
        Orgs{"acme service app OKTA_CLIENT_PRIVATEKEY"});
  CHECK(orgs({{"SLASHID_ORG_ID", "af5f"}, {"SLASHID_API_KEY", "K"}}) ==
        Orgs{"af5f API token SLASHID_API_KEY"});
}

TEST_CASE("sets of variables are never mixed") {
  const Environment both = {{"OKTA_CLIENT_ORGURL", "https://one.okta.com"},
                            {"OKTA_CLIENT_TOKEN", "T1"},
                            {"OKTA_ORG_NAME", "two"},
                            {"OKTA_API_TOKEN", "T2"}};
  CHECK(orgs(both) == Orgs{"one API token OKTA_CLIENT_TOKEN",
                           "two API token OKTA_API_TOKEN"});
  const Result<Settings> settings = from(both);
  REQUIRE(settings.ok());
  CHECK(std::get<ApiToken>(settings->orgs[0].credential).token == "T1");
  CHECK(std::get<ApiToken>(settings->orgs[1].credential).token == "T2");
  CHECK(settings->orgs[0].is_default);
  CHECK_FALSE(settings->orgs[1].is_default);

  // Without the other host, the token by its older name is this org's.
  CHECK(orgs({{"OKTA_CLIENT_ORGURL", "https://one.okta.com"},
              {"OKTA_API_TOKEN", "T2"}}) ==
        Orgs{"one API token OKTA_API_TOKEN"});
  // With it, it is the other org's, and this one has none.
  const std::pair<Environment, std::string> halves[] = {
      {{{"OKTA_CLIENT_ORGURL", "https://one.okta.com"},
        {"OKTA_ORG_NAME", "two"},
        {"OKTA_API_TOKEN", "T2"}},
       "OKTA_CLIENT_ORGURL is set, but OKTA_CLIENT_TOKEN is not. "},
      {{{"OKTA_ORG_NAME", "two"}, {"OKTA_CLIENT_TOKEN", "T1"}},
       "OKTA_ORG_NAME is set, but OKTA_API_TOKEN is not. "},
      {{{"OKTA_CLIENT_ORGURL", "https://one.okta.com"},
        {"OKTA_ACCESS_TOKEN", "T2"}},
       "OKTA_CLIENT_ORGURL is set, but OKTA_CLIENT_TOKEN is not. "},
      {{{"SLASHID_API_KEY", "K"}},
       "SLASHID_API_KEY is set, but SLASHID_ORG_ID is not. "},
  };
  for (const auto& c : halves) {
    const Orgs said = orgs(c.first);
    REQUIRE(said.size() == 1);
    INFO(said[0]);
    CHECK(said[0].starts_with(c.second + "Set "));
  }
}

TEST_CASE("every documented spelling of a number is read") {
  const Environment spellings[] = {
      {{"OKTA_CLIENT_CONNECTIONTIMEOUT", "11"},
       {"OKTA_CLIENT_REQUESTTIMEOUT", "12"},
       {"OKTA_CLIENT_RATELIMIT_MAXRETRIES", "13"},
       {"OKTA_CLIENT_RATELIMIT_MAXBACKOFF", "14"}},
      {{"OKTA_CLIENT_CONNECTION_TIMEOUT", "11"},
       {"OKTA_CLIENT_REQUEST_TIMEOUT", "12"},
       {"OKTA_CLIENT_RATE_LIMIT_MAX_RETRIES", "13"},
       {"OKTA_CLIENT_RATE_LIMIT_MAX_BACKOFF", "14"}},
      {{"IDP_CONNECTION_TIMEOUT", "11"},
       {"IDP_REQUEST_TIMEOUT", "12"},
       {"IDP_MAX_RETRIES", "13"},
       {"IDP_MAX_WAIT_SECONDS", "14"}},
  };
  for (const Environment& variables : spellings) {
    const Result<Settings> settings = from(variables);
    REQUIRE(settings.ok());
    CHECK(settings->timeouts.connection == std::chrono::seconds(11));
    CHECK(settings->timeouts.request == std::chrono::seconds(12));
    CHECK(settings->max_retries == 13);
    CHECK(settings->max_wait == std::chrono::seconds(14));
  }
  const Result<Settings> none = from({{"OKTA_CLIENT_REQUESTTIMEOUT", "0"}});
  REQUIRE(none.ok());
  CHECK(none->timeouts.request == Settings().timeouts.request);
  CHECK(orgs({{"OKTA_CLIENT_REQUESTTIMEOUT", "soon"}})[0].starts_with(
      "OKTA_CLIENT_REQUESTTIMEOUT must be a whole number"));
}

TEST_CASE("every setting without an org has a variable of its own") {
  const std::string ca_file = "/etc/ssl/certs/ca-certificates.crt";
  const std::pair<std::string, std::string> values[] = {
      {"progress", "off"},    {"route", "users"},
      {"writes", "off"},      {"on_revoke_error", "stop"},
      {"bulk_revoke", "off"}, {"audit_log", "/tmp/log"},
      {"configure", "off"},   {"proxy", "http://p:1"},
      {"caFile", ca_file},
  };
  for (const std::string_view key : plain_keys()) {
    std::string name = "IDP_";
    for (const char c : key) {
      name += 'a' <= c && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    std::string value = "7";
    for (const auto& [known, word] : values) {
      if (known == key) value = word;
    }
    const Result<Settings> settings = from({{name, value}});
    INFO(name << "=" << value);
    REQUIRE(settings.ok());
    const std::string text = describe(*settings);
    CHECK(text != describe({}));
    const bool quoted = text.find("\"" + std::string(key) + "\":\"" + value) !=
                        std::string::npos;
    CHECK((quoted ||
           text.find("\"" + std::string(key) + "\":7") != std::string::npos));
  }
}

TEST_CASE("only a variable that is nearly a known one is a mistake") {
  for (const char* name : {"OKTA_CLIENT_ORGURLS", "OKTA_CLEINT_TOKEN",
                           "OKTA_API_TOKNE", "IDP_CONFG", "SLASHID_API_KYE"}) {
    INFO(name);
    CHECK(orgs({{name, "x"}})[0].starts_with("there is no variable " +
                                             std::string(name)));
    CHECK(orgs({{name, ""}}).empty());
  }
  for (const char* name :
       {"OKTA_CLIENT_ID", "OKTA_CLIENT_SECRET", "OKTA_HOME", "OKTA_DOMAIN",
        "OKTA_CLIENT_CACHE_ENABLED", "IDP_SOMETHING_ELSE", "SLASHID_REGION"}) {
    INFO(name);
    CHECK(orgs({{name, "x"}}).empty());
  }
}

TEST_CASE("the docs have every setting, with all of its names") {
  std::ifstream file(IDP_SOURCE_DIR "/docs/configuration.md");
  const std::string page(std::istreambuf_iterator<char>(file), {});
  std::vector<std::string> names;
  for (const std::string_view key : plain_keys()) names.emplace_back(key);
  for (const std::string_view key : org_keys()) names.emplace_back(key);
  const auto add = [&](const Spellings& spellings) {
    for (const auto& [setting, own] : spellings) {
      names.insert(names.end(), own.begin(), own.end());
    }
  };
  for (const Provider& provider : providers()) {
    for (const Spellings& org : provider.setup.environment.orgs) add(org);
    add(provider.setup.environment.settings);
    add(provider.setup.file.settings);
    for (const auto& mode : provider.setup.modes) names.push_back(mode.first);
  }
  CHECK(names.size() > 60);
  for (const std::string& name : names) {
    INFO(name);
    CHECK(page.find("`" + name + "`") != std::string::npos);
  }
}

}  // namespace
}  // namespace idp::test
