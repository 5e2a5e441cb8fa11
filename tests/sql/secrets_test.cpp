// secrets_test.cpp - secrets that are named and not written: variables, files,
// commands.
#include <doctest/doctest.h>

#include "support/home.h"
#include "support/org.h"

namespace idp::test::secrets_test {
namespace {

const std::string& kToken = Simulator::kToken;

std::string org(const std::string& url, const std::string& token) {
  return R"({"orgUrl": ")" + url + R"(", "token": )" + token + "}";
}

TEST_CASE(
    "a secret may be in a variable, in a file, or what a command prints") {
  const Simulator simulator;
  Home home;
  const std::string file = home.write("token", kToken + "\n");
  const std::string script =
      home.write("give", "#!/bin/sh\nprintf '%s\\r\\n' \"$1$MORE\"\n", 0700);
  const Variables variables = {{"TOKEN", kToken}, {"MORE", kToken.substr(3)}};
  const std::string start = kToken.substr(0, 3);
  const std::string query = "SELECT count(*) > 0 FROM users;";
  for (const std::string& token :
       {R"({"env": "TOKEN"})" + std::string(), R"({"file": ")" + file + "\"}",
        std::string(R"({"file": "~/token"})"),
        R"({"command": [")" + script + "\", \"" + start + "\"]}",
        std::string(R"({"command": ["printenv", "TOKEN"]})")}) {
    INFO(token);
    home.write(kSettingsFile, org(simulator.url(), token), 0644);
    CHECK(home.run(query, variables).output == "1\n");
    home.write(kSettingsFile, "{}");
    home.write(kToolFile, "okta: {client: {orgUrl: \"" + simulator.url() +
                              "\", token: " + token + "}}\n");
    CHECK(home.run(query, variables).output == "1\n");
    home.write(kToolFile, "");
  }
}

TEST_CASE("a file with a secret that others can read is refused") {
  const Simulator simulator;
  Home home;
  const std::string users = "SELECT count(*) > 0 FROM users;";
  const std::string path = home / "secret";
  for (const bool is_key : {false, true}) {
    const std::string setting =
        is_key ? R"("clientId": "0oa1", "privateKey": ")" + path + "\""
               : R"("token": {"file": ")" + path + "\"}";
    home.write(kSettingsFile,
               R"({"orgUrl": ")" + simulator.url() + "\", " + setting + "}");
    for (const unsigned mode : {0640U, 0604U, 0644U, 0620U, 0602U}) {
      home.write("secret", kToken, mode);
      const std::string said = home.run(users).output;
      INFO(std::oct << mode << ": " << said);
      CHECK(has(said, path + " is refused: it has a secret in it, and others "
                             "can "));
      CHECK(has(said, "Run: chmod 600 '" + path + "'"));
      CHECK_FALSE(has(said, kToken));
    }
  }
  CHECK(simulator.requests() == 0);
  home.write(kSettingsFile,
             org(simulator.url(), R"({"file": ")" + path + "\"}"));
  home.write("secret", kToken, 0400);
  CHECK(home.run(users).output == "1\n");
}

TEST_CASE("a command runs when it is first needed, and once") {
  const Simulator simulator;
  Home home;
  const std::string script = home.write(
      "give", "#!/bin/sh\necho x >> \"$HOME/runs\"\necho " + kToken + "\n",
      0700);
  home.write(kSettingsFile,
             org(simulator.url(), R"({"command": [")" + script + "\"]}"));
  const std::string runs =
      "SELECT coalesce(length(readfile('" + (home / "runs") + "')) / 2, 0);";
  const std::string users = "SELECT count(*) > 0 FROM users;";
  const Outcome outcome = home.run(
      "SELECT credential FROM idp_orgs;" + runs + users + users +
      R"(SELECT idp_configure('{"parallelism": 2}') <> '';)" + users + runs);
  CHECK(outcome.output == "API token\n0\n1\n1\n1\n1\n1\n");
}

TEST_CASE("words of a command mean nothing to a shell") {
  const Simulator simulator;
  Home home;
  const std::string word = "$(touch " + (home / "hit") + ");`x` > y & | \\\" '";
  home.write(kSettingsFile,
             org(simulator.url(), R"({"command": ["printf", "%s", )" +
                                      json::quote(word) + "]}"));
  const std::string said = home.run("SELECT * FROM users;").output;
  INFO(said);
  CHECK(has(said, "\"token\" is refused: it has a blank"));
  CHECK_FALSE(has(said, "touch"));
  CHECK(home.run("SELECT readfile('" + (home / "hit") + "') IS NULL;").output ==
        "1\n");
}

TEST_CASE("a secret that can't be had is an error that doesn't show one") {
  Home home;
  home.write("large", std::string(70'000, 's'));
  const std::string fail = home.write(
      "fail", "#!/bin/sh\necho SECRET1\necho 'not signed in' >&2\nexit 3\n",
      0700);
  const std::string killed =
      home.write("killed", "#!/bin/sh\necho SECRET1\nkill -9 $$\n", 0700);
  const std::string flood =
      home.write("flood", "#!/bin/sh\nexec yes SECRET1\n", 0700);
  const std::string input = home.write(
      "input", "#!/bin/sh\nread line && echo SECRET1 || exit 5\n", 0700);
  const std::pair<std::string, std::string> cases[] = {
      {R"({"env": "NOWHERE"})", "variable \"NOWHERE\", which is not set"},
      {R"({"env": ""})", "\"env\" must be the name"},
      {R"({"file": "/nowhere"})", "names the file /nowhere, which does not"},
      {R"({"file": "/"})", "it is not a regular file"},
      {R"({"file": ")" + (home / "large") + "\"}", "more than 65536 bytes"},
      {R"({"file": 1})", "\"file\" must be the path"},
      {R"({"command": "ls"})", "\"command\" must be a list of strings"},
      {R"({"command": []})", "\"command\" must be a list of strings"},
      {R"({"command": ["true"]})", "\"token\" is empty"},
      {R"({"command": ["/nowhere"]})", "it can't be started: No such file"},
      {R"({"command": [")" + fail + "\"]}", "it ended with exit code 3"},
      {R"({"command": [")" + killed + "\"]}", "it was ended by signal 9"},
      {R"({"command": [")" + flood + "\"]}", "it printed more than 65536"},
      {R"({"command": [")" + input + "\"]}", "it ended with exit code 5"},
      {R"({"comand": ["ls"]})", "\"token\" must be a string, or {\"env\""},
      {R"({"env": "A", "file": "b"})", "\"token\" must be a string, or"},
      {"1", "\"token\" must be a string, or"},
  };
  for (const auto& c : cases) {
    home.write(kSettingsFile, org("https://acme.okta.com", c.first));
    const std::string said = home.run("SELECT * FROM users;\n").output;
    INFO(c.first << "\n" << said);
    CHECK(has(said, c.second));
    CHECK(has(said, "config.json: \"token\""));
    CHECK_FALSE(has(said, "SECRET1"));
  }
}

}  // namespace
}  // namespace idp::test::secrets_test
