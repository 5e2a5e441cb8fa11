// serve_api_tokens.cpp - the org's API tokens (facts on jobs, 6).
#include <array>

#include "errors.h"
#include "okta/objects.h"
#include "okta/routes.h"

namespace sim {
namespace serve_api_tokens {
namespace {

// "lastUpdated" is the last use.
void write(Json& json, const Org& org, const ApiToken& token,
           const std::string& base) {
  const std::string user = org.ids().encode(Kind::user, token.owner);
  object(json, [&] {
    field(json, "id", token.id);
    field(json, "name", token.name);
    field(json, "userId", user);
    field(json, "clientName", "Okta API");
    field(json, "tokenWindow", "P30D");
    object(json, "network", [&] {
      field(json, "connection", token.anywhere ? "ANYWHERE" : "ZONE");
      if (!token.anywhere) {
        words_field(json, "include", {"nzo1simulatedzone0d7"});
      }
    });
    time_field(json, "expiresAt", token.last_used + ApiTokens::kWindow);
    time_field(json, "created", token.created);
    time_field(json, "lastUpdated", token.last_used);
    object(json, "_links", [&] {
      link(json, "self", base + "/api/v1/api-tokens/" + token.id, {},
           {"GET", "DELETE"});
      link(json, "user", base + "/api/v1/users/" + user, {}, {"GET"});
    });
  });
}

// Not paged, and no Link header.
Answer list_tokens(Org& org, const Call& call) {
  return ok(json_text([&](Json& json) {
    array(json, [&] {
      for (const ApiToken& token : org.api_tokens().all(call.now)) {
        write(json, org, token, call.base);
      }
    });
  }));
}

Answer get_token(Org& org, const Call& call) {
  const auto token = org.api_tokens().find(call.ids[0], call.now);
  if (!token) return not_found(call.ids[0], "ApiToken");
  return ok(
      json_text([&](Json& json) { write(json, org, *token, call.base); }));
}

Answer revoke_token(Org& org, const Call& call) {
  const auto token = org.api_tokens().find(call.ids[0], call.now);
  if (!token) return not_found(call.ids[0], "ApiToken");
  org.api_tokens().revoke(token->number);
  return no_content();
}

// The one that calls; a service app has none.
Answer revoke_current(Org& org, const Call& call) {
  if (!call.client.empty()) return not_found("current", "ApiToken");
  org.api_tokens().revoke(0);
  return no_content();
}

constexpr std::array<Route, 4> kRoutes = {{
    {"GET", "/api/v1/api-tokens", "okta.apiTokens.read", Bucket::api,
     list_tokens},
    {"DELETE", "/api/v1/api-tokens/current", "okta.apiTokens.manage",
     Bucket::api, revoke_current},
    {"GET", "/api/v1/api-tokens/{apiTokenId}", "okta.apiTokens.read",
     Bucket::api, get_token},
    {"DELETE", "/api/v1/api-tokens/{apiTokenId}", "okta.apiTokens.manage",
     Bucket::api, revoke_token},
}};

}  // namespace
}  // namespace serve_api_tokens

std::span<const Route> api_token_routes() { return serve_api_tokens::kRoutes; }

}  // namespace sim
