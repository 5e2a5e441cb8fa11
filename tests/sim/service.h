// service.h - a call's whole way through the org.
// route -> faults -> latency -> token -> rate limit -> operation -> headers
#pragma once

#include <cstdint>
#include <optional>
#include <shared_mutex>
#include <string>

#include "answer.h"
#include "faults.h"
#include "options.h"
#include "org.h"
#include "rates.h"
#include "routes.h"
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

  // A call to the org.
  Reply serve(Call call);
  // A call to a control path, "/_sim/..": no token, no limits, not counted.
  Answer control(const Call& call);

 private:
  Answer answer(const Call& call, const std::vector<std::string>& segments);
  Answer operate(const Call& call, const Route& route);
  Answer dump(const Call& call);

  Options options_;
  Org org_;
  mutable std::shared_mutex org_mutex_;
  Rates rates_;
  Faults faults_;
  Stats stats_;
};

}  // namespace sim
