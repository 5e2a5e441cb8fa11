// assertion.cpp - signature, key, audience, times and one use.
#include "oauth/assertion.h"

#include <algorithm>

#include "oauth/jwt.h"

namespace sim {
namespace {

constexpr std::int64_t kLongest = 3600;  // from now to "exp"
// An "iat" 1 s ahead is taken; "exp" has no leeway (facts, 2.1).
constexpr std::int64_t kLeastLeeway = 1;

OauthError refused(std::string description) {
  return {401, "invalid_client", std::move(description)};
}

// The key that the header names; an app with one key need not name it.
const ServiceApp::Key* find_key(const ServiceApp& app, const Jwt& jwt) {
  if (!jwt.header().HasMember("kid")) {
    return app.keys.size() == 1 ? &app.keys.front() : nullptr;
  }
  for (const ServiceApp::Key& key : app.keys) {
    if (!key.kid.empty() && key.kid == jwt.header("kid")) return &key;
  }
  return nullptr;
}

std::optional<OauthError> check_times(const Jwt& jwt, const Clock& clock) {
  const std::int64_t now = clock.now;
  const auto expires = jwt.time("exp");
  if (!expires) {
    return refused(
        "The client_assertion must contain the 'exp' claim as seconds since "
        "epoch.");
  }
  if (*expires <= now) return refused("The client_assertion token is expired.");
  if (*expires > now + kLongest) {
    return refused(
        "The client_assertion token has an expiration too far into the "
        "future.");
  }
  if (!jwt.has("iat")) return std::nullopt;
  const auto issued = jwt.time("iat");
  if (!issued) return refused("The parsing of the client_assertion failed.");
  if (*issued > now + std::max(clock.leeway, kLeastLeeway)) {
    return refused(
        "The client_assertion token must be issued before the current time.");
  }
  return std::nullopt;
}

}  // namespace

std::variant<ServiceApp, OauthError> check_assertion(
    const std::string& text, const ServiceApps& apps,
    const std::string& endpoint, const Clock& clock, Replays& replays) {
  const auto jwt = Jwt::parse(text);
  if (!jwt) return refused("The parsing of the client_assertion failed.");
  const auto found = apps.find(jwt->claim("iss"));
  if (found == apps.end()) {
    return refused(
        "The issuer claim for client_assertion is not a valid client_id.");
  }
  const ServiceApp& app = found->second;
  if (jwt->claim("sub") != app.client_id) {
    return refused(
        "The subject claim for client_assertion is not a valid client_id.");
  }
  if (!is_algorithm(jwt->header("alg"))) {
    return refused("The client_assertion JWT signature algorithm is invalid.");
  }
  const ServiceApp::Key* key = find_key(app, *jwt);
  if (!key) return refused("The client_assertion JWT kid is invalid.");
  if (!jwt->is_signed_by(key->key)) {
    return refused("The client_assertion signature is invalid.");
  }
  if (!jwt->is_for(endpoint)) {
    return refused(
        "The audience claim for client_assertion must be the endpoint invoked "
        "for the request.");
  }
  if (auto error = check_times(*jwt, clock)) return *error;
  const std::string id = jwt->claim("jti");
  if (!id.empty() && !replays.first_use(app.client_id + " " + id, clock.now,
                                        clock.now + kLongest)) {
    return refused("The client_assertion token has already been used.");
  }
  return app;
}

}  // namespace sim
