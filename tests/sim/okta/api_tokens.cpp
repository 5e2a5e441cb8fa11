// api_tokens.cpp - a few tokens, some of them long unused.
#include "okta/api_tokens.h"

#include <array>

#include "okta/org.h"

namespace sim {
namespace {

struct TokenWords {
  std::string_view name;
  std::uint32_t owner;
  bool anywhere;
  std::int64_t age, idle;  // in hours before the start
};

constexpr std::array<TokenWords, 6> kTokens = {{
    {"sqlite", 0, true, 2000, 0},
    {"old script", 0, true, 9000, 624},
    {"HR sync", 1, false, 12'000, 1},
    {"Terraform", 2, true, 700, 72},
    {"monitoring", 3, false, 300, 0},
    {"test of Friday", 4, true, 250, 240},
}};

constexpr std::int64_t kHour = 3600;
// How often the last use is noted.
constexpr std::int64_t kNoted = 10;

}  // namespace

ApiTokens::ApiTokens(const Org& org, std::int64_t start)
    : org_(org), start_(start), used_(start) {}

ApiToken ApiTokens::token(std::uint32_t number) const {
  const TokenWords& words = kTokens[number];
  ApiToken token;
  token.number = number;
  token.id = org_.ids().encode(Kind::api_token, number);
  token.name = words.name;
  token.owner = words.owner;
  token.anywhere = words.anywhere;
  token.created = start_ - words.age * kHour;
  token.last_used = number == 0 ? used_.load() : start_ - words.idle * kHour;
  return token;
}

std::vector<ApiToken> ApiTokens::all(std::int64_t now) const {
  std::vector<ApiToken> tokens;
  for (std::uint32_t i = 0; i < kTokens.size(); ++i) {
    const ApiToken one = token(i);
    if (revoked_.contains(i) || one.owner >= org_.users()) continue;
    const bool lives = org_.exists(one.owner) &&
                       org_.status(one.owner) != Status::deprovisioned &&
                       one.last_used + kWindow > now;
    if (lives || i == 0) tokens.push_back(one);
  }
  return tokens;
}

std::optional<ApiToken> ApiTokens::find(std::string_view id,
                                        std::int64_t now) const {
  for (const ApiToken& token : all(now)) {
    if (token.id == id) return token;
  }
  return std::nullopt;
}

void ApiTokens::use(std::int64_t now) {
  const std::int64_t used = used_;
  if (now >= used + kNoted || now < used) used_ = now;
}

void ApiTokens::revoke(std::uint32_t number) {
  revoked_.insert(number);
  if (number == 0) calls_ = false;
}

void ApiTokens::reset() {
  calls_ = true;
  revoked_.clear();
  used_ = start_;
}

}  // namespace sim
