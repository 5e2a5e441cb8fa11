// serve_apps.cpp - apps and the refresh tokens of an app (facts, 1.6 and 2; on
// jobs, 3).
#include <rapidjson/document.h>

#include <array>

#include "errors.h"
#include "okta/filter.h"
#include "okta/place.h"
#include "okta/routes.h"
#include "wire/member.h"

namespace sim {
namespace serve_apps {
namespace {

// By whom it is assigned to: a user by id, or a group.
bool assigned(const Org& org, const App& app, const Filter& filter) {
  if (const auto id = filter.compared("user.id")) {
    const auto user = org.find_user(*id);
    return user && org.assignments().assigned(*user, app);
  }
  const auto group = org.groups().find(*filter.compared("group.id"));
  return group && org.assignments().has_group(app, *group);
}

bool matches(const Org& org, const App& app,
             const std::optional<Filter>& filter,
             const std::optional<std::string>& q) {
  if (q && !app.label.starts_with(*q) && !app.name.starts_with(*q)) {
    return false;
  }
  if (filter && (filter->compared("user.id") || filter->compared("group.id"))) {
    return assigned(org, app, *filter);
  }
  return !filter ||
         filter->matches(
             [&](std::string_view name) -> std::optional<std::string> {
               if (name == "id") return app.id;
               if (name == "name") return app.name;
               return app.active ? "ACTIVE" : "INACTIVE";
             });
}

Answer list_apps(Org& org, const Call& call) {
  PageRules rules;
  for (const char* name : {"q", "filter"}) {
    const auto value = call.param(name);
    if (value) rules.echoed.emplace_back(name, *value);
  }
  // It changes nothing that is documented or recorded; false is not repeated.
  if (call.param("includeNonDeleted") == "true") {
    rules.echoed.emplace_back("includeNonDeleted", "true");
  }
  const std::string expand = call.param("expand").value_or("user/");
  if (!expand.starts_with("user/")) {
    return error(400, "E0000001", "Api validation failed: RequestParams",
                 {"Expand query is malformed."});
  }
  std::optional<Filter> filter;
  if (const auto text = call.param("filter")) {
    filter = Filter::parse(*text, kAppFilter);
    if (!filter) return bad_search();
  }
  const auto q = call.param("q");
  Listing list;
  list.find = [&](std::uint64_t from) -> std::optional<std::uint64_t> {
    for (std::uint64_t i = from; i < org.apps().size(); ++i) {
      const App& app = org.apps()[i];
      if (org.sees(app) && matches(org, app, filter, q)) return i;
    }
    return std::nullopt;
  };
  list.write = [&](Json& json, std::uint64_t i) {
    write_app(json, org, org.apps()[i], view_of(call));
  };
  return page(call, org.ids(), rules, list);
}

Answer get_app(Org& org, const Call& call) {
  const App* app = find_app(org, call.ids[0]);
  if (!app) return not_found(call.ids[0], "AppInstance");
  return ok(json_text(
      [&](Json& json) { write_app(json, org, *app, view_of(call)); }));
}

// A full update, of which only the label changes anything.
Answer replace_app(Org& org, const Call& call) {
  const App* app = find_app(org, call.ids[0]);
  if (!app) return not_found(call.ids[0], "AppInstance");
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(call.body.data(),
                                                 call.body.size());
  const std::string label = document.HasParseError() || !document.IsObject()
                                ? ""
                                : text_member(document, "label");
  if (label.empty()) {
    return error(400, "E0000003", "The request body was not well-formed.");
  }
  org.set_label(*app, label);
  return get_app(org, call);
}

// Recorded: an active one has to be deactivated before (facts on jobs, 4).
Answer delete_app(Org& org, const Call& call) {
  const App* app = find_app(org, call.ids[0]);
  if (!app) return not_found(call.ids[0], "AppInstance");
  if (app->active) {
    return error(403, "E0000056",
                 "The application must be deactivated before deletion.");
  }
  org.delete_app(*app);
  return no_content();
}

// Positions are those of Held: by user, then by number.
std::optional<std::uint64_t> find_from(const Org& org, const App& app,
                                       std::uint64_t from) {
  Held at = Held::unpack(from);
  for (; at.user < org.users(); at = {at.user + 1, 0, 0}) {
    const auto slot = org.slot_of(at.user, app);
    if (!slot || at.slot > *slot) continue;
    for (std::uint32_t n = at.slot == *slot ? at.nth : 0; n < org.tokens();
         ++n) {
      const Held held{at.user, *slot, n};
      if (org.has_token(held)) return held.packed();
    }
  }
  return std::nullopt;
}

Answer list_tokens(Org& org, const Call& call) {
  const App* app = find_app(org, call.ids[0]);
  if (!app) return not_found(call.ids[0], "AppInstance");
  View view = view_of(call);
  view.of_app = true;
  Listing list;
  list.find = [&](std::uint64_t from) { return find_from(org, *app, from); };
  list.write = [&](Json& json, std::uint64_t position) {
    write_token(json, org, Held::unpack(position), view);
  };
  return page(call, org.ids(), rules_of(call), list);
}

Answer revoke_tokens(Org& org, const Call& call) {
  const App* app = find_app(org, call.ids[0]);
  if (!app) return not_found(call.ids[0], "AppInstance");
  org.revoke_app_tokens(*app);
  return no_content();
}

FoundToken find_token(const Org& org, const Call& call) {
  const App* app = find_app(org, call.ids[0]);
  if (!app) return not_found(call.ids[0], "AppInstance");
  const auto held = org.find_token(call.ids[1]);
  if (!held || org.app(held->user, held->slot).index != app->index) {
    return not_found(app->id + "." + call.ids[1], "OAuth2RefreshTokenTx");
  }
  return *held;
}

Answer get_token(Org& org, const Call& call) {
  View view = view_of(call);
  view.of_app = true;
  return show_token(org, find_token(org, call), view);
}

Answer revoke_one(Org& org, const Call& call) {
  return revoke_token(org, find_token(org, call));
}

constexpr std::array<Route, 8> kRoutes = {{
    {"GET", "/api/v1/apps", "okta.apps.read", Bucket::apps, list_apps},
    {"GET", "/api/v1/apps/{appId}", "okta.apps.read", Bucket::app, get_app},
    {"PUT", "/api/v1/apps/{appId}", "okta.apps.manage", Bucket::app,
     replace_app},
    {"DELETE", "/api/v1/apps/{appId}", "okta.apps.manage", Bucket::app,
     delete_app},
    {"GET", "/api/v1/apps/{appId}/tokens", "okta.apps.read", Bucket::apps,
     list_tokens},
    {"DELETE", "/api/v1/apps/{appId}/tokens", "okta.apps.manage", Bucket::apps,
     revoke_tokens},
    {"GET", "/api/v1/apps/{appId}/tokens/{tokenId}", "okta.apps.read",
     Bucket::apps, get_token},
    {"DELETE", "/api/v1/apps/{appId}/tokens/{tokenId}", "okta.apps.manage",
     Bucket::apps, revoke_one},
}};

}  // namespace
}  // namespace serve_apps

std::span<const Route> app_routes() { return serve_apps::kRoutes; }

}  // namespace sim
