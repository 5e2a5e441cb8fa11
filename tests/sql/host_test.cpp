// host_test.cpp - statements that Python, a web server or the shell stops, and
// what they find on standard error.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>

#include "support/home.h"
#include "support/org.h"
#include "support/program.h"

namespace idp::test::host_test {
namespace {

Variables variables(const Simulator& simulator) {
  return {{"OKTA_CLIENT_ORGURL", simulator.url()},
          {"OKTA_CLIENT_TOKEN", Simulator::kToken}};
}

Variables with_progress(Variables settings) {
  settings.emplace_back("IDP_PROGRESS", "on");
  return settings;
}

Outcome run_host(const std::string& how, const std::string& sql,
                 const Variables& variables) {
  const std::string script = IDP_TEST_SCRIPTS "/host.py";
  return run_program({"/usr/bin/python3", script, extension(), how, sql}, "",
                     variables);
}

TEST_CASE(
    "Python: Ctrl-C ends a wait, with a progress handler that does nothing") {
  Simulator simulator;
  simulator.fail({.method = "GET", .delay_ms = 60000});
  const Outcome outcome =
      run_host("key", "SELECT * FROM users", variables(simulator));
  CHECK(outcome.output == "interrupted\n");
  CHECK(outcome.exit_code == 0);
}

// Datasette takes a query for one that took too long where the message is just
// this word. All lists would take 20 s and more.
TEST_CASE("Python: a time limit ends a scan of which no row is shown") {
  const Simulator simulator({"--users", "1000", "--latency", "300"});
  for (const std::string& where :
       {"scopeId = '1'" + std::string(), std::string("source = 'nobody'")}) {
    INFO(where);
    CHECK(run_host("limit", "SELECT count(*) FROM grants WHERE " + where,
                   variables(simulator))
              .output == "interrupted\n");
  }
}

TEST_CASE("Ctrl-C ends the wait for a secret's command") {
  const Simulator simulator;
  Home home;
  // In a terminal it would be sent Ctrl-C, too: it doesn't care.
  const std::string script = home.write(
      "give",
      "#!/bin/sh\ntrap '' INT\ntouch \"$HOME/asked\"\nexec sleep 1000\n", 0700);
  home.write(kSettingsFile, R"({"orgUrl": ")" + simulator.url() +
                                R"(", "token": {"command": [")" + script +
                                "\"]}}");
  const Variables variables = {{"HOME", home.path()},
                               {"PRESS", home / "asked"}};
  CHECK(run_host("key", "SELECT * FROM users", variables).output ==
        "interrupted\n");
  std::remove((home / "asked").c_str());
  const Outcome shell = run_host("shell", "SELECT * FROM users", variables);
  CHECK(has(shell.output, "interrupted"));
}

// An answer that takes longer than the 2 s for which nothing is shown.
TEST_CASE("progress in a file or a pipe is plain lines, few of them") {
  Simulator simulator({"--users", "30"});
  simulator.fail({.path = "*/grants", .skip = 7, .delay_ms = 2600});
  const std::string count = std::to_string(Org(simulator).grants().size());
  const Outcome outcome = run_shell("SELECT count(*) FROM grants",
                                    with_progress(variables(simulator)));
  INFO(outcome.output);
  CHECK(outcome.output.starts_with("idp: users 30, grants "));
  CHECK(outcome.output.ends_with("\n" + count + "\n"));
  CHECK(std::ranges::count(outcome.output, '\n') == 2);
  CHECK(std::ranges::all_of(outcome.output, [](char c) {
    return c == '\n' || (c >= ' ' && c <= '~');
  }));
}

// A shell that tells its progress.
struct Telling {
  Telling(const std::string& sql, Variables settings)
      : program(start_shell(sql, with_progress(std::move(settings)))) {}

  std::string first_line() {
    const Outcome outcome = program.wait();
    CHECK(outcome.exit_code == 0);
    return outcome.output.substr(0, outcome.output.find('\n'));
  }

  Program program;
};

TEST_CASE("progress knows how many calls a list of values, or a join, takes") {
  if (!hands_over_lists()) return;
  Simulator simulator({"--users", "30"}), same({"--users", "30"});
  for (Simulator* org : {&simulator, &same}) {
    org->fail({.path = "*/grants", .skip = 7, .delay_ms = 2600});
  }
  std::string in;
  const Org org(simulator);
  for (const json::Tree& user : org.users()) {
    in += (in.empty() ? "" : ", ") + literal(user.text("id"));
  }
  Telling list("SELECT count(*) FROM grants WHERE userId IN (" + in + ")",
               variables(simulator));
  Telling join(
      "SELECT count(*) FROM users u CROSS JOIN grants g ON g.userId = u.id",
      variables(same));
  const std::string of_list = list.first_line();
  INFO(of_list);
  CHECK(of_list.starts_with("idp: grants "));
  CHECK(has(of_list, " of 30; "));
  CHECK(has(of_list, " of about 30 calls"));
  const std::string of_join = join.first_line();
  INFO(of_join);
  CHECK(of_join.starts_with("idp: users "));
  CHECK(has(of_join, " of about 31 calls"));
}

TEST_CASE("progress says until when the rate limit is waited for") {
  const Simulator simulator(
      {"--users", "30", "--rate-limit", "20", "--window", "6"});
  const std::string line =
      Telling("SELECT count(*) FROM grants", variables(simulator)).first_line();
  INFO(line);
  CHECK(has(line, "; waits for the rate limit until "));
  CHECK(has(line, "20 of about 31 calls"));
}

}  // namespace
}  // namespace idp::test::host_test
