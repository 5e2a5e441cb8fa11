// service.h - a call's whole way: faults -> latency -> provider -> headers.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

#include "answer.h"
#include "faults.h"
#include "options.h"
#include "provider.h"
#include "received.h"
#include "stats.h"

namespace sim {

// How an answer gets onto the wire.
struct Reply {
  Answer answer;
  bool close = false;              // without an answer
  std::optional<size_t> truncate;  // bytes of the body, then the end
};

// Safe from several threads.
class Service {
 public:
  explicit Service(const Options& options);

  // A call to the provider.
  Reply serve(Call call);
  // A call to a control path, "/_sim/..": no token, no limits, not counted.
  Answer control(const Call& call);
  Received& received() { return received_; }

 private:
  int64_t now() const;
  Answer reset();
  Answer set_clock(const std::string& text);

  uint32_t latency_ms_;
  int64_t first_offset_s_;
  std::atomic<int64_t> offset_s_;  // of the simulator's clock from the real one
  std::unique_ptr<Provider> provider_;
  Faults faults_;
  Stats stats_;
  Received received_;
};

}  // namespace sim
