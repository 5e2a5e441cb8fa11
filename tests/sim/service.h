// service.h - a call's whole way: faults -> latency -> provider -> headers.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include "options.h"
#include "provider.h"
#include "wire/answer.h"
#include "wire/faults.h"
#include "wire/received.h"
#include "wire/stats.h"

namespace sim {

// Safe from several threads.
class Service {
 public:
  explicit Service(const Options& options);

  // A call to the provider, or to a control path, "/_sim/..": those need no
  // token, have no limits and are not counted.
  Reply answer(const Call& call);
  Received& received() { return received_; }

 private:
  std::int64_t now() const;
  std::int64_t now_ms() const;
  Reply serve(Call call);
  Answer control(const Call& call);
  Answer reset();
  Answer set_clock(const std::string& text);

  std::uint32_t latency_ms_;
  // Of the simulator's clock from the real one.
  std::chrono::milliseconds first_offset_;
  std::atomic<std::chrono::milliseconds> offset_;
  std::unique_ptr<Provider> provider_;
  Faults faults_;
  Stats stats_;
  Received received_;
};

}  // namespace sim
