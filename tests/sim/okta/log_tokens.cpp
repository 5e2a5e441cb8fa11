// log_tokens.cpp - the second part of log_maker.h: what events tell of tokens
// (facts on jobs, 1.3).
#include "okta/log_maker.h"
#include "okta/words.h"
#include "wire/json.h"
#include "wire/text.h"

namespace sim {
namespace {

std::string scopes_text(std::size_t server, const Token& token) {
  std::string text;
  for (const std::size_t number : token.scopes) {
    text += (text.empty() ? "" : ", ") + scope(server, number).name;
  }
  return text;
}

}  // namespace

bool is_at_custom_server(std::string_view event_type) {
  return event_type.starts_with("app.oauth2.as.");
}

// What is revoked is a refresh token.
bool LogMaker::is_refresh(const Cast& of) {
  return of.kind->told == Told::revocation || of.kind->word == "refresh_token";
}

std::string LogMaker::token_id(const Cast& of) {
  const bool id = of.kind->word == "id_token";
  return (is_refresh(of) ? "RT."
          : id           ? "ID."
                         : "AT.") +
         base62(of.chance, 11) + base62(of.chance * 31, 11);
}

Party LogMaker::token(const Event& event, const Cast& of, bool refresh,
                      bool custom) const {
  std::string raw = "sim-token-" + event.uuid;
  Party party;
  if (refresh) {
    // The text of a token that the user holds there, where there is one.
    for (std::uint32_t n = 0; n < org_.tokens(); ++n) {
      const Token held = org_.token({of.user, of.slot, n});
      if ((held.server != kOrgServer) == custom) raw = raw_token(held.id);
    }
  }
  const std::string user = org_.ids().encode(Kind::user, of.user);
  const std::string subject = of.of_service ? app(of).client_id : user;
  const std::string word(refresh ? "refresh_token" : of.kind->word);
  const std::int64_t hour = 3'600'000;
  party.id = token_id(of);
  party.type = word;
  party.name = refresh              ? "Refresh Token"
               : word == "id_token" ? "ID Token"
                                    : "Access Token";
  party.detail = json_text([&](Json& json) {
    object(json, [&] {
      field(json, "expires",
            iso_time_ms(event.published + (refresh ? 168 * hour : hour)));
      field(json, "subject", subject);
      field(json, "hash", token_hash(raw));
      if (!refresh) return;
      field(json, "refreshTokenType",
            app(of).application_type == "browser" ? "rotating" : "persistent");
    });
  });
  return party;
}

void LogMaker::tell_of_token(Event& event, const Cast& of) const {
  const bool custom = is_at_custom_server(event.type);
  const std::size_t server =
      custom ? of.chance % kOrgServer : std::size_t{kOrgServer};
  const bool revoked = of.kind->told == Told::revocation;
  const std::string path =
      (custom ? "/oauth2/" + (server == kDefaultServer ? "default"
                                                       : org_.server_id(server))
              : "/oauth2") +
      (revoked ? "/v1/revoke" : "/v1/token");
  const Token like = org_.token({of.user, of.slot, 0});
  std::string grant =
      (of.chance >> 8) % 10 < 7 ? "refresh_token" : "authorization_code";
  if (of.of_service) grant = "client_credentials";
  // A persistent token is granted once, a rotating one at each use.
  const bool refresh = is_refresh(of);
  if (refresh && app(of).application_type != "browser") {
    grant = "authorization_code";
  }
  const std::string scopes =
      of.of_service ? "okta.logs.read" : scopes_text(server, like);
  event.debug.insert(
      event.debug.begin(),
      {{"clientAuthType",
        of.of_service ? "private_key_jwt" : "client_secret_basic"},
       {"grantedScopes", event.result == "SUCCESS" ? scopes : ""},
       {"requestUri", path},
       {"requestedScopes", ""},
       {"url", path + "?"}});
  if (!revoked) event.debug.emplace_back("grantType", grant);
  if (of.kind->told == Told::no_token) return;
  if (!of.of_service) {
    event.targets.push_back(
        token_owner(org_.ids().encode(Kind::user, of.user)));
  }
  event.targets.push_back(token(event, of, refresh, custom));
}

}  // namespace sim
