// dpop.cpp - a proof's header, claims and nonce.
#include "oauth/dpop.h"

#include "oauth/jwt.h"
#include "wire/member.h"

namespace sim {
namespace {

constexpr std::int64_t kNonceSeconds = 86'400;
constexpr std::int64_t kNonceDays = 3;
constexpr std::int64_t kOldest = 300;  // seconds since "iat"

OauthError invalid_proof(std::string description) {
  return {400, "invalid_dpop_proof", std::move(description)};
}

std::string nonce_of(std::int64_t day) {
  constexpr std::size_t length = 32;  // as in Okta's example
  return base64url(sha256("nonce " + std::to_string(day))).substr(0, length);
}

bool is_nonce(const std::string& text, std::int64_t now) {
  for (std::int64_t age = 0; age < kNonceDays; ++age) {
    if (text == nonce_of(now / kNonceSeconds - age)) return true;
  }
  return false;
}

std::optional<OauthError> check_signature(const Jwt& proof) {
  if (proof.header("typ") != "dpop+jwt") {
    return invalid_proof("'typ' must be 'dpop+jwt' in the DPoP proof JWT.");
  }
  if (!is_algorithm(proof.header("alg"))) {
    return invalid_proof("The DPoP proof JWT signature algorithm is invalid.");
  }
  const rapidjson::Value* jwk = member(proof.header(), "jwk");
  const auto key = jwk ? PublicKey::from_jwk(*jwk) : std::nullopt;
  if (!key) return invalid_proof("The DPoP proof JWT is invalid.");
  if (!proof.is_signed_by(*key)) {
    return invalid_proof("The DPoP proof JWT signature is invalid.");
  }
  return std::nullopt;
}

std::optional<OauthError> check_age(const Jwt& proof, const Clock& clock) {
  const std::int64_t now = clock.now;
  const auto issued = proof.time("iat");
  if (!issued)
    return invalid_proof("'iat' claim in the DPoP proof JWT is invalid.");
  if (*issued > now + clock.leeway) {
    return invalid_proof("The DPoP proof JWT is issued in the future.");
  }
  // In the last second of the five minutes, a part of it has passed.
  if (*issued <= now - kOldest) {
    return invalid_proof(
        "The DPoP proof JWT is issued more than five minutes in the past.");
  }
  const auto expires = proof.time("exp");
  if (expires && *expires <= now) {
    return invalid_proof("The DPoP proof JWT is expired.");
  }
  return std::nullopt;
}

std::optional<OauthError> check_claims(const Jwt& proof, const Call& call,
                                       const ProofOf& of, const Clock& clock) {
  if (proof.claim("htm") != call.method) {
    return invalid_proof("'htm' claim in the DPoP proof JWT is invalid.");
  }
  if (proof.claim("htu") != of.url) {
    return invalid_proof("'htu' claim in the DPoP proof JWT is invalid.");
  }
  if (auto error = check_age(proof, clock)) return error;
  if (proof.claim("jti").empty()) {
    return invalid_proof("'jti' claim in the DPoP proof JWT is invalid.");
  }
  if (of.access_token) {
    if (proof.claim("ath") == base64url(sha256(*of.access_token))) {
      return std::nullopt;
    }
    return invalid_proof(
        "'ath' claim in the DPoP proof does not match the presented "
        "access_token.");
  }
  if (is_nonce(proof.claim("nonce"), clock.now)) return std::nullopt;
  return OauthError{400, "use_dpop_nonce",
                    "Authorization server requires nonce in DPoP proof."};
}

}  // namespace

std::string proof_url(const Call& call) {
  std::string url = call.base;
  for (const char c : percent_decode(call.path, false)) {
    const bool coded = c == '%' || c == ' ' || c == '"' || c == '#';
    url += coded ? percent_encode({&c, 1}) : std::string(1, c);
  }
  return url;
}

std::variant<std::string, OauthError> check_proof(const Call& call,
                                                  const ProofOf& of,
                                                  const Clock& clock,
                                                  Replays& replays) {
  if (call.count("DPoP") > 1) {
    return invalid_proof("Multiple DPoP proof JWT headers are not allowed.");
  }
  const auto proof = Jwt::parse(*call.header("DPoP"));
  if (!proof) return invalid_proof("The DPoP proof JWT cannot be parsed.");
  if (const auto error = check_signature(*proof)) return *error;
  if (const auto error = check_claims(*proof, call, of, clock)) return *error;
  std::string key = thumbprint(*member(proof->header(), "jwk"));
  if (!replays.first_use(key + " " + proof->claim("jti"), clock.now,
                         clock.now + kOldest + clock.leeway)) {
    return invalid_proof("The DPoP proof JWT has already been used.");
  }
  return key;
}

std::string dpop_nonce(std::int64_t now) {
  return nonce_of(now / kNonceSeconds);
}

}  // namespace sim
