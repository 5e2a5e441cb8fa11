#include "ids.h"

#include <array>

namespace sim {
namespace {

constexpr std::string_view kDigits =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr size_t kValueDigits = 11;  // 62^11 > 2^64
constexpr size_t kCheckDigits = 3;
constexpr uint64_t kFirst = 0xbf58476d1ce4e5b9;
constexpr uint64_t kSecond = 0x94d049bb133111eb;

// The prefixes that Okta's recorded ids show ("000u": a users cursor).
std::string_view prefix(Kind kind) {
  constexpr std::array<std::string_view, 9> prefixes = {
      "00u", "0oa", "oar", "oag", "scp", "aus", "oty", "00o", "000"};
  return prefixes[static_cast<size_t>(kind)];
}

// The inverse modulo 2^64 of an odd number, by Newton's iteration.
constexpr uint64_t inverse(uint64_t odd) {
  uint64_t x = odd;
  for (int i = 0; i < 6; ++i) x *= 2 - odd * x;
  return x;
}

// The finalizer of splitmix64: a bijection of 64-bit numbers.
constexpr uint64_t scramble(uint64_t x) {
  x = (x ^ (x >> 30)) * kFirst;
  x = (x ^ (x >> 27)) * kSecond;
  return x ^ (x >> 31);
}

constexpr uint64_t unscramble(uint64_t x) {
  x = (x ^ (x >> 31) ^ (x >> 62)) * inverse(kSecond);
  x = (x ^ (x >> 27) ^ (x >> 54)) * inverse(kFirst);
  return x ^ (x >> 30) ^ (x >> 60);
}
static_assert(unscramble(scramble(0x123456789abcdef)) == 0x123456789abcdef);

std::optional<uint64_t> parse_base62(std::string_view text) {
  uint64_t value = 0;
  for (const char c : text) {
    const size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    value = value * kDigits.size() + digit;
  }
  return value;
}

}  // namespace

uint64_t mix(uint64_t key, uint64_t a, uint64_t b, uint64_t c) {
  uint64_t x = scramble(key + 0x9e3779b97f4a7c15);
  for (const uint64_t part : {a, b, c})
    x = scramble((x ^ part) + 0x9e3779b97f4a7c15);
  return x;
}

std::string base62(uint64_t value, size_t digits) {
  std::string text(digits, kDigits[0]);
  for (size_t i = digits; i-- > 0; value /= kDigits.size())
    text[i] = kDigits[value % kDigits.size()];
  return text;
}

Ids::Ids(uint64_t seed) : seed_(seed) {}

std::string Ids::encode(Kind kind, uint64_t value) const {
  const uint64_t key = mix(seed_, static_cast<uint64_t>(kind));
  std::string id(prefix(kind));
  id += base62(scramble(value ^ key), kValueDigits);
  id += base62(mix(key, value), kCheckDigits);
  return id + base62(mix(seed_, 62), 1) + "d7";
}

std::optional<uint64_t> Ids::decode(Kind kind, std::string_view id) const {
  constexpr size_t kPrefix = 3;
  if (id.size() != 20) return std::nullopt;
  const auto scrambled = parse_base62(id.substr(kPrefix, kValueDigits));
  if (!scrambled) return std::nullopt;
  const uint64_t key = mix(seed_, static_cast<uint64_t>(kind));
  const uint64_t value = unscramble(*scrambled) ^ key;
  if (encode(kind, value) != id) return std::nullopt;
  return value;
}

}  // namespace sim
