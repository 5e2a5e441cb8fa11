// factors.cpp - derives factors, and keeps what was removed.
#include "okta/factors.h"

#include "okta/org.h"

namespace sim {
namespace {

enum : std::uint64_t { kHasFactor = 1300, kFactorCreated, kFactorUpdated };

constexpr std::uint32_t bit(FactorKind kind) {
  return 1U << static_cast<std::uint32_t>(kind);
}

constexpr std::uint32_t kOktaVerify = bit(FactorKind::push) |
                                      bit(FactorKind::signed_nonce) |
                                      bit(FactorKind::totp);

}  // namespace

// The first user has Okta Verify, the second a factor that is not activated.
bool Factors::has(std::uint32_t user, FactorKind kind) const {
  const auto removed = removed_.find(user);
  if (removed != removed_.end() && (removed->second & bit(kind)) != 0) {
    return false;
  }
  const std::uint64_t h = org_.draw(kHasFactor, user);
  switch (kind) {
    case FactorKind::push:
    case FactorKind::signed_nonce:
    case FactorKind::totp:
      return user == 0 || h % 2 == 0;
    case FactorKind::sms:
      return (h >> 8) % 3 == 0;
    case FactorKind::question:
      return (h >> 16) % 4 == 0;
    case FactorKind::webauthn:
      return (h >> 24) % 5 == 0;
    case FactorKind::google_totp:
      return user == 1 || (h >> 32) % 16 == 0;
  }
  return false;
}

std::vector<Factor> Factors::of(std::uint32_t user) const {
  std::vector<Factor> factors;
  const Status first = org_.first_status(user);
  if (first == Status::staged || first == Status::provisioned) return factors;
  const std::int64_t since = org_.user(user).created;
  for (std::uint32_t i = 0; i < kFactorKinds; ++i) {
    Factor f;
    f.kind = static_cast<FactorKind>(i);
    if (!has(user, f.kind)) continue;
    const std::uint64_t number = std::uint64_t{user} << 8 | i;
    f.id = org_.ids().encode(Kind::factor, number);
    f.pending = f.kind == FactorKind::google_totp;
    f.created = time_since(since, org_.draw(kFactorCreated, number));
    f.last_updated = time_since(f.created, org_.draw(kFactorUpdated, number));
    factors.push_back(f);
  }
  return factors;
}

void Factors::remove(std::uint32_t user, FactorKind kind) {
  const bool with_others =
      kind == FactorKind::push || kind == FactorKind::signed_nonce;
  removed_[user] |= with_others ? kOktaVerify : bit(kind);
}

void Factors::remove_all(std::uint32_t user) {
  removed_[user] = (1U << kFactorKinds) - 1;
}

}  // namespace sim
