// process_test.cpp - what belongs to one process, in its child.
#include "process.h"

#include <doctest/doctest.h>
#include <sys/wait.h>

#include <mutex>

namespace idp::test {
namespace {

// What the child finds, which it can say by its exit code only.
bool holds_in_child(const auto& check) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) _exit(check() ? 0 : 1);
  int status = -1;
  REQUIRE(waitpid(child, &status, 0) == child);
  return status == 0;
}

TEST_CASE("a child has its own, though its parent's is locked for ever") {
  PerProcess<std::mutex> mutexes;
  std::mutex& mutex = mutexes.get();
  CHECK(&mutexes.get() == &mutex);
  const std::lock_guard lock(mutex);
  CHECK(holds_in_child([&] { return mutexes.get().try_lock(); }));
  CHECK(holds_in_child([&] { return &mutexes.get() == &mutexes.get(); }));
  CHECK(&mutexes.get() == &mutex);
}

TEST_CASE("what was made before a fork is not of its child") {
  const OwnProcess process;
  CHECK(process.is_this());
  CHECK(holds_in_child([&] { return !process.is_this(); }));
  CHECK(holds_in_child([] { return OwnProcess().is_this(); }));
}

}  // namespace
}  // namespace idp::test
