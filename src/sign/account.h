// account.h - what an org has given to a service app: access tokens and a DPoP
// nonce; and the key that its tokens are bound to (RFC 9449).
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "auth/org.h"
#include "http/message.h"
#include "jose/key.h"
#include "pace/pacer.h"

namespace idp {

// Seconds that assertions and proofs are dated back: Okta takes none from the
// future, not by a moment, and a proof for five minutes ("DPoP", Okta). So
// clocks need not agree before the org's own time is known.
inline constexpr std::int64_t kIssuedBefore = 30;

struct OauthToken {
  std::string value;
  bool dpop = false;             // bound to the account's key; else Bearer
  std::set<std::string> scopes;  // that were asked for
  Pacer::Time renew{};           // from then on it is not used any more
};

// Safe from several threads.
class Account {
 public:
  explicit Account(bool dpop) : dpop_(dpop) {}

  // A token that was asked for with this scope; any, for an empty scope.
  std::optional<OauthToken> token(const std::string& scope,
                                  Pacer::Time now) const;
  void add(OauthToken token);
  // The org does not accept it any more.
  void drop(const std::string& value);

  // Whether token requests have a proof.
  bool dpop() const;
  void want_dpop();
  // Remembers the nonce that an answer brought, if it did.
  void learn_nonce(const http::Response& response);
  bool has_nonce() const;

  // The proof for that request; with an access token where there is one
  // already.
  std::string proof(const http::Request& request, std::string_view token,
                    std::int64_t unix_time);

 private:
  mutable std::mutex mutex_;
  std::vector<OauthToken> tokens_;
  bool dpop_;
  std::string nonce_;
  std::optional<jose::Key> key_;  // made when it is first needed
};

// The process has one for each org and credential.
// REQUIRES: the org's credential is a ServiceApp.
std::shared_ptr<Account> account_of(const Org& org);

}  // namespace idp
