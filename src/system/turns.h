// turns.h - turns at something that others want, too, and can only poll for.
#pragma once

#include <chrono>

namespace idp {

// After each turn others have twice as long as it took: who polls for his own
// finds one soon, however many turns follow each other.
class Turns {
 public:
  // Before the next turn.
  void wait() const;
  void begin() { began_ = std::chrono::steady_clock::now(); }
  void end() { ended_ = std::chrono::steady_clock::now(); }

 private:
  std::chrono::steady_clock::time_point began_{}, ended_{};
};

}  // namespace idp
