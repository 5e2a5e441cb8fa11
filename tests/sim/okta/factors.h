// factors.h - what users sign in with beside a password.
// In: the seed, and what was changed.  Out: a user's factors.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace sim {

class Org;

// The kinds of factors; of each a user has one at most.
enum class FactorKind : std::uint32_t {
  push,
  signed_nonce,
  totp,
  sms,
  question,
  webauthn,
  google_totp
};
inline constexpr std::uint32_t kFactorKinds = 7;

struct Factor {
  FactorKind kind = FactorKind::push;
  std::string id;
  bool pending = false;  // not activated yet: its secret can be read
  std::int64_t created = 0, last_updated = 0;
};

class Factors {
 public:
  explicit Factors(const Org& org) : org_(org) {}

  // REQUIRES: the user is in range.
  std::vector<Factor> of(std::uint32_t user) const;
  // One of Okta Verify's takes the app's other factors with it.
  void remove(std::uint32_t user, FactorKind kind);
  void remove_all(std::uint32_t user);
  void reset() { removed_.clear(); }

 private:
  bool has(std::uint32_t user, FactorKind kind) const;

  const Org& org_;
  std::unordered_map<std::uint32_t, std::uint32_t> removed_;  // a bit per kind
};

}  // namespace sim
