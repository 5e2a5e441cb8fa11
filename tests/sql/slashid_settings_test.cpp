// slashid_settings_test.cpp - what a SlashID organization is configured with.
#include <doctest/doctest.h>

#include "support/program.h"
#include "support/slashid.h"

namespace idp::test::slashid_settings_test {
namespace {

TEST_CASE_FIXTURE(SlashIdFixture, "an access token is no API key") {
  db.configure({{"provider", "slashid"},
                {"orgId", kSlashIdOrg},
                {"orgUrl", simulator.url()},
                {"accessToken", "some-other-secret"}});
  CHECK(db.error("SELECT client_id FROM " + kSlashIdTable) ==
        kSlashIdTable +
            ": SlashID has no access tokens; give the org's \"token\" "
            "instead.");
  CHECK(simulator.calls().empty());
}

TEST_CASE("what a SlashID org is configured with") {
  struct Case {
    std::string settings, text;
  };
  const Case cases[] = {
      {R"({"provider": "slashit", "orgId": "a", "token": "t"})",
       "there is no provider \"slashit\"; did you mean \"slashid\"?"},
      {R"({"provider": "slashid", "token": "t"})", "\"orgId\" is needed"},
      {R"({"provider": "slashid", "orgId": "a"})",
       "\"orgId\" and a credential belong together"},
      {R"({"provider": "slashid", "orgId": "a\r\nX: y", "token": "t"})",
       "the org's name has a blank, a line break"},
      {R"({"provider": "slashid", "orgId": "a", "token": "t\n"})",
       "\"token\" is refused"},
      {R"({"provider": "slashid", "orgId": "a", "subdomain": "b",
           "token": "t"})",
       "are the same; give one"},
      {R"({"provider": "slashid", "orgId": "a", "token": "t",
           "orgUrl": "https://acme.okta.com"})",
       "SlashID is at https://api.slashid.com or "
       "https://api.sandbox.slashid.com"},
      {R"({"provider": "slashid", "orgId": "a", "token": "t",
           "orgUrl": "http://api.slashid.com"})",
       "\"orgUrl\" is refused"},
  };
  Database db;
  for (const Case& c : cases) {
    db.refuses("SELECT idp_configure(" + literal(c.settings) + ")", {c.text});
  }
  for (const auto& [url, origin] :
       {std::pair<std::string, std::string>{"", "https://api.slashid.com"},
        {R"(, "orgUrl": "https://api.sandbox.slashid.com/")",
         "https://api.sandbox.slashid.com"}}) {
    CHECK(db.value("SELECT json_extract(idp_configure(" +
                   literal(R"({"provider": "slashid", "orgId": "a", "token":
                               "t")" +
                           url + "}") +
                   "), '$.orgUrl')") == origin);
  }
}

TEST_CASE("the environment names an organization, and the other servers not") {
  Simulator simulator(slashid_flags({"--clients", "7"}));
  const Variables variables = {{"SLASHID_ORG_ID", kSlashIdOrg},
                               {"SLASHID_API_KEY", Simulator::kToken},
                               {"SLASHID_BASE_URL", simulator.url()}};
  const std::string select =
      "SELECT count(*), org_id FROM slashid_oauth2_clients;";
  const Outcome outcome = run_shell(select, variables);
  CHECK(outcome.output == "7|" + kSlashIdOrg + "\n");
  Variables elsewhere = variables;
  elsewhere[2].second = "https://slashid.example.com";
  const Outcome refused = run_shell(select, elsewhere);
  INFO(refused.output);
  CHECK(has(refused.output, "SLASHID_BASE_URL"));
  CHECK(has(refused.output, "SlashID is at https://api.slashid.com or"));
  CHECK_FALSE(has(refused.output, Simulator::kToken));
}

}  // namespace
}  // namespace idp::test::slashid_settings_test
