// program_test.cpp - the extension in other people's programs: the stock
// sqlite3 shell and Python.
#include "support/program.h"

#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "support/org.h"

namespace idp::test::program_test {
namespace {

Variables variables(const Simulator& simulator) {
  return {{"OKTA_CLIENT_ORGURL", simulator.url()},
          {"OKTA_CLIENT_TOKEN", Simulator::kToken}};
}

TEST_CASE("the shell loads it, reads, revokes and shows errors") {
  Simulator simulator;
  const Org org(simulator);
  const Ids ids = org.first();
  const std::string where = " WHERE userId = " + literal(ids.user) +
                            " AND clientId = " + literal(ids.client);
  const Outcome outcome = run_shell(
      "SELECT count(*) FROM oauth_tokens" + where + ";\n" +
          "DELETE FROM oauth_tokens" + where + ";\n" + "SELECT changes();\n" +
          "SELECT count(*) FROM oauth_tokens" + where + ";\n" +
          "SELECT * FROM grants WHERE userId = '..';\n",
      variables(simulator));
  const std::string count = std::to_string(org.token_ids(ids).size());
  CHECK(outcome.output.starts_with(count + "\n" + count + "\n0\n"));
  CHECK(has(outcome.output, "grants: userId = '..' is refused"));
  CHECK(outcome.exit_code == 1);
}

TEST_CASE("sqlite3_interrupt ends a wait for an answer") {
  Simulator simulator;
  Database db(simulator);
  simulator.fail({.method = "GET", .delay_ms = 60000});
  std::thread user([&] {
    while (simulator.requests() == 0) std::this_thread::yield();
    sqlite3_interrupt(db.handle());
  });
  const std::string error = db.error("SELECT * FROM users");
  user.join();
  CHECK(sqlite3_errcode(db.handle()) == SQLITE_INTERRUPT);
  CHECK(error == "interrupted");
  simulator.heal();
  CHECK(db.value("SELECT count(*) > 0 FROM users") == "1");
}

TEST_CASE("sqlite3_interrupt ends a wait between two tries, and a COMMIT") {
  Simulator simulator;
  const Ids ids = Org(simulator).first();
  Database db(simulator);
  db.rows("BEGIN; DELETE FROM grants WHERE userId = " + literal(ids.user));
  // The rate limit resets in an hour, so only an interrupt can end the wait.
  simulator.fail({.method = "DELETE",
                  .times = kAlways,
                  .status = 429,
                  .headers = {{"Retry-After", "3600"}}});
  const long before = simulator.requests();
  std::thread user([&] {
    while (simulator.requests() == before) std::this_thread::yield();
    sqlite3_interrupt(db.handle());
  });
  const std::string error = db.error("COMMIT");
  user.join();
  CHECK(has(error, "0 of "));
  CHECK(sqlite3_get_autocommit(db.handle()) == 1);
  CHECK(Org(simulator).grant_ids(ids.user).size() > 0);
}

TEST_CASE("Ctrl-C ends the reading of a whole org, and the shell goes on") {
  Simulator simulator({"--users", "300"});
  simulator.fail(
      {.path = "*/grants", .skip = 5, .times = kAlways, .delay_ms = 100000});
  const Outcome outcome =
      run_program({"/usr/bin/python3", IDP_TEST_SCRIPTS "/interrupt.py",
                   extension(), simulator.url()},
                  "", variables(simulator));
  INFO(outcome.output);
  // In our words while we wait, in SQLite's between two rows.
  CHECK(has(outcome.output, "interrupted"));
  CHECK(has(outcome.output, "\nnext|300\n"));
  CHECK(outcome.exit_code == 0);
}

// An answer that takes longer than the 2 s for which nothing is shown.
struct SlowOrg {
  SlowOrg() {
    simulator.fail({.path = "*/grants", .skip = 7, .delay_ms = 2600});
  }
  Simulator simulator{{"--users", "30"}};
};

// Three at once, each with an org that is slow for itself.
TEST_CASE("a long statement tells how far it is, on a terminal") {
  const SlowOrg orgs[3];
  const std::string count =
      std::to_string(Org(orgs[0].simulator).grants().size());
  const std::string sql = "SELECT count(*) FROM grants";
  const std::string off = configuring({{"progress", "off"}}) + ";";
  const auto terminal = [](const std::string& statements) {
    return std::vector<std::string>{"/usr/bin/python3",
                                    IDP_TEST_SCRIPTS "/terminal.py",
                                    extension(), statements};
  };
  Program shown(terminal(sql), "", variables(orgs[0].simulator));
  Program silent(terminal(off + sql), "", variables(orgs[1].simulator));
  Program piped = start_shell(sql, variables(orgs[2].simulator));
  const std::string drawn = shown.wait().output;
  INFO(drawn);
  CHECK(drawn.starts_with("True users 30, grants "));
  CHECK(has(drawn, " of 30; "));
  CHECK(has(drawn, " of about 31 calls"));
  CHECK(has(drawn, " to go"));
  CHECK(drawn.ends_with("\n" + count + "\n\n"));
  CHECK(silent.wait().output.starts_with("False \n"));
  CHECK(piped.wait().output == count + "\n");
}

TEST_CASE("a long COMMIT tells how many of how many are revoked") {
  Simulator simulator({"--users", "5"});
  const std::string count = std::to_string(Org(simulator).grants().size());
  simulator.fail({.method = "DELETE", .skip = 7, .delay_ms = 2600});
  const Outcome outcome = run_program(
      {"/usr/bin/python3", IDP_TEST_SCRIPTS "/terminal.py", extension(),
       "DELETE FROM grants WHERE id <> '' AND userId IN (SELECT id FROM "
       "users)"},
      "", variables(simulator));
  INFO(outcome.output);
  CHECK(outcome.output.starts_with("True revoked "));
  CHECK(has(outcome.output, " of " + count + "; "));
  CHECK(Org(simulator).grants().empty());
}

TEST_CASE("Python: two connections in two threads at once") {
  Simulator simulator({"--users", "50", "--latency", "2"});
  const Org org(simulator);
  const Outcome outcome = run_program(
      {"/usr/bin/python3", IDP_TEST_SCRIPTS "/threads.py", extension()}, "",
      variables(simulator));
  const std::string count = std::to_string(org.tokens().size());
  CHECK(outcome.output == count + " " + count + "\n");
  CHECK(outcome.exit_code == 0);
}

}  // namespace
}  // namespace idp::test::program_test
