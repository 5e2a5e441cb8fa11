// credential.h - the kinds of credential that an org can be given.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "json/tree.h"
#include "result.h"

namespace idp {

// A provider's own kind of token: Okta's API token (SSWS), SlashID's API key.
// Sent in the headers that the provider's document names.
struct ApiToken {
  std::string token;
};

// An OAuth 2.0 access token that somebody else got: Authorization: Bearer.
struct AccessToken {
  std::string token;
};

// An OAuth 2.0 service app, which signs in with private_key_jwt (RFC 7523).
struct ServiceApp {
  std::string client_id;
  std::string private_key;          // PEM or JWK, as text
  std::string key_id;               // `kid`; empty: the JWK's own, or none
  std::vector<std::string> scopes;  // empty: those that the used tables need
  std::optional<bool> dpop;         // none: where the org asks for it
};

using Credential = std::variant<ApiToken, AccessToken, ServiceApp>;

// The settings that make a credential: the names of okta.yaml, where it has
// them.
inline constexpr std::array<std::string_view, 7> kCredentialKeys = {
    "token",        "accessToken", "clientId", "privateKey",
    "privateKeyId", "scopes",      "dpop"};

// A header's value can't hold anything but visible ASCII.
bool is_token(std::string_view text);

// The error has no name in front: " is empty."
Result<ApiToken> make_api_token(const std::string& token);

// The credential that the members of a JSON object make; other members may be
// there, too. The error names a setting, and never holds a value.
Result<Credential> read_credential(const json::Tree& settings);

}  // namespace idp
