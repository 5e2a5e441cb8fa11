// app_grants.cpp - derives them: a service app has many, some others two.
#include "okta/app_grants.h"

#include <array>

#include "okta/org.h"

namespace sim {
namespace {

enum AppGrantTag : std::uint64_t { kAppGrantFirst = 1500, kAppGrantCreated };

constexpr std::array<std::string_view, 8> kAppScopes = {
    "okta.users.read",    "okta.apps.read",    "okta.groups.read",
    "okta.logs.read",     "okta.devices.read", "okta.users.manage",
    "okta.groups.manage", "okta.apps.manage"};

}  // namespace

std::vector<AppGrant> AppGrants::of(const App& app) const {
  std::vector<AppGrant> grants;
  if (app.application_type.empty() || app.built_in) return grants;
  const std::uint64_t first =
      org_.draw(kAppGrantFirst, app.index) % kAppScopes.size();
  const std::uint64_t count = app.application_type == "service" ? 7
                              : app.index % 4 == 1              ? 2
                                                                : 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    AppGrant grant;
    grant.number = std::uint64_t{app.index} << 8 | i;
    if (revoked_.contains(grant.number)) continue;
    grant.id = org_.ids().encode(Kind::app_grant, grant.number);
    grant.scope = kAppScopes[(first + i) % kAppScopes.size()];
    grant.created =
        time_since(app.created, org_.draw(kAppGrantCreated, grant.number));
    grants.push_back(grant);
  }
  return grants;
}

std::optional<AppGrant> AppGrants::find(const App& app,
                                        std::string_view id) const {
  for (const AppGrant& grant : of(app)) {
    if (grant.id == id) return grant;
  }
  return std::nullopt;
}

}  // namespace sim
