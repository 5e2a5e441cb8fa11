// serve_grants.cpp - consent grants of a user (facts, 1.1 and 1.4).
#include <array>

#include "errors.h"
#include "okta/place.h"
#include "okta/routes.h"

namespace sim {
namespace serve_grants {
namespace {

// The grants of a user in the slots [first, last). A position is a slot and a
// number in it.
Listing grants_in(const Org& org, std::uint32_t user, std::uint32_t first,
                  std::uint32_t last, const View& view,
                  const std::optional<std::string>& scope) {
  const std::uint64_t each = org.grants();
  const auto held = [user, each](std::uint64_t position) {
    return Held{user, static_cast<std::uint32_t>(position / each),
                static_cast<std::uint32_t>(position % each)};
  };
  Listing list;
  list.find = [=, &org](std::uint64_t from) -> std::optional<std::uint64_t> {
    for (std::uint64_t i = std::max(from, first * each); i < last * each; ++i) {
      if (!org.has_grant(held(i))) continue;
      if (!scope || org.grant(held(i)).scope_id == *scope) return i;
    }
    return std::nullopt;
  };
  list.write = [=, &org](Json& json, std::uint64_t position) {
    write_grant(json, org, held(position), view);
  };
  return list;
}

Answer list_of_user(Org& org, const Call& call) {
  const auto user = org.find_user(call.ids[0]);
  if (!user) return not_found(call.ids[0], "User");
  const auto scope = call.param("scopeId");
  PageRules rules = rules_of(call);
  if (scope) rules.echoed.emplace_back("scopeId", *scope);
  return page(call, org.ids(), rules,
              grants_in(org, *user, 0, org.slots(), view_of(call), scope));
}

Answer list_of_client(Org& org, const Call& call) {
  const auto found = find_place(org, call);
  if (const auto* missing = std::get_if<Answer>(&found)) return *missing;
  const Place& place = std::get<Place>(found);
  const std::uint32_t first = place.slot.value_or(0);
  const std::uint32_t last = place.slot ? first + 1 : first;
  return page(call, org.ids(), rules_of(call),
              grants_in(org, place.user, first, last, view_of(call), {}));
}

Answer revoke_of_user(Org& org, const Call& call) {
  const auto user = org.find_user(call.ids[0]);
  if (!user) return not_found(call.ids[0], "User");
  for (std::uint32_t slot = 0; slot < org.slots(); ++slot) {
    org.revoke_grants(*user, slot);
  }
  return no_content();
}

Answer revoke_of_client(Org& org, const Call& call) {
  const auto found = find_place(org, call);
  if (const auto* missing = std::get_if<Answer>(&found)) return *missing;
  const Place& place = std::get<Place>(found);
  if (place.slot) org.revoke_grants(place.user, *place.slot);
  return no_content();
}

// The type's name in this 404 is not documented.
std::variant<Held, Answer> find_grant(const Org& org, const Call& call) {
  const auto user = org.find_user(call.ids[0]);
  if (!user) return not_found(call.ids[0], "User");
  const auto held = org.find_grant(call.ids[1]);
  if (!held || held->user != *user) {
    return not_found(call.ids[1], "OAuth2ScopeConsentGrant");
  }
  return *held;
}

Answer get_grant(Org& org, const Call& call) {
  const auto found = find_grant(org, call);
  if (const auto* missing = std::get_if<Answer>(&found)) return *missing;
  return ok(json_text([&](Json& json) {
    write_grant(json, org, std::get<Held>(found), view_of(call));
  }));
}

Answer revoke_grant(Org& org, const Call& call) {
  const auto found = find_grant(org, call);
  if (const auto* missing = std::get_if<Answer>(&found)) return *missing;
  org.revoke_grant(std::get<Held>(found));
  return no_content();
}

constexpr std::string_view kOfUser = "/api/v1/users/{userId}/grants";
constexpr std::string_view kOfClient =
    "/api/v1/users/{userId}/clients/{clientId}/grants";
constexpr std::string_view kOne = "/api/v1/users/{userId}/grants/{grantId}";

constexpr std::array<Route, 6> kRoutes = {{
    {"GET", kOfUser, "okta.users.read", Bucket::users, list_of_user},
    {"DELETE", kOfUser, "okta.users.manage", Bucket::users, revoke_of_user},
    {"GET", kOfClient, "okta.users.read", Bucket::users, list_of_client},
    {"DELETE", kOfClient, "okta.users.manage", Bucket::users, revoke_of_client},
    {"GET", kOne, "okta.users.read", Bucket::users, get_grant},
    {"DELETE", kOne, "okta.users.manage", Bucket::users, revoke_grant},
}};

}  // namespace
}  // namespace serve_grants

std::span<const Route> grant_routes() { return serve_grants::kRoutes; }

}  // namespace sim
