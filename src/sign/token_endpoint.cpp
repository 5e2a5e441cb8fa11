// token_endpoint.cpp - forms and JSON of token endpoints.
#include "sign/token_endpoint.h"

#include <algorithm>

#include "jose/jwt.h"
#include "json/tree.h"
#include "lower.h"

namespace idp {
namespace {

using std::chrono::seconds;

// Not for long, as it is used at once.
std::string assertion_claims(const std::string& client_id,
                             const std::string& endpoint,
                             std::int64_t unix_time) {
  constexpr std::int64_t kAfter = 300;
  return json::text_of({json::Object{{"aud", {endpoint}},
                                     {"iss", {client_id}},
                                     {"sub", {client_id}},
                                     {"iat", {unix_time - kIssuedBefore}},
                                     {"exp", {unix_time + kAfter}},
                                     {"jti", {jose::unique_id()}}}});
}

// When to stop using a token that lives this long: five minutes before its
// end, or earlier for one that lives less than an hour.
seconds usable(std::int64_t lifetime_seconds) {
  const seconds life(std::clamp<std::int64_t>(lifetime_seconds, 0, 86'400));
  return life - std::min(seconds(300), life / 10);
}

}  // namespace

http::Request token_request(const Org& org, const http::Target& target,
                            const jose::Key& key, Account* prover,
                            const std::set<std::string>& scopes,
                            std::int64_t unix_time) {
  const auto& app = std::get<ServiceApp>(org.credential);
  const std::string endpoint = org.origin.text() + target.path;
  const std::string& key_id = app.key_id.empty() ? key.id() : app.key_id;
  const std::string assertion =
      jose::sign(key, {"JWT", key_id, false},
                 assertion_claims(app.client_id, endpoint, unix_time));
  org.sent->add(assertion);
  http::Request request{
      "POST",
      org.origin,
      target,
      {{"Accept", "application/json"},
       {"Content-Type", "application/x-www-form-urlencoded"}},
      "grant_type=client_credentials&scope=" + http::encode(joined(scopes)) +
          "&client_assertion_type=" +
          http::encode(
              "urn:ietf:params:oauth:client-assertion-type:jwt-bearer") +
          "&client_assertion=" + assertion};
  if (prover != nullptr) {
    request.headers.emplace_back("DPoP", prover->proof(request, {}, unix_time));
  }
  return request;
}

std::optional<TokenAnswer> read_token(const http::Response& response,
                                      bool proved) {
  if (response.status != 200) return std::nullopt;
  const Result<json::Tree> tree = json::parse(response.body);
  const json::Tree* lifetime = tree ? tree->find("expires_in") : nullptr;
  if (lifetime == nullptr) return std::nullopt;
  const auto* life = std::get_if<std::int64_t>(&lifetime->value);
  if (life == nullptr || *life <= 0) return std::nullopt;
  TokenAnswer token{tree->text("access_token"), false, usable(*life)};
  if (!is_header_value(token.value)) return std::nullopt;
  const std::string type = lower(tree->text("token_type"));
  token.dpop = type == "dpop";
  if (token.dpop ? proved : type == "bearer") return token;
  return std::nullopt;
}

std::string oauth_error(const http::Response& response) {
  const Result<json::Tree> tree = json::parse(response.body);
  return tree ? tree->text("error") : std::string();
}

std::string joined(const std::set<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : " ") + word;
  }
  return text;
}

}  // namespace idp
