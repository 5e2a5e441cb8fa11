// fork_test.cpp - children of a process that uses the extension: they have
// connections of their own, and leave their parent's alone.
#include <doctest/doctest.h>

#include "support/org.h"
#include "support/program.h"

namespace idp::test::fork_test {
namespace {

struct Fixture {
  Simulator simulator{{"--users", "6", "--latency", "5"}};
  std::string count = std::to_string(Org(simulator).grants().size());

  std::string run(const std::string& how) const {
    const Outcome outcome = run_program(
        {"/usr/bin/python3", IDP_TEST_SCRIPTS "/fork.py", extension(), how}, "",
        {{"OKTA_CLIENT_ORGURL", simulator.url()},
         {"OKTA_CLIENT_TOKEN", Simulator::kToken}});
    CHECK(outcome.exit_code == 0);
    return outcome.output;
  }
};

// Symptom: the parent's calls counted as the child's, and none had its turn.
TEST_CASE_FIXTURE(Fixture, "a child doesn't wait for calls of its parent") {
  CHECK(run("under_way") == count + "\n" + count + "\n");
}

TEST_CASE_FIXTURE(Fixture, "a connection from before a fork is refused") {
  const std::string said = run("inherited");
  INFO(said);
  const std::string why =
      "this connection was opened before the fork that made this process, and "
      "is the parent's: nothing was sent. Open one of its own in this process, "
      "after the fork.\n";
  const auto line = [&](const std::string& text) {
    INFO(text);
    CHECK(has("\n" + said, "\n" + text));
  };
  line("SELECT users: " + why);
  line("DELETE grants: " + why);
  line("configure idp_configure: " + why);
  line("orgs idp_orgs: " + why);
  line("COMMIT " + why);
  line("next grants: " + why);
  line("closed\n");
  // What the child did is nothing to its parent.
  line("parent " + count + "\n");
  line("parent (");
  CHECK(has(said, ", 0) (0,)\n"));
  CHECK_FALSE(has(said, "parent (0, "));
}

TEST_CASE_FIXTURE(Fixture, "workers that are forked open connections") {
  const std::string own = "own [(" + count + ",)]\n";
  const std::string said = run("served");
  INFO(said);
  const std::size_t first = said.find(own);
  REQUIRE(first != said.npos);
  CHECK(
      said.starts_with("inherited grants: this connection was opened before "
                       "the fork"));
  CHECK(said.ends_with("\n" + own + "parent [(" + count + ",)]\n"));
  CHECK(said.find(own, first + 1) != said.npos);
}

TEST_CASE_FIXTURE(Fixture,
                  "multiprocessing, with a connection in each worker") {
  const std::string two = count + " " + count;
  CHECK(run("pool") == two + " " + two + " " + two + "\n");
}

}  // namespace
}  // namespace idp::test::fork_test
