// arrivals.cpp - what comes to an org, and how the System Log tells of it
// (facts on jobs, 1.2 and 1.3).
#include <rapidjson/document.h>

#include "okta/happening.h"
#include "okta/happenings.h"
#include "okta/words.h"
#include "wire/member.h"

namespace sim {
namespace {

// The code was exchanged: the client did it, and the user is a target.
Event token_event(const Org& org, const Call& call, const std::string& id) {
  const Held held = *org.find_token(id);
  const bool custom = org.token(held).server != kOrgServer;
  const std::string user = org.ids().encode(Kind::user, held.user);
  Event event = told(org, call,
                     custom ? "app.oauth2.as.token.grant.refresh_token"
                            : "app.oauth2.token.grant.refresh_token",
                     custom ? "OAuth2 refresh token is granted"
                            : "OIDC refresh token is granted",
                     {token_owner(user), token_party(id, user)});
  event.actor = client_party(org.app(held.user, held.slot));
  event.api_token.clear();
  event.debug.emplace_back("grantType", "authorization_code");
  return event;
}

// It names nobody.
Event grant_event(const Org& org, const Call& call, const std::string& id) {
  const Held held = *org.find_grant(id);
  const bool custom = org.grant(held).server != kOrgServer;
  Event event =
      told(org, call,
           custom ? "app.oauth2.as.consent.grant" : "app.oauth2.consent.grant",
           custom ? "User consented to OAuth2 scopes"
                  : "User consented to OIDC scopes",
           {client_party(org.app(held.user, held.slot))});
  event.actor = system_party();
  event.api_token.clear();
  return event;
}

}  // namespace

std::optional<Events> arrive(Org& org, const Call& call) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(call.body.data(),
                                                 call.body.size());
  if (document.HasParseError() || !document.IsObject()) return std::nullopt;
  const auto id = [&](const char* name) -> std::string {
    const rapidjson::Value* value = member(document, name);
    return value && value->IsString() ? value->GetString() : "";
  };
  if (const auto token = id("token"); org.give_token(token)) {
    return Events{token_event(org, call, token)};
  }
  if (const auto grant = id("grant"); org.give_grant(grant)) {
    return Events{grant_event(org, call, grant)};
  }
  if (const auto user = id("user"); org.give_user(user)) {
    const Party whom = party_of(org, "User", user);
    return Events{
        told(org, call, "user.lifecycle.create", "Create Okta user", {whom}),
        told(org, call, "user.lifecycle.activate", "Activate Okta user",
             {whom})};
  }
  if (const auto app = id("app"); org.give_app(app)) {
    return Events{told(org, call, "application.lifecycle.create",
                       "Create application",
                       {party_of(org, "AppInstance", app)})};
  }
  return std::nullopt;
}

}  // namespace sim
