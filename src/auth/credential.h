// credential.h - the kinds of credential that an org can be given.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "json/tree.h"
#include "model/resource.h"
#include "result.h"

namespace idp {

// A provider's own kind of token: Okta's API token (SSWS), SlashID's API key.
// Sent in the headers that the provider's document names.
struct ApiToken {
  std::string token;
  bool operator==(const ApiToken&) const = default;
};

// An OAuth 2.0 access token that somebody else got: Authorization: Bearer.
struct AccessToken {
  std::string token;
  bool operator==(const AccessToken&) const = default;
};

// An OAuth 2.0 service app, which signs in with private_key_jwt (RFC 7523).
struct ServiceApp {
  std::string client_id;
  std::string private_key;          // PEM or JWK, as text
  std::string key_id;               // `kid`; empty: the JWK's own, or none
  std::vector<std::string> scopes;  // empty: those that the used tables need
  std::optional<bool> dpop;         // none: where the org asks for it
  bool operator==(const ServiceApp&) const = default;
};

using Credential = std::variant<ApiToken, AccessToken, ServiceApp>;

// The settings that make a credential: the names of okta.yaml, where it has
// them.
inline constexpr std::string_view kPrivateKey = "privateKey";
inline constexpr std::array<std::string_view, 8> kCredentialKeys = {
    "token",        "accessToken", "clientId", kPrivateKey,
    "privateKeyId", "scopes",      "dpop",     "authorizationMode"};

// Whether a header can carry it: visible ASCII and nothing else.
bool is_header_value(std::string_view text);

struct Source;
struct World;
struct SecretPlace;

// A credential whose secret is there, or at least the place of it.
struct GivenCredential {
  Credential credential;
  std::shared_ptr<const SecretPlace> place;  // null: the secret is there
};

// The credential that the members of a JSON object make; other members may be
// there, too. Errors never hold a value.
Result<GivenCredential> read_credential(const json::Tree& settings,
                                        const Provider& provider,
                                        const Source& source,
                                        const World& world);

// What was fetched becomes the secret of the credential. The error says what
// is wrong with the setting that the label names.
Status set_secret(Credential& credential, std::string secret,
                  const std::string& label);

// For people: "API token", "access token", "service app".
std::string_view kind_of(const Credential& credential);

}  // namespace idp
