// main.cpp - runs the end-to-end tests, with no org of the machine's own.
#include <dlfcn.h>
#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>

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

// Looks for leaks, where it is preloaded, and ends without the libraries' own
// ends: p11-kit's has been seen to wait for ever behind the sanitizers'.
[[noreturn]] void leave(int code) {
  using Check = void (*)();
  const auto check =
      reinterpret_cast<Check>(dlsym(RTLD_DEFAULT, "__lsan_do_leak_check"));
  if (check == nullptr) std::exit(code);
  std::cout.flush();
  std::fflush(nullptr);
  check();
  _exit(code);
}

int run(int argc, char** argv) {
  const idp::test::Home home;
  idp::test::move_to(home);
  return doctest::Context(argc, argv).run();
}

}  // namespace

int main(int argc, char** argv) {
  preload(argv);
  try {
    leave(run(argc, argv));
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
