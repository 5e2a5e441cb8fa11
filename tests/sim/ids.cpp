// ids.cpp - writes and reads ids, and mixes seeds into them.
#include "ids.h"

#include <array>

namespace sim {
namespace {

constexpr std::string_view kDigits =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kValueDigits = 11;  // 62^11 > 2^64
constexpr std::size_t kCheckDigits = 3;
constexpr std::uint64_t kFirst = 0xbf58476d1ce4e5b9;
constexpr std::uint64_t kSecond = 0x94d049bb133111eb;

// The prefixes that Okta's recorded ids show ("000u": a users cursor).
std::string_view prefix(Kind kind) {
  constexpr std::array<std::string_view, 20> prefixes = {
      "00u", "0oa", "oar", "oag", "scp", "aus", "oty", "00o", "000", "guo",
      "00g", "ufs", "cr0", "irb", "iam", "00T", "oag", "ocs", "pks", "guo"};
  return prefixes[static_cast<std::size_t>(kind)];
}

// The inverse modulo 2^64 of an odd number, by Newton's iteration.
constexpr std::uint64_t inverse(std::uint64_t odd) {
  std::uint64_t x = odd;
  for (int i = 0; i < 6; ++i) x *= 2 - odd * x;
  return x;
}

// The finalizer of splitmix64: a bijection of 64-bit numbers.
constexpr std::uint64_t scramble(std::uint64_t x) {
  x = (x ^ (x >> 30)) * kFirst;
  x = (x ^ (x >> 27)) * kSecond;
  return x ^ (x >> 31);
}

constexpr std::uint64_t unscramble(std::uint64_t x) {
  x = (x ^ (x >> 31) ^ (x >> 62)) * inverse(kSecond);
  x = (x ^ (x >> 27) ^ (x >> 54)) * inverse(kFirst);
  return x ^ (x >> 30) ^ (x >> 60);
}
static_assert(unscramble(scramble(0x123456789abcdef)) == 0x123456789abcdef);

std::optional<std::uint64_t> parse_base62(std::string_view text) {
  std::uint64_t value = 0;
  for (const char c : text) {
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    value = value * kDigits.size() + digit;
  }
  return value;
}

}  // namespace

std::uint64_t mix(std::uint64_t key, std::uint64_t a, std::uint64_t b,
                  std::uint64_t c) {
  std::uint64_t x = scramble(key + 0x9e3779b97f4a7c15);
  for (const std::uint64_t part : {a, b, c}) {
    x = scramble((x ^ part) + 0x9e3779b97f4a7c15);
  }
  return x;
}

std::string base62(std::uint64_t value, std::size_t digits) {
  std::string text(digits, kDigits[0]);
  for (std::size_t i = digits; i-- > 0; value /= kDigits.size()) {
    text[i] = kDigits[value % kDigits.size()];
  }
  return text;
}

Ids::Ids(std::uint64_t seed) : seed_(seed) {}

std::string Ids::encode(Kind kind, std::uint64_t value) const {
  const std::uint64_t key = mix(seed_, static_cast<std::uint64_t>(kind));
  std::string id(prefix(kind));
  id += base62(scramble(value ^ key), kValueDigits);
  id += base62(mix(key, value), kCheckDigits);
  return id + base62(mix(seed_, 62), 1) + "d7";
}

std::optional<std::uint64_t> Ids::decode(Kind kind, std::string_view id) const {
  constexpr std::size_t kPrefix = 3;
  if (id.size() != 20) return std::nullopt;
  const auto scrambled = parse_base62(id.substr(kPrefix, kValueDigits));
  if (!scrambled) return std::nullopt;
  const std::uint64_t key = mix(seed_, static_cast<std::uint64_t>(kind));
  const std::uint64_t value = unscramble(*scrambled) ^ key;
  if (encode(kind, value) != id) return std::nullopt;
  return value;
}

}  // namespace sim
