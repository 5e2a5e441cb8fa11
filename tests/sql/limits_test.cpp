// limits_test.cpp - the guards that the environment or a file has set: SQL can
// tighten them, and not loosen them.
#include <doctest/doctest.h>

#include "support/home.h"
#include "support/org.h"
#include "support/program.h"

namespace idp::test::limits_test {
namespace {

std::string configure(const std::string& json) {
  return "SELECT idp_configure(" + literal(json) + ") <> '';\n";
}

struct Fixture : OrgFixture {
  Fixture() : OrgFixture({"--users", "5", "--tokens", "5", "--grants", "3"}) {}

  // The shell's words. What it is told runs to its end, errors or not.
  std::string run(const std::string& sql, Variables variables = {}) const {
    variables.insert(variables.end(),
                     {{"HOME", home.path()},
                      {"OKTA_CLIENT_ORGURL", simulator.url()},
                      {"OKTA_CLIENT_TOKEN", std::string(Simulator::kToken)}});
    return run_program({"sqlite3", "-batch", ":memory:"},
                       load_extension() + sql, variables)
        .output;
  }
  std::size_t left() const { return Org(simulator).token_ids(ids).size(); }

  Home home;
  std::string revoke =
      "DELETE FROM oauth_tokens WHERE userId = " + literal(ids.user) +
      " AND clientId = " + literal(ids.client) + ";\n";
};

struct Guard {
  std::string name, tight, loose;  // as JSON has the values
};

const Guard kGuards[] = {{"writes", "\"off\"", "\"on\""},
                         {"bulk_revoke", "\"off\"", "\"on\""},
                         {"on_revoke_error", "\"stop\"", "\"continue\""},
                         {"max_revocations", "4", "5"}};

std::string upper(std::string name) {
  for (char& c : name) c = static_cast<char>(std::toupper(c));
  return name;
}

std::string unquoted(const std::string& json) {
  return json.front() == '"' ? json.substr(1, json.size() - 2) : json;
}

TEST_CASE_FIXTURE(Fixture, "SQL can't loosen what a place it is not has set") {
  for (const Guard& guard : kGuards) {
    const std::string loosen =
        R"({")" + guard.name + "\": " + guard.loose + "}";
    const std::string same = R"({")" + guard.name + "\": " + guard.tight + "}";
    const std::string file = home.write(
        kSettingsFile, R"({")" + guard.name + "\": " + guard.tight + "}");
    const std::string variable = "IDP_" + upper(guard.name);
    const std::pair<std::string, Variables> places[] = {
        {file + ": \"" + guard.name + "\"", {}},
        {variable, {{variable, unquoted(guard.tight)}}}};
    for (const auto& place : places) {
      const std::string said =
          run(configure(same) + configure(loosen), place.second);
      INFO(said);
      CHECK(said.starts_with("1\n"));
      CHECK(said.find("idp_configure: \"" + guard.name +
                      "\" can't be loosened to " + guard.loose + ": " +
                      place.first + " has set it to " + guard.tight +
                      ", and SQL can only tighten it.") != said.npos);
      home.write(kSettingsFile, "{}");
    }
    // Where nobody has set it, it may.
    CHECK(run(configure(same) + configure(loosen)) == "1\n1\n");
  }
}

TEST_CASE_FIXTURE(Fixture, "SQL can tighten, and go back up to the limit") {
  const Variables five = {{"IDP_MAX_REVOCATIONS", "5"}};
  CHECK(run(configure(R"({"max_revocations": 2})") +
                configure(R"({"max_revocations": 5})"),
            five) == "1\n1\n");
  const std::string said =
      run(configure(R"({"max_revocations": 2})") + revoke, five);
  INFO(said);
  CHECK(said.find("To allow it: SELECT idp_configure('{\"max_revocations\": "
                  "5}').") != said.npos);
  const std::string at_limit = run(revoke, {{"IDP_MAX_REVOCATIONS", "4"}});
  INFO(at_limit);
  CHECK(at_limit.find("IDP_MAX_REVOCATIONS has set it to 4, and SQL can't "
                      "change that.") != at_limit.npos);
  CHECK(left() == 5);
}

TEST_CASE_FIXTURE(Fixture, "of several places the tightest guard counts") {
  home.write(kSettingsFile, R"({"writes": "on", "max_revocations": 9})");
  const Variables tight = {{"IDP_WRITES", "off"}, {"IDP_MAX_REVOCATIONS", "7"}};
  const std::string shown =
      "SELECT json_extract(value, '$.writes'), json_extract(value, "
      "'$.max_revocations') FROM (SELECT idp_configure('{}') AS value);\n";
  CHECK(run(shown, tight) == "off|7\n");
  CHECK(run(shown, {{"IDP_MAX_REVOCATIONS", "11"}}) == "on|9\n");
  const std::string said = run(revoke, tight);
  INFO(said);
  CHECK(said.find("its setting \"writes\" is \"off\"; nothing was revoked. "
                  "IDP_WRITES has set it to \"off\", and SQL can't change "
                  "that.") != said.npos);
  CHECK(left() == 5);
}

TEST_CASE_FIXTURE(Fixture, "idp_configure can be taken away") {
  const std::string orgs = "SELECT * FROM idp_orgs;\n";
  const std::string names = "okta|" + simulator.subdomain() + "||||||\n";
  const std::string said = "idp_configure: it is turned off here by ";
  const Variables off = {{"IDP_CONFIGURE", "off"}};
  const std::string by_variable =
      run(configure("{}") + configure(R"({"configure": "on"})") + orgs, off);
  INFO(by_variable);
  const std::size_t first = by_variable.find(said +
                                             "IDP_CONFIGURE. Settings "
                                             "come from the environment and");
  CHECK(first != by_variable.npos);
  CHECK(by_variable.find(said, first + 1) != by_variable.npos);
  CHECK(by_variable.ends_with(names));
  const std::string file = home.write(kSettingsFile, R"({"configure": "off"})");
  const std::string by_file = run(configure("{}") + orgs);
  INFO(by_file);
  CHECK(by_file.find(said + file + ": \"configure\".") != by_file.npos);
  CHECK(by_file.ends_with(names));
  // All else works.
  CHECK(run(revoke).empty());
  CHECK(left() == 0);
}

TEST_CASE_FIXTURE(Fixture, "a program can configure, and shut the door") {
  const std::string said =
      run(configure(R"({"configure": "off", "max_revocations": 4})") +
          configure(R"({"configure": "on"})") + revoke);
  INFO(said);
  CHECK(said.find("idp_configure: it is turned off here. ") != said.npos);
  CHECK(said.find("It can be set in the settings file") != said.npos);
  CHECK(left() == 5);
}

}  // namespace
}  // namespace idp::test::limits_test
