// dpop.h - checks DPoP proofs (RFC 9449; facts, 5.3).
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "oauth/oauth.h"
#include "wire/answer.h"

namespace sim {

// What the proof has to be of, beside the call's method.
struct ProofOf {
  std::string url;  // of the call, as proofs name it
  // The access token that comes with it; nothing: at the token endpoint, which
  // wants a nonce instead.
  std::optional<std::string> access_token;
};

// The call's URL as its proof has to name it: without the query, and the path
// decoded but for the percent sign, the blank, the double quote and the number
// sign (facts, 5.3).
std::string proof_url(const Call& call);

// The thumbprint of the key that signed the call's one proof, or the documented
// error. Its jti is used up only when everything else is right.
// REQUIRES: the call has a DPoP header.
std::variant<std::string, OauthError> check_proof(const Call& call,
                                                  const ProofOf& of,
                                                  const Clock& clock,
                                                  Replays& replays);

// It changes every 24 hours; an old one is taken for three days.
std::string dpop_nonce(std::int64_t now);

}  // namespace sim
