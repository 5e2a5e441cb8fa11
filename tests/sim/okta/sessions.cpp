// sessions.cpp - derives their numbers, and keeps what ended.
#include "okta/sessions.h"

#include "okta/org.h"

namespace sim {
namespace {

enum : std::uint64_t { kSessionCount = 1400, kDeviceCount };

}  // namespace

// Who is active has up to three; the org's first user, whose API token the
// caller uses, at least one.
std::uint64_t Sessions::count(std::uint32_t user) const {
  if (ended_.contains(user) || !org_.exists(user)) return 0;
  if (org_.first_status(user) != Status::active) return 0;
  const std::uint64_t count = org_.draw(kSessionCount, user) % 4;
  return user == 0 && count == 0 ? 1 : count;
}

std::uint64_t Sessions::devices(std::uint32_t user) const {
  if (forgotten_.contains(user) || !org_.exists(user)) return 0;
  if (org_.first_status(user) != Status::active) return 0;
  return user == 0 ? 2 : org_.draw(kDeviceCount, user) % 3;
}

void Sessions::reset() {
  ended_.clear();
  forgotten_.clear();
}

}  // namespace sim
