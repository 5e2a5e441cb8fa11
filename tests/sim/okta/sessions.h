// sessions.h - how many sessions users have, and remembered devices.
// Okta doesn't list them: only the control path /_sim/access tells.
#pragma once

#include <cstdint>
#include <unordered_set>

namespace sim {

class Org;

class Sessions {
 public:
  explicit Sessions(const Org& org) : org_(org) {}

  std::uint64_t count(std::uint32_t user) const;
  std::uint64_t devices(std::uint32_t user) const;
  void end(std::uint32_t user) { ended_.insert(user); }
  void forget_devices(std::uint32_t user) { forgotten_.insert(user); }
  void reset();

 private:
  const Org& org_;
  std::unordered_set<std::uint32_t> ended_, forgotten_;
};

}  // namespace sim
