// ids.h - Okta-like ids that carry what they name.
// In: a kind and a 64-bit value.  Out: 20 characters, and back again.
// So the simulator finds 100,000 users by id without a table of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sim {

enum class Kind {
  user,
  app,
  token,
  grant,
  scope,
  server,
  type,
  org,
  cursor,
  realm,
  group,
  factor,
  role,
  role_binding,
  resource_set,
  api_token,
  app_grant,
  secret,
  json_web_key,
  device
};

// An id: the kind's prefix (3), the value under a keyed bijection in base 62
// (11), a check sum (3), and the org's own ending (3). The check sum makes a
// mistyped or foreign id decode to nothing.
class Ids {
 public:
  explicit Ids(std::uint64_t seed);

  std::string encode(Kind kind, std::uint64_t value) const;
  std::optional<std::uint64_t> decode(Kind kind, std::string_view id) const;

 private:
  std::uint64_t seed_;
};

// A well-mixed number from a key and up to three others; all the org's data
// derives from it.
std::uint64_t mix(std::uint64_t key, std::uint64_t a, std::uint64_t b = 0,
                  std::uint64_t c = 0);

// The lowest digits of a number in base 62.
std::string base62(std::uint64_t value, std::size_t digits);

}  // namespace sim
