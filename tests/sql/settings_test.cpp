// settings_test.cpp - a token goes to its own org and nowhere else.
#include <doctest/doctest.h>

#include "support/org.h"
#include "support/program.h"

namespace idp::test::settings_test {
namespace {

TEST_CASE("no org at all says how to configure one") {
  Database db;
  const std::string error = db.error("SELECT * FROM users");
  CHECK(
      error.starts_with("users: no org is configured. Set OKTA_CLIENT_ORGURL "
                        "and OKTA_CLIENT_TOKEN"));
}

TEST_CASE("the environment configures the default org") {
  Simulator simulator;
  const std::string& token = Simulator::kToken;
  for (const std::string name : {"OKTA_CLIENT_TOKEN", "OKTA_API_TOKEN"}) {
    const Outcome outcome =
        run_shell("SELECT count(*) > 0, subdomain FROM users;",
                  {{"OKTA_CLIENT_ORGURL", simulator.url()}, {name, token}});
    CHECK(outcome.output == "1|" + simulator.subdomain() + "\n");
    CHECK(outcome.exit_code == 0);
  }
}

TEST_CASE("another subdomain is refused, and nothing is sent") {
  Simulator simulator;
  Database db(simulator);
  for (const std::string other :
       {"acme", "evil.example.com", "127.0.0.1", "127.0.0.1:1", "", "a@b"}) {
    db.refuses("SELECT * FROM users WHERE subdomain = " + literal(other),
               {"no credential is configured for subdomain '" + other +
                    "', only for '" + simulator.subdomain() + "'",
                "idp_configure"});
  }
  CHECK(simulator.requests() == 0);
}

TEST_CASE("an org can have a name of its own") {
  Simulator simulator;
  Database db;
  const std::string described = db.configure({{"orgUrl", simulator.url()},
                                              {"token", Simulator::kToken},
                                              {"subdomain", "my-org"}});
  CHECK(has(described, "\"subdomain\":\"my-org\""));
  CHECK_FALSE(has(described, Simulator::kToken));
  CHECK(db.value("SELECT DISTINCT subdomain FROM users WHERE subdomain = "
                 "'my-org'") == "my-org");
}

TEST_CASE(
    "settings that can't be right are refused, and the token not repeated") {
  Database db;
  const std::string& token = Simulator::kToken;
  const std::pair<std::string, std::string> cases[] = {
      {R"({"orgUrl": "http://acme.okta.com", "token": "T"})", "use https"},
      {R"({"orgUrl": "https://u:p@acme.okta.com", "token": "T"})", "user name"},
      {R"({"orgUrl": "https://acme-admin.okta.com", "token": "T"})",
       "Admin Console"},
      {R"({"orgUrl": "https://acme.okta.com/api", "token": "T"})",
       "goes on after the host"},
      {R"({"orgUrl": "https://{yourOktaDomain}", "token": "T"})",
       "placeholder"},
      {R"({"orgUrl": "ftp://acme.okta.com", "token": "T"})", "scheme"},
      {R"({"orgUrl": "acme", "token": "T"})", "not a URL"},
      {R"({"orgUrl": "https://acme.okta.com", "token": "T\r\nX: y"})",
       "line break"},
      {R"({"orgUrl": "https://acme.okta.com", "token": ""})", "empty"},
      {R"({"token": "T"})", "belong together"},
      {R"({"orgURL": "https://acme.okta.com", "token": "T"})",
       "did you mean \"orgUrl\""},
      {R"({"max_retries": "5"})", "whole number from 0 to 100"},
      {R"(["T"])", "a JSON object is needed"},
      {R"({"token": "T)", "not valid JSON"},
  };
  for (auto [json, expected] : cases) {
    const std::size_t at = json.find("\"T");
    if (at != json.npos) json.replace(at + 1, 1, token);
    const std::string error =
        db.refuses("SELECT idp_configure(" + literal(json) + ")", {expected});
    CHECK_FALSE(has(error, token));
  }
}

TEST_CASE("the token is in no table and no plan") {
  Simulator simulator;
  Database db(simulator);
  std::string all = db.plan("SELECT * FROM users");
  for (const std::string table : {"users", "idp_requests", "idp_methods"}) {
    for (const auto& row : db.rows("SELECT * FROM " + table)) {
      for (const auto& value : row) all += value + "\n";
    }
  }
  CHECK(has(all, "/api/v1/users"));
  CHECK_FALSE(has(all, Simulator::kToken));
}

TEST_CASE("loading reads nothing and sends nothing") {
  const Outcome outcome =
      run_shell("SELECT idp_version() <> '', count(*) FROM idp_requests;",
                {{"OKTA_CLIENT_ORGURL", "nonsense"}});
  CHECK(outcome.output == "1|0\n");
}

}  // namespace
}  // namespace idp::test::settings_test
