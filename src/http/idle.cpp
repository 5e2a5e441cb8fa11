// idle.cpp - a stack of handles, of which the lowest are closed.
#include "http/idle.h"

#include <utility>

namespace idp::http {

void IdleHandles::close_old(Clock::time_point now) noexcept {
  std::erase_if(kept_,
                [now](const Kept& one) { return now - one.since > kLongest; });
}

MultiHandle IdleHandles::take(Clock::time_point now) noexcept {
  const std::lock_guard lock(mutex_);
  close_old(now);
  if (kept_.empty()) return nullptr;
  MultiHandle last = std::move(kept_.back().handle);
  kept_.pop_back();
  return last;
}

void IdleHandles::keep(MultiHandle handle, Clock::time_point now) noexcept {
  const std::lock_guard lock(mutex_);
  close_old(now);
  kept_.push_back({std::move(handle), now});
  if (kept_.size() > kMost) kept_.erase(kept_.begin());
}

}  // namespace idp::http
