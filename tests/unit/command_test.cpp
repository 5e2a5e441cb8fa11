// command_test.cpp - programs that are run for what they print.
#include "system/command.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>

#include <cerrno>

namespace idp::test {
namespace {

std::string run(const std::vector<std::string>& words,
                const CommandLimits& limits = {}) {
  Stop stop([] { return false; });
  const Result<std::string> text = run_command(words, stop, limits);
  return text ? *text : "error: " + text.error().text;
}

TEST_CASE("a command's output is had, word by word and byte by byte") {
  CHECK(run({"printf", "%s|", "a b", "$HOME", "*", ""}) == "a b|$HOME|*||");
  CHECK(run({"printf", "a\\0b\\n"}) == std::string("a\0b\n", 4));
  CHECK(run({"true"}).empty());
  // It has nothing to read.
  CHECK(run({"cat"}).empty());
}

TEST_CASE("a command that fails, floods or hangs is an error") {
  CHECK(run({"false"}) ==
        "error: the command false failed: it ended with exit code 1; what it "
        "says about that is on standard error.");
  CHECK(run({"/nowhere/program"}) ==
        "error: the command /nowhere/program failed: it can't be started: No "
        "such file or directory.");
  CommandLimits few;
  few.most_bytes = 10;
  CHECK(run({"printf", "0123456789"}, few) == "0123456789");
  CHECK(run({"printf", "0123456789a"}, few) ==
        "error: the command printf failed: it printed more than 10 bytes.");
  CommandLimits quick;
  quick.time = std::chrono::milliseconds(50);
  // One that holds its output open, and one that has closed it.
  CHECK(run({"sleep", "1000"}, quick) ==
        "error: the command sleep failed: it took too long.");
  CHECK(run({"sh", "-c", "exec >&-; exec sleep 1000"}, quick) ==
        "error: the command sh failed: it took too long.");
}

TEST_CASE("a command that is waited for ends when the user asks to stop") {
  // One that holds its output open, and one that has closed it.
  for (const std::string start : {"", "exec >&-; "}) {
    int asked = 0;
    Stop stop([&] { return ++asked == 3; });
    const Result<std::string> text =
        run_command({"sh", "-c", start + "exec sleep 1000"}, stop);
    REQUIRE(!text);
    CHECK(text.error().kind == Error::Kind::interrupted);
    CHECK(text.error().text == "the command sh failed: it was interrupted.");
    // It is gone, and was waited for.
    CHECK(waitpid(-1, nullptr, WNOHANG) == -1);
    CHECK(errno == ECHILD);
  }
}

TEST_CASE("a host that ignores signals doesn't pass that on, or is told") {
  const auto before = signal(SIGPIPE, SIG_IGN);
  // yes ends by SIGPIPE once head has its line.
  CHECK(run({"sh", "-c", "yes | head -1"}) == "y\n");
  signal(SIGPIPE, before);
  const auto children = signal(SIGCHLD, SIG_IGN);
  CHECK(run({"true"}).find("this program ignores SIGCHLD") !=
        std::string::npos);
  signal(SIGCHLD, children);
}

}  // namespace
}  // namespace idp::test
