// readme_test.cpp - the sessions at the top of the README, run as they are
// there.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <vector>

#include "support/home.h"
#include "support/program.h"
#include "support/simulator.h"

namespace idp::test::readme_test {
namespace {

// What is typed at these prompts of a console block, and all that is answered.
struct Session {
  std::string typed, answered;
};

Session session_of(int block, const std::vector<std::string>& prompts) {
  std::ifstream readme(IDP_SOURCE_DIR "/README.md");
  Session session;
  std::string line;
  for (int before = 0; before < block; ++before) {
    while (std::getline(readme, line) && line != "```console") {
    }
  }
  while (std::getline(readme, line) && line != "```") {
    const auto prompt = std::ranges::find_if(
        prompts, [&](const std::string& one) { return line.starts_with(one); });
    if (prompt != prompts.end()) {
      session.typed += line.substr(prompt->size()) + "\n";
    } else if (!line.starts_with("$ ")) {
      session.answered += line + "\n";
    }
  }
  return session;
}

TEST_CASE("the session at the top of the README is what happens") {
  const Session session = session_of(1, {"sqlite> ", "   ...> "});
  const std::string load = ".load ./build/idp\n";
  REQUIRE(session.typed.starts_with(load));
  // The demo's org.
  Simulator simulator({"--users", "1000"});
  const Outcome outcome = run_shell(session.typed.substr(load.size()),
                                    {{"OKTA_CLIENT_ORGURL", simulator.url()},
                                     {"OKTA_CLIENT_TOKEN", Simulator::kToken}});
  CHECK(outcome.output == session.answered);
  CHECK(outcome.exit_code == 0);
}

TEST_CASE("the inventory at the top of the README is what happens") {
  const Session commands = session_of(2, {"$ "});
  REQUIRE(commands.typed.find("idp_refresh") != std::string::npos);
  Simulator simulator({"--users", "1000"});
  const Home home;
  std::filesystem::create_directory(home / "build");
  std::filesystem::create_symlink(extension(), home / "build/idp.so");
  const Outcome outcome =
      run_program({"sh"}, "set -e\ncd " + home.path() + "\n" + commands.typed,
                  {{"OKTA_CLIENT_ORGURL", simulator.url()},
                   {"OKTA_CLIENT_TOKEN", Simulator::kToken}});
  CHECK(outcome.output == commands.answered);
  CHECK(outcome.exit_code == 0);
}

}  // namespace
}  // namespace idp::test::readme_test
