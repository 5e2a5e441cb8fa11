// idle.h - connections of the process that nobody uses now. Private to
// src/http.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

#include "free.h"

namespace idp::http {

// What libcurl runs requests with, and keeps their connections in.
using MultiHandle = std::unique_ptr<CURLM, Free<curl_multi_cleanup>>;

// Handles between two uses: whoever comes next takes the one that was used
// last, with its connections, so that a pool of SQLite connections which work
// in turn has those of one. No thread looks after them: a handle that stays is
// closed when another one comes or goes later than kLongest, or kMost have come
// after it, or with this object. Safe from several threads.
class IdleHandles {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t kMost = 4;
  static constexpr std::chrono::seconds kLongest{30};

  IdleHandles() { kept_.reserve(kMost + 1); }

  // Null where there is none.
  MultiHandle take(Clock::time_point now) noexcept;
  // REQUIRES: no request is in it.
  void keep(MultiHandle handle, Clock::time_point now) noexcept;

 private:
  struct Kept {
    MultiHandle handle;
    Clock::time_point since;
  };

  void close_old(Clock::time_point now) noexcept;

  std::mutex mutex_;
  std::vector<Kept> kept_;  // in the order in which they came
};

// The process's; a child that fork() makes has its own. The first use, not the
// loading, sets libcurl up.
std::shared_ptr<IdleHandles> idle_handles();

}  // namespace idp::http
