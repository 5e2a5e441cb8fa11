// sources_test.cpp - where settings come from, as the stock shell shows it with
// real files and a real environment.
#include <doctest/doctest.h>

#include "support/home.h"
#include "support/org.h"

namespace idp::test::sources_test {
namespace {

const std::string& kToken = Simulator::kToken;
const std::string kOrgs =
    "SELECT subdomain, orgUrl, is_default, credential, source FROM idp_orgs;";

std::string tool_file(const std::string& url, const std::string& token,
                      const std::string& more = "") {
  return "okta:\n  client:\n    orgUrl: " + url + "\n    token: \"" + token +
         "\"\n" + more;
}

std::string settings_file(const std::string& url, const std::string& token,
                          const std::string& more = "") {
  return R"({"orgUrl": ")" + url + R"(", "token": ")" + token + "\"" + more +
         "}";
}

TEST_CASE("each source alone configures the default org") {
  const Simulator simulator;
  const std::string query = "SELECT count(*) > 0, subdomain FROM users;";
  const std::string expected = "1|" + simulator.subdomain() + "\n";
  Home yaml, file, elsewhere;
  yaml.write(kToolFile, tool_file(simulator.url(), kToken));
  CHECK(yaml.run(query).output == expected);
  file.write(kSettingsFile, settings_file(simulator.url(), kToken));
  CHECK(file.run(query).output == expected);
  const Variables config = {{"IDP_CONFIG", file / kSettingsFile}};
  CHECK(elsewhere.run(query, config).output == expected);
  const Variables folder = {{"XDG_CONFIG_HOME", file / ".config"}};
  CHECK(elsewhere.run(query, folder).output == expected);
  CHECK(elsewhere
            .run("SELECT idp_configure('" +
                 settings_file(simulator.url(), kToken) + "') <> '';" + query)
            .output == "1\n" + expected);
}

TEST_CASE("what comes later wins, each org as a whole") {
  Home home;
  const std::string yaml = home.write(
      kToolFile, tool_file("https://acme.okta.com", "Y",
                           "    requestTimeout: 7\n    rateLimit:\n"
                           "      maxRetries: 1\n      maxBackoff: 9\n"));
  const std::string settings =
      "SELECT json_extract(value, '$.request_timeout'), json_extract(value, "
      "'$.max_retries'), json_extract(value, '$.max_wait_seconds'), "
      "json_extract(value, '$.parallelism') FROM (SELECT idp_configure('{}') "
      "value);";
  CHECK(home.run(kOrgs + settings).output ==
        "acme|https://acme.okta.com|1|API token|" + yaml + "\n7|1|9|16\n");

  Variables variables = {{"OKTA_ORG_NAME", "acme"},
                         {"OKTA_ACCESS_TOKEN", "E"},
                         {"OKTA_CLIENT_RATELIMIT_MAXRETRIES", "2"},
                         {"IDP_PARALLELISM", "3"}};
  CHECK(home.run(kOrgs + settings, variables).output ==
        "acme|https://acme.okta.com|1|access token|OKTA_ACCESS_TOKEN\n"
        "7|2|9|3\n");

  const std::string file =
      home.write(kSettingsFile, R"({"parallelism": 4, "orgs": [
        {"orgUrl": "https://acme.okta.com", "token": "F"},
        {"orgUrl": "https://acme.oktapreview.com", "token": "G",
         "subdomain": "Preview", "default": true}]})");
  const std::string second =
      "preview|https://acme.oktapreview.com|1|API token|" + file + "\n";
  CHECK(home.run(kOrgs + settings, variables).output ==
        "acme|https://acme.okta.com|0|API token|" + file + "\n" + second +
            "7|2|9|4\n");

  const std::string configure =
      R"(SELECT json_extract(idp_configure('{"orgUrl": )"
      R"("https://acme.okta.com", "token": "C", "default": false}'), )"
      "'$.subdomain');";
  CHECK(home.run(configure + kOrgs, variables).output ==
        "preview\nacme|https://acme.okta.com|0|API token|idp_configure()\n" +
            second);
}

TEST_CASE("a file that others can read must not have secrets in it") {
  Home home;
  const std::string secret = "TheSecret1";
  const std::string url = "https://acme.okta.com";
  for (const unsigned mode : {0640U, 0604U, 0644U}) {
    home.write(kSettingsFile, settings_file(url, secret), mode);
    const std::string said = home.run(kOrgs).output;
    INFO(said);
    CHECK(has(said,
              "config.json is refused: it has a secret in it, and others "
              "can read it. Run: chmod 600 '"));
    CHECK_FALSE(has(said, secret));
  }
  const std::string named = R"({"orgUrl": "https://acme.okta.com", "token":
      {"file": "/nowhere"}})";
  home.write(kSettingsFile, named, 0644);
  CHECK(home.run("SELECT subdomain FROM idp_orgs;").output == "acme\n");
  for (const unsigned mode : {0620U, 0602U}) {
    home.write(kSettingsFile, named, mode);
    const std::string said = home.run(kOrgs).output;
    INFO(said);
    CHECK(has(said, "is refused: others can change it"));
  }
  home.write(kSettingsFile, "{}");
  home.write(kToolFile, tool_file(url, secret), 0666);
  CHECK(has(home.run(kOrgs).output, "okta.yaml is refused: others can"));
}

TEST_CASE("nor must okta.yaml") {
  Home home;
  const std::string secret = "TheSecret1";
  const std::string url = "https://acme.okta.com";
  const std::string orgs = "SELECT subdomain FROM idp_orgs;";
  const std::string key = R"(okta: {client: {orgUrl: "https://acme.okta.com",
      clientId: 0oa1, privateKey: TheSecret1}})";
  for (const unsigned mode : {0640U, 0604U, 0644U}) {
    for (const std::string& text : {tool_file(url, secret), key}) {
      const std::string path = home.write(kToolFile, text, mode);
      const std::string said = home.run(orgs).output;
      INFO(said);
      CHECK(has(said, path +
                          " is refused: it has a secret in it, and others "
                          "can read it. Run: chmod 600 '" +
                          path + "'"));
      CHECK_FALSE(has(said, secret));
    }
  }
  // As it says; and where no secret is in it, all may read it.
  home.write(kToolFile, tool_file(url, secret), 0600);
  CHECK(home.run(orgs).output == "acme\n");
  home.write(kToolFile, R"(okta: {client: {orgUrl: "https://acme.okta.com",
      clientId: 0oa1, privateKey: ~/okta.pem}})",
             0644);
  CHECK(home.run(orgs).output == "acme\n");
  home.write(kToolFile, "okta: {client: {requestTimeout: 7}}", 0644);
  CHECK(home.run(orgs).output.empty());
}

struct Mistake {
  std::string text, message;
};

TEST_CASE("a mistake in okta.yaml is named, with what was meant") {
  Home home;
  const std::string start = "okta:\n  client:\n    ";
  const Mistake cases[] = {
      {start + "orgURL: x\n",
       R"(there is no setting "orgURL"; did you mean "orgUrl"?)"},
      {start + "rateLimit:\n      maxRetry: 1\n",
       R"(did you mean "rateLimit.maxRetries"?)"},
      {start + "proxy:\n      host: p\n", "\"proxy.host\" is set, but the"},
      {start + "proxy:\n      hots: p\n", R"(did you mean "proxy.host"?)"},
      {start + "proxy: ftp://a:SECRET1@p\n", "\"proxy\" is refused: its"},
      {start + "caFile: /nowhere.pem\n", "the file /nowhere.pem, which does"},
      {start + "clientAssertion: SECRET1\n", "is refused: it ends too soon"},
      {start + "privateKeyId: a\n    kid: b\n", "are the same setting"},
      {start + "orgUrl: https://acme.okta.com\n", "belong together"},
      {start + "token: SECRET1\n", "belong together"},
      {start + "requestTimeout: soon\n", "\"requestTimeout\" must be a whole"},
      {start + "token: [SECRET1\n", "it is not valid YAML in line"},
      {start + "token: *SECRET1\n", "an alias, which is not supported, in"},
      {start + "token: a\n    token: SECRET1\n", "a name for the second time"},
      {"okta:\n  cleint:\n    token: a\n", R"(did you mean "client"?)"},
      {start + "orgUrl: https://acme.okta.com\n    token: a\n"
               "    authorizationMode: SWSS\n",
       R"(must be one of "SSWS", "Bearer", "PrivateKey", "JWK")"},
      {std::string(1'000'001, '#'), "has more than 1000000 bytes"},
  };
  for (const Mistake& c : cases) {
    const std::string path = home.write(kToolFile, c.text);
    const std::string said = home.run(kOrgs).output;
    INFO(said);
    CHECK(has(said, path));
    CHECK(has(said, c.message));
    CHECK_FALSE(has(said, "SECRET1"));
  }
}

TEST_CASE("what okta.yaml has for other tools is left alone") {
  Home home;
  home.write(kToolFile,
             tool_file("https://acme.okta.com", "T",
                       "    cache: {enabled: true, defaultTtl: 300}\n"
                       "    userAgent: a\n    logging: {}\n"
                       "    clientId: \"\"\n    privateKey:\n"
                       "    proxy:\n    requestTimeout: 0\n"
                       "  testing:\n    testingDisableHttpsCheck: true\n"
                       "  oauth2:\n    issuer: https://x\nother: [1]\n"));
  CHECK(home.run("SELECT subdomain, credential FROM idp_orgs;").output ==
        "acme|API token\n");
  for (const std::string other : {"", "# nothing\n", "okta:\n", "other: 1\n"}) {
    home.write(kToolFile, other);
    CHECK(home.run("SELECT count(*) FROM idp_orgs;").output == "0\n");
  }
}

TEST_CASE("a mistake in the settings file or in a variable is named") {
  Home home;
  const Mistake files[] = {
      {R"({"paralelism": 1})", R"(did you mean "parallelism"?)"},
      {R"({"orgs": [{"tokn": "SECRET1"}]})", R"(did you mean "token"?)"},
      {R"({"orgs": {}})", "must be a list of objects"},
      {R"({"orgs": [1]})", "a JSON object is needed"},
      {R"({"orgs": [], "token": "SECRET1"})", "the settings of one org, or"},
      {R"({"parallelism": 101})", "a whole number from 1 to 100"},
      {R"({"token": "SECRET1)", "is not valid JSON"},
  };
  for (const Mistake& c : files) {
    const std::string path = home.write(kSettingsFile, c.text);
    const std::string said = home.run(kOrgs).output;
    INFO(said);
    CHECK(has(said, path));
    CHECK(has(said, c.message));
    CHECK_FALSE(has(said, "SECRET1"));
  }
  const std::pair<Variables, std::string> environments[] = {
      {{{"OKTA_CLIENT_ORGRUL", "x"}}, "did you mean OKTA_CLIENT_ORGURL?"},
      {{{"IDP_PARALELISM", "1"}}, "did you mean IDP_PARALLELISM?"},
      {{{"IDP_PARALLELISM", "0"}}, "IDP_PARALLELISM must be a whole number"},
      {{{"IDP_PROGRESS", "maybe"}}, "IDP_PROGRESS must be one of"},
      {{{"OKTA_CLIENT_PROXY_HOST", "p"}}, "OKTA_CLIENT_PROXY_HOST is set"},
      {{{"OKTA_HTTP_PROXY", "http://SECRET1"}}, "OKTA_HTTP_PROXY is refused"},
      {{{"OKTA_ORG_NAME", "acme.okta.com"}, {"OKTA_API_TOKEN", "SECRET1"}},
       "OKTA_ORG_NAME is refused: it is the name alone"},
      {{{"IDP_CONFIG", "/nowhere/config.json"}},
       "IDP_CONFIG names the file /nowhere/config.json, which does not exist"},
  };
  home.write(kSettingsFile, "{}");
  for (const auto& c : environments) {
    const std::string said = home.run(kOrgs, c.first).output;
    INFO(said);
    CHECK(has(said, c.second));
    CHECK_FALSE(has(said, "SECRET1"));
  }
}

TEST_CASE(
    "a mistake in another tool's settings is no matter to an org by hand") {
  Home home;
  const std::string configure =
      R"(SELECT json_extract(idp_configure('{"orgUrl": )"
      R"("https://acme.okta.com", "token": "C"}'), '$.subdomain');)";
  const std::string orgs = "SELECT subdomain FROM idp_orgs;";
  const Variables half = {{"OKTA_CLIENT_ORGURL", "https://b.okta.com"}};
  CHECK(home.run(configure + orgs, half).output == "acme\nacme\n");
  for (const std::string& one :
       {orgs, std::string("SELECT idp_configure('{}');"),
        std::string(R"(SELECT idp_configure('{"orgs": []}');)")}) {
    CHECK(has(home.run(one, half).output, "OKTA_CLIENT_TOKEN is not"));
  }
  home.write(kToolFile, "okta: {client: {orgURL: x}}");
  CHECK(home.run(configure + orgs).output == "acme\nacme\n");
  // Ours may have a guard in them, which must not be overlooked.
  const Variables slip = {{"IDP_WRITE", "off"}};
  CHECK(has(home.run(configure, slip).output, "did you mean IDP_WRITES"));
  home.write(kSettingsFile, R"({"write": "off"})");
  CHECK(has(home.run(configure).output, R"(did you mean "writes"?)"));
  // Loading reads nothing.
  CHECK(home.run("SELECT idp_version() <> '';").output == "1\n");
}

}  // namespace
}  // namespace idp::test::sources_test
