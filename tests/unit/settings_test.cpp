// settings_test.cpp - which settings are taken, and what is said of the others:
// the mistake, and never the token.
#include "auth/settings.h"

#include "auth/environment.h"
#include "auth/nearest.h"
#include "json/tree.h"
#include "world.h"

namespace idp::test {
namespace {

const std::string kOrgToken = "00QCjAl4SecretOfTheOrg";
const std::string kUrl = "https://acme.okta.com";

std::string org_text(const std::string& url, const std::string& token) {
  return R"({"orgUrl": )" + json::quote(url) + R"(, "token": )" +
         json::quote(token) + "}";
}

// What idp_configure() says of a text: nothing where it takes it.
std::string refusal(const std::string& text) {
  const auto settings = configure({}, text, world());
  return settings ? std::string() : settings.error().text;
}

Settings configured(const std::string& url) {
  auto settings = configure({}, org_text(url, kOrgToken), world());
  INFO((settings ? std::string() : settings.error().text));
  REQUIRE(settings.ok());
  return *settings;
}

TEST_CASE("the environment gives an org, and its token by either name") {
  struct Case {
    Environment variables;
    std::string token, source;
  };
  const Case cases[] = {
      {{{"OKTA_CLIENT_TOKEN", "T1"}}, "T1", "OKTA_CLIENT_TOKEN"},
      {{{"OKTA_API_TOKEN", "T2"}}, "T2", "OKTA_API_TOKEN"},
      {{{"OKTA_CLIENT_TOKEN", "T1"}, {"OKTA_API_TOKEN", "T2"}},
       "T1",
       "OKTA_CLIENT_TOKEN"},
      {{{"OKTA_CLIENT_TOKEN", ""}, {"OKTA_API_TOKEN", "T2"}},
       "T2",
       "OKTA_API_TOKEN"},
  };
  for (const Case& c : cases) {
    Environment variables = c.variables;
    variables["OKTA_CLIENT_ORGURL"] = kUrl;
    const auto settings = from(variables);
    REQUIRE(settings.ok());
    REQUIRE(settings->orgs.size() == 1);
    CHECK(std::get<ApiToken>(settings->orgs.front().credential).token ==
          c.token);
    CHECK(settings->orgs.front().source == c.source);
    CHECK(settings->orgs.front().origin.text() == kUrl);
    CHECK(settings->orgs.front().subdomain == "acme");
  }
  const auto none = from({});
  REQUIRE(none.ok());
  CHECK(none->orgs.empty());
}

TEST_CASE("half an org in the environment is an error that names the rest") {
  const std::pair<Environment, std::string> cases[] = {
      {{{"OKTA_CLIENT_ORGURL", kUrl}},
       "OKTA_CLIENT_ORGURL is set, but OKTA_CLIENT_TOKEN is not. Set "},
      {{{"OKTA_CLIENT_TOKEN", kOrgToken}},
       "OKTA_CLIENT_TOKEN is set, but OKTA_CLIENT_ORGURL is not. Set "},
      {{{"OKTA_API_TOKEN", kOrgToken}},
       "OKTA_API_TOKEN is set, but OKTA_ORG_NAME is not. Set "},
      {{{"OKTA_CLIENT_ORGURL", "http://acme.okta.com"},
        {"OKTA_API_TOKEN", kOrgToken}},
       "OKTA_CLIENT_ORGURL is refused: http would send the token"},
      {{{"OKTA_CLIENT_ORGURL", kUrl}, {"OKTA_API_TOKEN", kOrgToken + "\n"}},
       "OKTA_API_TOKEN is refused: it has a blank, a line break"},
  };
  for (const auto& c : cases) {
    const auto settings = from(c.first);
    REQUIRE_FALSE(settings.ok());
    INFO(settings.error().text);
    CHECK(settings.error().text.starts_with(c.second));
    CHECK(settings.error().text.find(kOrgToken) == std::string::npos);
  }
}

TEST_CASE("an org URL that can't be right is refused with its mistake") {
  const std::pair<std::string, std::string> cases[] = {
      {"http://acme.okta.com", "use https"},
      {"http://127.0.0.1.nip.io", "use https"},
      {"ftp://acme.okta.com", "its scheme is ftp"},
      {"https://acme-admin.okta.com", "leave out \"-admin\""},
      {"https://acme-ADMIN.oktapreview.com", "leave out \"-admin\""},
      {"https://acme-admin.okta-emea.com", "leave out \"-admin\""},
      {"https://acme-admin.okta-gov.com", "leave out \"-admin\""},
      {"https://acme-admin.okta.mil", "leave out \"-admin\""},
      {"https://{yourOktaDomain}", "placeholder"},
      {"https://https://acme.okta.com", "a scheme twice"},
      {"https://", "it is not a URL"},
      {"https://acme.okta.com?x=1", "goes on after the host"},
      {"acme.okta.com", "does not begin with https://"},
      {"https://acme.okta.com.com", "it ends in .com.com"},
      {"https://acme.okta.com/api/v1", "goes on after the host"},
      {"https://acme.okta.com@evil.example.com", "user name"},
      {"acme", "it is not a URL"},
      {"", "it is not a URL"},
  };
  for (const auto& c : cases) {
    const std::string text = refusal(org_text(c.first, kOrgToken));
    INFO(c.first << ": " << text);
    CHECK(text.starts_with("idp_configure: \"orgUrl\" is refused: "));
    CHECK(text.find(c.second) != text.npos);
    CHECK(text.find(kOrgToken) == text.npos);
  }
  // Anybody may call a host of their own so.
  for (const std::string url :
       {"https://hr-admin.acme.com", "https://acme.okta.mil",
        "https://acme.okta-emea.com", "https://login.acme.com/"}) {
    CHECK(refusal(org_text(url, kOrgToken)).empty());
  }
  // Whoever mixes the two up has not told everybody.
  CHECK(refusal(org_text(kOrgToken, kUrl)).find(kOrgToken) ==
        std::string::npos);
}

TEST_CASE("a token that no header can hold is refused and not repeated") {
  CHECK(refusal(org_text(kUrl, "")) == "idp_configure: \"token\" is empty.");
  for (const std::string& bad : std::vector<std::string>{
           " " + kOrgToken, kOrgToken + "\n", kOrgToken + "\r\nX-Evil: 1",
           kOrgToken + "é", kOrgToken + "\x7f",
           kOrgToken + std::string(1, '\0'), kOrgToken + "\t"}) {
    const std::string text = refusal(org_text(kUrl, bad));
    CHECK(text.starts_with("idp_configure: \"token\" is refused: "));
    CHECK(text.find(kOrgToken) == text.npos);
  }
}

TEST_CASE("broken text is refused at any place, and never repeated") {
  const std::string text = org_text(kUrl, kOrgToken);
  for (std::size_t size = 0; size < text.size(); ++size) {
    const std::string said = refusal(text.substr(0, size));
    INFO(size << ": " << said);
    CHECK(said.starts_with("idp_configure: the text is not valid JSON: "));
    CHECK(said.find(kOrgToken.substr(0, 6)) == said.npos);
  }
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string broken = text;
    broken[at] = '\x01';
    const std::string said = refusal(broken);
    CHECK_FALSE(said.empty());
    CHECK(said.find(kOrgToken.substr(0, 6)) == said.npos);
  }
}

TEST_CASE("a setting that there is not is refused with the one meant") {
  const std::pair<std::string, std::string> cases[] = {
      {"orgURL", "orgUrl"},
      {"org_url", "orgUrl"},
      {"tokn", "token"},
      {"Subdomain", "subdomain"},
      {"max_retry", "max_retries"},
      {"requestTimeout", "request_timeout"},
      {"connectionTimeout", "connection_timeout"},
      {"paralelism", "parallelism"},
  };
  for (const auto& [wrong, right] : cases) {
    CHECK(refusal("{\"" + wrong + "\": 1}") ==
          "idp_configure: there is no setting \"" + wrong +
              "\"; did you mean \"" + right + "\"?");
  }
}

TEST_CASE("settings of the wrong type or out of bounds are refused") {
  const std::pair<std::string, std::string> cases[] = {
      {"[]", "a JSON object is needed"},
      {"\"acme\"", "a JSON object is needed"},
      {"null", "a JSON object is needed"},
      {R"({"token": 1, "orgUrl": "https://a.com"})",
       "\"token\" must be a string"},
      {R"({"orgUrl": null, "token": ""})", "\"orgUrl\" must be a string"},
      {R"({"subdomain": ["a"]})", "\"subdomain\" must be a string"},
      {R"({"token": "a", "token": "b"})", "the name \"token\" appears twice"},
      {R"({"max_retries": -1})", "\"max_retries\" must be a whole number"},
      {R"({"max_retries": 101})", "from 0 to 100"},
      {R"({"max_retries": 1.5})", "must be a whole number"},
      {R"({"max_retries": "5"})", "must be a whole number"},
      {R"({"max_retries": 18446744073709551615})", "must be a whole number"},
      {R"({"request_timeout": 0})", "from 1 to 3600"},
      {R"({"connection_timeout": 3601})", "from 1 to 3600"},
      {R"({"parallelism": 0})", "from 1 to 100"},
      {R"({"max_api_capacity": 101})", "from 1 to 100"},
      {R"({"min_wait_seconds": -1})", "from 0 to 3600"},
      {R"({"min_wait_seconds": 9, "max_wait_seconds": 8})", "is more than"},
      {R"({"max_wait_seconds": 8, "min_wait_seconds": 9})", "is more than"},
      {R"({"writes": "no"})", R"("writes" must be one of "on", "off")"},
      {R"({"writes": false})", R"("writes" must be one of "on", "off")"},
      {R"({"bulk_revoke": 1})", "must be one of \"on\", \"off\""},
      {R"({"on_revoke_error": "go"})", "one of \"continue\", \"stop\""},
      {R"({"max_revocations": 0})", "from 1 to 1000000"},
      {R"({"audit_log": ""})", "can't be set by SQL"},
      {R"({"token": "T"})", "belong together"},
      {R"({"orgUrl": "https://acme.okta.com"})", "belong together"},
      {R"({"subdomain": "acme"})", "belong together"},
  };
  for (const auto& c : cases) {
    const std::string said = refusal(c.first);
    INFO(c.first << ": " << said);
    CHECK(said.starts_with("idp_configure: "));
    CHECK(said.find(c.second) != said.npos);
  }
}

TEST_CASE("what is not mentioned stays, and an org is replaced as a whole") {
  const Settings first = configured(kUrl);
  const auto patient = configure(first,
                                 R"({"max_retries": 0, "request_timeout": 7,
                    "connection_timeout": 3600})",
                                 world());
  REQUIRE(patient.ok());
  CHECK(std::get<ApiToken>(patient->orgs.front().credential).token ==
        kOrgToken);
  CHECK(patient->max_retries == 0);
  CHECK(patient->timeouts.request == std::chrono::seconds(7));
  CHECK(patient->timeouts.connection == std::chrono::seconds(3600));
  const auto moved =
      configure(*patient, org_text("https://login.acme.com", "T2"), world());
  REQUIRE(moved.ok());
  REQUIRE(moved->orgs.size() == 2);
  CHECK(std::get<ApiToken>(moved->orgs.back().credential).token == "T2");
  CHECK(moved->orgs.back().subdomain == "login.acme.com");
  CHECK(moved->orgs.back().is_default);
  CHECK_FALSE(moved->orgs.front().is_default);
  CHECK(moved->max_retries == 0);
  // The old token never goes to a new URL.
  CHECK_FALSE(
      configure(*moved, R"({"orgUrl": "https://x.okta.com"})", world()).ok());
}

TEST_CASE("settings of revocation: what they are without and with a wish") {
  const auto plain = json::parse(describe({}));
  REQUIRE(plain.ok());
  CHECK(plain->text("writes") == "on");
  CHECK(plain->text("bulk_revoke") == "on");
  CHECK(plain->text("on_revoke_error") == "continue");
  CHECK(plain->text("audit_log").empty());
  CHECK(std::get<std::int64_t>(plain->find("max_revocations")->value) == 1000);
  const auto wished = configure({}, R"({"writes": "off", "bulk_revoke": "off",
      "on_revoke_error": "stop", "max_revocations": 7})",
                                world());
  REQUIRE(wished.ok());
  const std::string text = describe(*wished);
  INFO(text);
  for (const char* part :
       {R"("writes":"off")", R"("bulk_revoke":"off")",
        R"("on_revoke_error":"stop")", R"("max_revocations":7,)"}) {
    CHECK(text.find(part) != text.npos);
  }
}

TEST_CASE("a description is JSON and shows no token") {
  const std::string text = describe(configured(kUrl));
  CHECK(text.find(kOrgToken) == text.npos);
  const auto tree = json::parse(text);
  REQUIRE(tree.ok());
  CHECK(tree->text("subdomain") == "acme");
  CHECK(tree->text("orgUrl") == kUrl);
  const auto none = json::parse(describe({}));
  REQUIRE(none.ok());
  CHECK(none->find("orgUrl") == nullptr);
}

TEST_CASE("a nearest name is the one with the fewest letters to change") {
  CHECK(distance("", "") == 0);
  CHECK(distance("abc", "") == 3);
  CHECK(distance("kitten", "sitting") == 3);
  CHECK(distance("sitting", "kitten") == 3);
  const std::string_view names[] = {"expand", "limit", "after"};
  CHECK(nearest("limmit", names) == "limit");
  CHECK(nearest(std::string(100'000, 'e'), names) == "expand");
}

}  // namespace
}  // namespace idp::test
