// secrets.h - what an org has been sent beside its configured credential.
#pragma once

#include <algorithm>
#include <deque>
#include <mutex>
#include <string>

namespace idp {

// Access tokens and assertions, the last few: what an answer might repeat.
// Safe from several threads.
class Secrets {
 public:
  void add(const std::string& secret) {
    constexpr std::size_t kMost = 16;
    const std::lock_guard lock(mutex_);
    if (std::ranges::find(sent_, secret) != sent_.end()) return;
    sent_.push_back(secret);
    if (sent_.size() > kMost) sent_.pop_front();
  }
  std::deque<std::string> all() const {
    const std::lock_guard lock(mutex_);
    return sent_;
  }

 private:
  mutable std::mutex mutex_;
  std::deque<std::string> sent_;
};

}  // namespace idp
