// credential.h - the kinds of credential that an org can be given.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

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

}  // namespace idp
