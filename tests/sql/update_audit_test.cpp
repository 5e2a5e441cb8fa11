// update_audit_test.cpp - status changes that are cut off: killed in the
// middle, or with no room left for the audit log; log and org agree.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <thread>

#include "support/changes.h"
#include "support/home.h"
#include "support/program.h"

namespace idp::test::update_audit_test {
namespace {

using Set = std::set<std::string>;

struct Fixture : ChangesFixture {
  Fixture()
      : ChangesFixture({"--users", "90", "--tokens", "1", "--grants", "1"}) {
    for (const json::Tree& user : org.users()) {
      if (user.text("status") == "ACTIVE") chosen.insert(user.text("id"));
    }
    for (const std::string& id : chosen) {
      suspend_all += (suspend_all.empty() ? "" : ", ") + literal(id);
    }
    suspend_all = "UPDATE users SET status = 'SUSPENDED' WHERE id IN (" +
                  suspend_all + ") AND status = 'ACTIVE';\n";
  }

  Variables variables() const {
    return {{"HOME", home.path()},
            {"IDP_AUDIT_LOG", log},
            {"OKTA_CLIENT_ORGURL", simulator.url()},
            {"OKTA_CLIENT_TOKEN", Simulator::kToken}};
  }
  // The users of calls of which there is such a line.
  Set told(const std::string& event, const std::string& outcome = "") const {
    std::map<std::string, std::string> user_of;
    Set all;
    std::ifstream file(log);
    for (std::string line; std::getline(file, line);) {
      const auto tree = json::parse(line);
      if (!tree || tree->find("call") == nullptr) continue;
      const std::string call =
          tree->text("transaction") + "/" +
          std::to_string(std::get<std::int64_t>(tree->find("call")->value));
      if (tree->text("event") == "attempt") {
        user_of[call] = user_in(tree->text("url"));
      }
      const bool counts = tree->text("event") == event &&
                          (outcome.empty() || tree->text("outcome") == outcome);
      if (counts) all.insert(user_of.at(call));
    }
    return all;
  }
  Set sent() const {
    Set all;
    for (const std::string& call : posts()) all.insert(user_in(call));
    return all;
  }
  Set suspended() const {
    Set all;
    const Org now(simulator);
    for (const json::Tree& user : now.users()) {
      const std::string& id = user.text("id");
      if (user.text("status") == "SUSPENDED" && chosen.contains(id)) {
        all.insert(id);
      }
    }
    return all;
  }
  static std::string user_in(const std::string& url) {
    const std::string before = "/users/";
    const std::size_t at = url.find(before) + before.size();
    return url.substr(at, url.find('/', at) - at);
  }
  static bool within(const Set& some, const Set& all) {
    return std::ranges::includes(all, some);
  }

  Home home;
  std::string log = home / "audit.log";
  Set chosen;
  std::string suspend_all;
};

TEST_CASE_FIXTURE(Fixture,
                  "killed in the middle: what may be done is written") {
  REQUIRE(chosen.size() > 40);
  // The first 20 are answered; then all 16 that are under way hang.
  simulator.fail({.method = "POST",
                  .skip = 20,
                  .times = kAlways,
                  .after_effect = true,
                  .delay_ms = 100000});
  {
    Program shell({"sqlite3", "-batch", ":memory:"},
                  load_extension() + suspend_all, variables());
    while (sent().size() < 20 + 16) std::this_thread::yield();
    shell.kill();
    shell.wait();
  }
  CHECK(sent().size() == 20 + 16);
  CHECK(within(sent(), told("attempt")));
  CHECK(within(suspended(), told("attempt")));
  CHECK(within(told("outcome", "changed"), suspended()));
  CHECK(told("attempt").size() < chosen.size());
  // Nothing to repair: again, and it is done, each of them once.
  simulator.heal();
  const std::size_t before = suspended().size();
  const Outcome again = run_program(
      {"sqlite3", "-batch", ":memory:"},
      load_extension() + suspend_all + "SELECT count(*) FROM idp_changes;\n",
      variables());
  CHECK(again.output == std::to_string(chosen.size() - before) + "\n");
  CHECK(suspended() == chosen);
}

TEST_CASE_FIXTURE(Fixture, "no room for the log: nothing is sent") {
  std::ofstream(log) << "{\"padding\": \"" << std::string(8192 - 100 - 16, 'x')
                     << "\"}\n";
  const auto run = [&](const std::string& blocks) {
    return run_program(
               {"sh", "-c",
                "trap '' XFSZ; ulimit -f " + blocks + "; exec sqlite3 -batch"},
               load_extension() +
                   "SELECT idp_configure('{\"parallelism\": 1}');\n" +
                   suspend_all,
               variables())
        .output;
  };
  const std::string said = run("16");
  INFO(said);
  CHECK(has(said, "The audit log '" + log + "' can't be written to: "));
  CHECK(has(said,
            "0 of " + std::to_string(chosen.size()) + " were carried out, "));
  CHECK(has(said, "Without it nothing is sent"));
  CHECK(posts().empty());
  // It fills up in the middle: what was done is told first.
  const std::string half = run("28");
  INFO(half);
  const std::size_t done = suspended().size();
  CHECK(done > 0);
  CHECK(done < chosen.size());
  CHECK(has(half, std::to_string(done) + " of " +
                      std::to_string(chosen.size()) + " were carried out"));
  CHECK(within(suspended(), told("attempt")));
}

}  // namespace
}  // namespace idp::test::update_audit_test
