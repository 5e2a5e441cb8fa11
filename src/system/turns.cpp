// turns.cpp - waits.
#include "system/turns.h"

#include <algorithm>
#include <thread>

namespace idp {
namespace {

// As seldom as a patient SQLite polls for a lock.
constexpr std::chrono::milliseconds kLongest{100};

}  // namespace

void Turns::wait() const {
  std::this_thread::sleep_until(ended_ + std::min<std::chrono::nanoseconds>(
                                             2 * (ended_ - began_), kLongest));
}

}  // namespace idp
