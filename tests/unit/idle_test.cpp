// idle_test.cpp - handles between two uses, and when they are closed.
#include "http/idle.h"

#include <doctest/doctest.h>

#include <vector>

namespace idp::test {
namespace {

using http::IdleHandles;
using http::MultiHandle;

struct Kept {
  IdleHandles idle;
  IdleHandles::Clock::time_point now{};
  std::vector<const CURLM*> given;

  void keep(std::size_t count) {
    for (; count > 0; --count) {
      MultiHandle handle(curl_multi_init());
      given.push_back(handle.get());
      idle.keep(std::move(handle), now);
    }
  }
  // Takes them out, and counts them.
  std::size_t count() {
    std::vector<MultiHandle> taken;
    while (MultiHandle handle = idle.take(now)) {
      taken.push_back(std::move(handle));
    }
    return taken.size();
  }
};

TEST_CASE_FIXTURE(Kept, "what was used last is taken first") {
  keep(2);
  CHECK(idle.take(now).get() == given[1]);
  CHECK(idle.take(now).get() == given[0]);
  CHECK(idle.take(now) == nullptr);
}

TEST_CASE_FIXTURE(Kept, "no more are kept than a few") {
  keep(IdleHandles::kMost + 3);
  CHECK(count() == IdleHandles::kMost);
}

TEST_CASE_FIXTURE(Kept, "what nobody takes for some time is closed") {
  keep(1);
  now += IdleHandles::kLongest;
  keep(2);
  CHECK(count() == 3);
  keep(2);
  now += IdleHandles::kLongest + std::chrono::seconds(1);
  keep(1);
  CHECK(count() == 1);
  keep(1);
  now += IdleHandles::kLongest + std::chrono::seconds(1);
  CHECK(idle.take(now) == nullptr);
}

}  // namespace
}  // namespace idp::test
