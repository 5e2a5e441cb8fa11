// readme_test.cpp - the sessions at the top of the README, run as they are
// there.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/home.h"
#include "support/program.h"
#include "support/simulator.h"

namespace idp::test::readme_test {
namespace {

// What is typed at the prompts of the first console block, and all that the
// shell answers.
struct Session {
  std::string typed, answered;
};

Session session_of(std::istream& readme) {
  const std::string prompt = "sqlite> ", more = "   ...> ";
  Session session;
  std::string line;
  while (std::getline(readme, line) && line != "```console") {
  }
  while (std::getline(readme, line) && line != "```") {
    if (line.starts_with(prompt) || line.starts_with(more)) {
      session.typed += line.substr(prompt.size()) + "\n";
    } else if (!line.starts_with("$ ")) {
      session.answered += line + "\n";
    }
  }
  return session;
}

TEST_CASE("the session at the top of the README is what happens") {
  std::ifstream readme(IDP_SOURCE_DIR "/README.md");
  Session session = session_of(readme);
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

// The second console block: commands, and what they write.
struct Commands {
  std::string typed, answered;
};

Commands commands_of(std::istream& readme) {
  Commands commands;
  std::string line;
  for (int block = 0; block < 2; ++block) {
    while (std::getline(readme, line) && line != "```console") {
    }
  }
  while (std::getline(readme, line) && line != "```") {
    const bool typed = line.starts_with("$ ");
    (typed ? commands.typed : commands.answered) +=
        line.substr(typed ? 2 : 0) + "\n";
  }
  return commands;
}

TEST_CASE("the inventory at the top of the README is what happens") {
  std::ifstream readme(IDP_SOURCE_DIR "/README.md");
  const Commands commands = commands_of(readme);
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
