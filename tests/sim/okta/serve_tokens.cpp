// serve_tokens.cpp - refresh tokens of a user and client (facts, 1.1 and 1.3).
#include <array>

#include "errors.h"
#include "okta/place.h"
#include "okta/routes.h"

namespace sim {
namespace serve_tokens {
namespace {

Answer list_tokens(Org& org, const Call& call) {
  const auto found = find_place(org, call);
  if (const auto* missing = std::get_if<Answer>(&found)) return *missing;
  const Place& place = std::get<Place>(found);
  const View view = view_of(call);
  const auto held = [&](std::uint64_t n) {
    return Held{place.user, *place.slot, static_cast<std::uint32_t>(n)};
  };
  Listing list;
  list.find = [&](std::uint64_t from) -> std::optional<std::uint64_t> {
    if (!place.slot) return std::nullopt;
    for (std::uint64_t n = from; n < org.tokens(); ++n) {
      if (org.has_token(held(n))) return n;
    }
    return std::nullopt;
  };
  list.write = [&](Json& json, std::uint64_t n) {
    write_token(json, org, held(n), view);
  };
  return page(call, org.ids(), rules_of(call), list);
}

Answer revoke_tokens(Org& org, const Call& call) {
  const auto found = find_place(org, call);
  if (const auto* missing = std::get_if<Answer>(&found)) return *missing;
  const Place& place = std::get<Place>(found);
  if (place.slot) org.revoke_tokens(place.user, *place.slot);
  return no_content();
}

// The token that the path names, if it is this user's and client's.
FoundToken find_token(const Org& org, const Call& call) {
  const auto found = find_place(org, call);
  if (const auto* missing = std::get_if<Answer>(&found)) return *missing;
  const Place& place = std::get<Place>(found);
  const auto held = org.find_token(call.ids[2]);
  if (!held || held->user != place.user || held->slot != place.slot) {
    return not_found(place.app->id + "." + call.ids[2], "OAuth2RefreshTokenTx");
  }
  return *held;
}

Answer get_token(Org& org, const Call& call) {
  return show_token(org, find_token(org, call), view_of(call));
}

Answer revoke_one(Org& org, const Call& call) {
  return revoke_token(org, find_token(org, call));
}

constexpr std::string_view kTokens =
    "/api/v1/users/{userId}/clients/{clientId}/tokens";
constexpr std::string_view kToken =
    "/api/v1/users/{userId}/clients/{clientId}/tokens/{tokenId}";

constexpr std::array<Route, 4> kRoutes = {{
    {"GET", kTokens, "okta.users.read", Bucket::users, list_tokens},
    {"DELETE", kTokens, "okta.users.manage", Bucket::users, revoke_tokens},
    {"GET", kToken, "okta.users.read", Bucket::users, get_token},
    {"DELETE", kToken, "okta.users.manage", Bucket::users, revoke_one},
}};

}  // namespace
}  // namespace serve_tokens

std::span<const Route> token_routes() { return serve_tokens::kRoutes; }

}  // namespace sim
