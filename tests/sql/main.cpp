// main.cpp - runs the end-to-end tests, with no org of the machine's own.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>

#include "support/home.h"

namespace {

// A sanitized extension in this program, which is not: the sanitizers' runtimes
// have to be there from its start, and in no program that it starts.
void preload(char** argv) {
  const char* const runtimes = std::getenv("IDP_SHELL_PRELOAD");
  if (runtimes == nullptr) return;
  if (std::getenv("LD_PRELOAD") == nullptr) {
    setenv("LD_PRELOAD", runtimes, 1);
    execv("/proc/self/exe", argv);
  }
  unsetenv("LD_PRELOAD");
}

}  // namespace

int main(int argc, char** argv) {
  preload(argv);
  idp::test::leave_home();
  return doctest::Context(argc, argv).run();
}
