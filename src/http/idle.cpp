// idle.cpp - the process's stack of handles, of which the lowest are closed.
#include "http/idle.h"

#include <new>
#include <utility>

#include "process.h"

namespace idp::http {
namespace {

struct Common {
  std::mutex mutex;
  bool ready = false;               // libcurl is set up
  std::weak_ptr<IdleHandles> idle;  // as long as there is a transport
};
constinit PerProcess<Common> all_common;

}  // namespace

std::shared_ptr<IdleHandles> idle_handles() {
  Common& common = all_common.get();
  const std::lock_guard lock(common.mutex);
  if (!common.ready && curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    throw std::bad_alloc();
  }
  common.ready = true;
  auto idle = common.idle.lock();
  if (!idle) common.idle = idle = std::make_shared<IdleHandles>();
  return idle;
}

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
