// happenings_special.cpp - tokens, consents and users that go
// (facts on jobs, 1.2 and 1.3).
#include "okta/happening.h"
#include "okta/words.h"
#include "wire/json.h"

namespace sim {

Party token_party(const std::string& id, const std::string& subject) {
  Party party{
      "RT." +
          base62(mix(0, id.size(), static_cast<unsigned char>(id.back())), 11),
      "refresh_token",
      {},
      "Refresh Token",
      {}};
  party.detail = json_text([&](Json& json) {
    object(json, [&] {
      field(json, "subject", subject);
      field(json, "hash", token_hash(raw_token(id)));
    });
  });
  return party;
}

namespace {

// One token; the event's name says whose server it was of.
Events one_token(const Org& org, const Call& call) {
  const auto held = org.find_token(call.ids.back());
  if (!held) return {};
  const bool custom = org.token(*held).server != kOrgServer;
  const std::string user = org.ids().encode(Kind::user, held->user);
  return {
      told(org, call,
           custom ? "app.oauth2.as.token.revoke" : "app.oauth2.token.revoke",
           custom ? "OAuth2 token revocation request"
                  : "OIDC token revocation request",
           {token_owner(user), client_party(org.app(held->user, held->slot)),
            token_party(call.ids.back(), user)})};
}

// Several at once: one event that counts them, none for none.
Events several(const Org& org, const Call& call, std::string_view by,
               Party whose, std::uint64_t count) {
  if (count == 0) return {};
  Event event =
      told(org, call, "app.oauth2.token.revoke.implicit." + std::string(by),
           "OAuth2 tokens revoked", {std::move(whose)});
  Party tokens{"RT." + base62(count, 11),
               "refresh_token",
               {},
               "Refresh Token",
               "{\"TokenCount\":" + std::to_string(count) + "}"};
  event.targets.push_back(std::move(tokens));
  return {event};
}

std::uint64_t count_of(const Org& org, std::uint32_t user,
                       std::optional<std::uint32_t> slot) {
  std::uint64_t count = 0;
  for (std::uint32_t s = slot.value_or(0); s < (slot ? *slot + 1 : org.slots());
       ++s) {
    for (std::uint32_t n = 0; n < org.tokens(); ++n) {
      if (org.has_token({user, s, n})) ++count;
    }
  }
  return count;
}

Events tokens_of_user(const Org& org, const Call& call) {
  const auto user = user_of(org, call.ids[0]);
  if (!user) return {};
  return several(org, call, "user", user_party(org.user(*user)),
                 count_of(org, *user, {}));
}

Events tokens_of_user_and_client(const Org& org, const Call& call) {
  const auto user = org.find_user(call.ids[0]);
  const App* app = org.find_client(call.ids[1]);
  const auto slot = user && app ? org.slot_of(*user, *app) : std::nullopt;
  if (!slot) return {};
  Events events = several(org, call, "user", user_party(org.user(*user)),
                          count_of(org, *user, slot));
  for (Event& event : events) event.targets.push_back(client_party(*app));
  return events;
}

Events tokens_of_app(const Org& org, const Call& call) {
  const App* app = org.find_app(call.ids[0]);
  if (!app) return {};
  std::uint64_t count = 0;
  for (std::uint32_t user = 0; user < org.users(); ++user) {
    if (const auto slot = org.slot_of(user, *app)) {
      count += count_of(org, user, slot);
    }
  }
  return several(org, call, "client", client_party(*app), count);
}

Events tokens_at_server(const Org& org, const Call& call) {
  const App* app = org.find_client(call.ids[1]);
  if (!app) return {};
  std::uint64_t count = 0;
  for (std::size_t server = 0; server < kOrgServer; ++server) {
    const bool named = call.ids[0] == org.server_id(server) ||
                       (call.ids[0] == "default" && server == kDefaultServer);
    std::uint64_t from = 0;
    while (const auto next =
               named ? org.next_token_at(*app, server, from) : std::nullopt) {
      ++count;
      from = *next + 1;
    }
  }
  return several(org, call, "client", client_party(*app), count);
}

Events deactivated_app(const Org& org, const Call& call) {
  Events events = {told(org, call, "application.lifecycle.deactivate",
                        "Deactivate application",
                        {party_of(org, "AppInstance", call.ids[0])})};
  for (Event& event : tokens_of_app(org, call)) {
    events.push_back(std::move(event));
  }
  return events;
}

Events sessions(const Org& org, const Call& call) {
  Events events = {told(org, call, "user.session.clear", "Clear user session",
                        {party_of(org, "User", call.ids[0])})};
  if (call.param("oauthTokens") != "true") return events;
  for (Event& event : tokens_of_user(org, call)) {
    events.push_back(std::move(event));
  }
  return events;
}

// Consents at custom servers alone have an event.
bool has_custom(const Org& org, std::uint32_t user,
                std::optional<std::uint32_t> slot) {
  for (std::uint32_t s = slot.value_or(0); s < (slot ? *slot + 1 : org.slots());
       ++s) {
    for (std::uint32_t n = 0; n < org.grants(); ++n) {
      const Held held{user, s, n};
      if (org.has_grant(held) && org.grant(held).server != kOrgServer) {
        return true;
      }
    }
  }
  return false;
}

Events one_grant(const Org& org, const Call& call) {
  const auto held = org.find_grant(call.ids[1]);
  if (!held || org.grant(*held).server == kOrgServer) return {};
  return {told(org, call, "app.oauth2.as.consent.revoke",
               "User consent to an OAuth2 scope revoked",
               {party_of(org, "User", call.ids[0]),
                client_party(org.app(held->user, held->slot))})};
}

Events grants_of_user(const Org& org, const Call& call) {
  const auto user = org.find_user(call.ids[0]);
  if (!user || !has_custom(org, *user, {})) return {};
  return {told(org, call, "app.oauth2.as.consent.revoke.user",
               "Consents of a user revoked",
               {party_of(org, "User", call.ids[0])})};
}

Events grants_of_client(const Org& org, const Call& call) {
  const auto user = org.find_user(call.ids[0]);
  const App* app = org.find_client(call.ids[1]);
  if (!user || !app) return {};
  const auto slot = org.slot_of(*user, *app);
  if (!slot || !has_custom(org, *user, slot)) return {};
  return {told(org, call, "app.oauth2.as.consent.revoke.user.client",
               "Consents of a user to a client revoked",
               {party_of(org, "User", call.ids[0]), client_party(*app)})};
}

Events with_tokens(const Org& org, const Call& call, std::string_view type,
                   std::string_view display) {
  Events events = {
      told(org, call, type, display, {party_of(org, "User", call.ids[0])})};
  for (Event& event : tokens_of_user(org, call)) {
    events.push_back(std::move(event));
  }
  return events;
}

Events suspension(const Org& org, const Call& call) {
  return with_tokens(org, call, "user.lifecycle.suspend", "Suspend Okta user");
}

Events deactivation(const Org& org, const Call& call) {
  return with_tokens(org, call, "user.lifecycle.deactivate",
                     "Deactivate Okta user");
}

// The first DELETE deactivates.
Events deletion(const Org& org, const Call& call) {
  const auto user = user_of(org, call.ids[0]);
  if (!user) return {};
  if (org.status(*user) != Status::deprovisioned) {
    return deactivation(org, call);
  }
  const Party whom = user_party(org.user(*user));
  return {told(org, call, "user.lifecycle.delete.initiated",
               "Delete Okta user initiated", {whom}),
          told(org, call, "user.lifecycle.delete.completed",
               "Delete Okta user completed", {whom})};
}

constexpr std::array<SpecialHappening, 14> kSpecial = {{
    {"DELETE /api/v1/users/{}/clients/{}/tokens/{}", one_token},
    {"DELETE /api/v1/users/{}/clients/{}/tokens", tokens_of_user_and_client},
    {"DELETE /api/v1/apps/{}/tokens/{}", one_token},
    {"DELETE /api/v1/apps/{}/tokens", tokens_of_app},
    {"DELETE /api/v1/authorizationServers/{}/clients/{}/tokens/{}", one_token},
    {"DELETE /api/v1/users/{}/sessions", sessions},
    {"DELETE /api/v1/users/{}/grants/{}", one_grant},
    {"DELETE /api/v1/users/{}/grants", grants_of_user},
    {"DELETE /api/v1/users/{}/clients/{}/grants", grants_of_client},
    {"POST /api/v1/users/{}/lifecycle/suspend", suspension},
    {"POST /api/v1/users/{}/lifecycle/deactivate", deactivation},
    {"DELETE /api/v1/users/{}", deletion},
    {"POST /api/v1/apps/{}/lifecycle/deactivate", deactivated_app},
    {"DELETE /api/v1/authorizationServers/{}/clients/{}/tokens",
     tokens_at_server},
}};

}  // namespace

std::span<const SpecialHappening> special_happenings() { return kSpecial; }

}  // namespace sim
