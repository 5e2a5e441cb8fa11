// api_tokens.h - the API tokens of the org's admins. The first one is the one
// that calls.
// In: when the simulator started, and what was changed.  Out: the tokens.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

class Org;

struct ApiToken {
  std::uint32_t number = 0;
  std::string id;
  std::string_view name;
  std::uint32_t owner = 0;  // a user
  bool anywhere = true;     // else from one network zone alone
  std::int64_t created = 0, last_used = 0;
};

// use() and calls() are safe from several threads beside all else.
class ApiTokens {
 public:
  static constexpr std::int64_t kWindow = std::int64_t{30} * 86'400;

  // start: seconds since 1970.
  ApiTokens(const Org& org, std::int64_t start);

  // Those that are neither revoked nor past their window, nor of a user who is
  // deactivated; the calling one outlasts both.
  std::vector<ApiToken> all(std::int64_t now) const;
  std::optional<ApiToken> find(std::string_view id, std::int64_t now) const;
  // Whether the calling one is still there.
  bool calls() const { return calls_; }
  void use(std::int64_t now);
  void revoke(std::uint32_t number);
  void reset();

 private:
  ApiToken token(std::uint32_t number) const;

  const Org& org_;
  std::int64_t start_;
  std::set<std::uint32_t> revoked_;
  std::atomic<std::int64_t> used_;
  std::atomic<bool> calls_{true};
};

}  // namespace sim
