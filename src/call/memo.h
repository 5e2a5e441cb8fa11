// memo.h - the answers that a statement had, so that it asks nothing twice.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>

namespace idp {

// Holds what was used last, up to a number of bytes. Call is a shared pointer
// to something that knows its size().
template <class Call>
class Memo {
 public:
  explicit Memo(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  // Null where it isn't here.
  Call find(const std::string& key) const {
    const auto found = calls_.find(key);
    return found == calls_.end() ? nullptr : found->second;
  }

  void add(const std::string& key, Call call) {
    calls_[key] = std::move(call);
    order_.push_back(key);
    // Sizes grow after the adding, so they are looked at now and then.
    if (order_.size() % kCheckEvery == 0) shrink();
  }

  void clear() {
    calls_.clear();
    order_.clear();
  }

 private:
  static constexpr std::size_t kCheckEvery = 32;

  void shrink() {
    std::size_t bytes = 0;
    for (const auto& [key, call] : calls_) bytes += key.size() + call->size();
    while (bytes > most_bytes_ && !order_.empty()) {
      const auto oldest = calls_.find(order_.front());
      order_.pop_front();
      if (oldest == calls_.end()) continue;
      bytes -= oldest->first.size() + oldest->second->size();
      calls_.erase(oldest);
    }
  }

  std::size_t most_bytes_;
  std::unordered_map<std::string, Call> calls_;
  std::deque<std::string> order_;
};

}  // namespace idp
