// authorization_server.h - the org authorization server: gives access tokens to
// service apps, and says whether a call's access token will do (facts, 5.2 and
// 5.3).
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "oauth/assertion.h"
#include "oauth/oauth.h"
#include "oauth/service_apps.h"
#include "wire/answer.h"

namespace sim {

// Safe from several threads.
class AuthorizationServer {
 public:
  AuthorizationServer(std::int64_t lifetime_s, std::int64_t leeway_s)
      : lifetime_s_(lifetime_s), leeway_s_(leeway_s) {}

  // POST /oauth2/v1/token
  Answer token(const Call& call, std::int64_t now);

  // Why a call with "Bearer .." or "DPoP .." is refused; nothing: it isn't.
  // scope: what the operation needs; empty: any token will do.
  std::optional<Answer> refuse(const Call& call, const std::string& scope,
                               std::int64_t now);

  // Whose access token a call has; nothing: it has none that was given.
  std::optional<std::string> client_of(const Call& call);

  // Registers an app, or replaces it. Returns what is wrong with the JSON.
  std::optional<std::string> add(const std::string& text);
  // From now on the tokens that were given count as past their hour.
  void expire_all();
  void revoke_all();
  void reset();

 private:
  struct AccessToken {
    std::string client_id, scope;
    std::set<std::string, std::less<>> scopes;
    std::string jkt;  // of the key that it is bound to; empty: to none
    std::int64_t expires = 0;
    bool expired = false, revoked = false;
    bool admin_role = true;
  };

  std::variant<AccessToken, OauthError> grant(const Call& call,
                                              std::int64_t now);
  std::optional<OauthError> check_possession(const Call& call,
                                             const std::string& value,
                                             const AccessToken& token,
                                             std::int64_t now);

  std::int64_t lifetime_s_, leeway_s_;
  std::mutex mutex_;
  ServiceApps apps_;
  std::map<std::string, AccessToken> tokens_;
  Replays assertions_, proofs_;
};

}  // namespace sim
