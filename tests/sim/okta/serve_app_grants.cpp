// serve_app_grants.cpp - what admins granted to an app (facts on jobs, 4).
#include <array>
#include <variant>

#include "errors.h"
#include "okta/place.h"
#include "okta/routes.h"

namespace sim {
namespace serve_app_grants {
namespace {

void write(Json& json, const Org& org, const App& app, const AppGrant& grant,
           const View& view) {
  const std::string self = view.base + "/api/v1/apps/" + app.id;
  object(json, [&] {
    field(json, "id", grant.id);
    field(json, "status", "ACTIVE");
    time_field(json, "created", grant.created);
    object(json, "createdBy", [&] {
      field(json, "id", org.ids().encode(Kind::user, 0));
      field(json, "type", "User");
    });
    time_field(json, "lastUpdated", grant.created);
    field(json, "issuer", view.base);
    field(json, "clientId", app.client_id);
    field(json, "scopeId", grant.scope);
    field(json, "source", "ADMIN");
    if (view.expand_scope) {
      object(json, "_embedded", [&] {
        object(json, "scope", [&] { field(json, "id", grant.scope); });
      });
    }
    object(json, "_links", [&] {
      link(json, "app", self, app.label);
      link(json, "self", self + "/grants/" + grant.id, {}, {"GET", "DELETE"});
      link(json, "client",
           view.base + "/oauth2/v1/clients/" + percent_encode(app.client_id),
           app.label);
    });
  });
}

// Not paged, and no Link header.
Answer list_grants(Org& org, const Call& call) {
  const App* app = find_app(org, call.ids[0]);
  if (!app) return not_found(call.ids[0], "AppInstance");
  return ok(json_text([&](Json& json) {
    array(json, [&] {
      for (const AppGrant& grant : org.app_grants().of(*app)) {
        write(json, org, *app, grant, view_of(call));
      }
    });
  }));
}

struct Found {
  const App* app = nullptr;
  AppGrant grant;
};

std::variant<Found, Answer> find_grant(const Org& org, const Call& call) {
  const App* app = find_app(org, call.ids[0]);
  if (!app) return not_found(call.ids[0], "AppInstance");
  const auto grant = org.app_grants().find(*app, call.ids[1]);
  if (!grant) return not_found(call.ids[1], "OAuth2ScopeConsentGrant");
  return Found{app, *grant};
}

Answer get_grant(Org& org, const Call& call) {
  const auto found = find_grant(org, call);
  if (const auto* missing = std::get_if<Answer>(&found)) return *missing;
  const auto& one = std::get<Found>(found);
  return ok(json_text([&](Json& json) {
    write(json, org, *one.app, one.grant, view_of(call));
  }));
}

Answer revoke_grant(Org& org, const Call& call) {
  const auto found = find_grant(org, call);
  if (const auto* missing = std::get_if<Answer>(&found)) return *missing;
  org.app_grants().revoke(std::get<Found>(found).grant);
  return no_content();
}

constexpr std::string_view kGrant = "/api/v1/apps/{appId}/grants/{grantId}";

constexpr std::array<Route, 3> kRoutes = {{
    {"GET", "/api/v1/apps/{appId}/grants", "okta.appGrants.read", Bucket::apps,
     list_grants},
    {"GET", kGrant, "okta.appGrants.read", Bucket::apps, get_grant},
    {"DELETE", kGrant, "okta.appGrants.manage", Bucket::apps, revoke_grant},
}};

}  // namespace
}  // namespace serve_app_grants

std::span<const Route> app_grant_routes() { return serve_app_grants::kRoutes; }

}  // namespace sim
