// stop.h - whether the user asked a statement to stop.
#pragma once

#include <chrono>
#include <functional>
#include <utility>

namespace idp {

// A statement's. Once the user has asked, that stays so, since a host's
// progress handler may say it a single time. Not for several threads at once.
class Stop {
 public:
  // `ask` may be costly: it is called once in 10 ms at the most.
  explicit Stop(std::function<bool()> ask) : ask_(std::move(ask)) {}

  // For whoever waits, every 10 to 30 ms.
  bool asked() {
    const auto now = std::chrono::steady_clock::now();
    if (stopped_ || now - last_ < std::chrono::milliseconds(10)) {
      return stopped_;
    }
    last_ = now;
    stopped_ = ask_();
    return stopped_;
  }
  // The same without asking anew.
  bool was_asked() const { return stopped_; }

 private:
  std::function<bool()> ask_;
  std::chrono::steady_clock::time_point last_{};
  bool stopped_ = false;
};

}  // namespace idp
