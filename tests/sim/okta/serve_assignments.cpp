// serve_assignments.cpp - which users and groups are assigned to an app (facts
// on jobs, 3).
#include <array>

#include "errors.h"
#include "okta/access_objects.h"
#include "okta/list_users.h"
#include "okta/place.h"
#include "okta/routes.h"

namespace sim {
namespace serve_assignments {
namespace {

Answer no_app(const Call& call) {
  return not_found(call.ids[0], "AppInstance");
}

// `q`: the start of the user name, a name or the e-mail address.
bool named(const User& user, const std::optional<std::string>& q) {
  if (!q) return true;
  const std::string start = lower(*q);
  for (const std::string& text :
       {user.login, user.first_name, user.last_name, user.email}) {
    if (lower(text).starts_with(start)) return true;
  }
  return false;
}

Answer list_users_of(Org& org, const Call& call) {
  const App* app = find_app(org, call.ids[0]);
  if (!app) return no_app(call);
  if (call.param("filter")) return bad_search();
  const auto q = call.param("q");
  const bool embed = call.param("expand") == "user";
  PageRules rules;
  rules.default_limit = 50;
  rules.most = 500;
  rules.padded_cursor = false;
  if (embed) rules.echoed.emplace_back("expand", "user");
  if (q) rules.echoed.emplace_back("q", *q);
  Listing list;
  list.find = [&](std::uint64_t from) -> std::optional<std::uint64_t> {
    for (std::uint64_t i = from; i < org.users(); ++i) {
      const auto user = static_cast<std::uint32_t>(i);
      if (org.assignments().assigned(user, *app) &&
          (!q || named(org.user(user), q))) {
        return i;
      }
    }
    return std::nullopt;
  };
  list.write = [&](Json& json, std::uint64_t i) {
    write_app_user(json, org, *app, static_cast<std::uint32_t>(i),
                   user_view(call), embed);
  };
  return page(call, org.ids(), rules, list);
}

Answer get_user_of(Org& org, const Call& call) {
  const App* app = find_app(org, call.ids[0]);
  if (!app) return no_app(call);
  const auto user = org.find_user(call.ids[1]);
  if (!user || !org.assignments().assigned(*user, *app)) {
    return not_found(call.ids[1], "AppUser");
  }
  return ok(json_text([&](Json& json) {
    write_app_user(json, org, *app, *user, user_view(call),
                   call.param("expand") == "user");
  }));
}

// While a group assigns the user, nothing else may be done about it.
Answer remove_user_of(Org& org, const Call& call) {
  const App* app = find_app(org, call.ids[0]);
  if (!app) return no_app(call);
  const auto user = org.find_user(call.ids[1]);
  if (!user || !org.assignments().assigned(*user, *app)) {
    return not_found(call.ids[1], "AppUser");
  }
  if (org.assignments().way(*user, *app).group) {
    return error(403, "E0000046", "Deactivate application for user forbidden.",
                 {"The application cannot be unassigned from the user while "
                  "their group memberships grant them access."});
  }
  org.unassign_user(*app, *user);
  return no_content();
}

Answer list_groups_of(Org& org, const Call& call) {
  const App* app = find_app(org, call.ids[0]);
  if (!app) return no_app(call);
  const std::string expand = call.param("expand").value_or("");
  const auto q = call.param("q");
  PageRules rules;
  rules.least = 20;
  if (expand == "group" || expand == "metadata") {
    rules.echoed.emplace_back("expand", expand);
  }
  if (q) rules.echoed.emplace_back("q", *q);
  Listing list;
  list.find = [&](std::uint64_t from) -> std::optional<std::uint64_t> {
    for (const std::uint32_t group : org.assignments().groups_of(*app)) {
      if (group < from || !org.groups().sees(group)) continue;
      const std::string name = lower(org.groups().group(group).name);
      if (!q || name.starts_with(lower(*q))) return group;
    }
    return std::nullopt;
  };
  list.write = [&](Json& json, std::uint64_t group) {
    write_group_assignment(json, org, *app, static_cast<std::uint32_t>(group),
                           call.base, expand);
  };
  return page(call, org.ids(), rules, list);
}

// The group that the path names, if it is assigned to the app.
std::optional<std::uint32_t> group_of(const Org& org, const App& app,
                                      const Call& call) {
  const auto group = org.groups().find(call.ids[1]);
  const bool assigned = group && org.assignments().has_group(app, *group);
  return assigned ? group : std::nullopt;
}

Answer get_group_of(Org& org, const Call& call) {
  const App* app = find_app(org, call.ids[0]);
  if (!app) return no_app(call);
  const auto group = group_of(org, *app, call);
  if (!group) return not_found(call.ids[1], "ApplicationGroupAssignment");
  return ok(json_text([&](Json& json) {
    write_group_assignment(json, org, *app, *group, call.base,
                           call.param("expand").value_or(""));
  }));
}

Answer remove_group_of(Org& org, const Call& call) {
  const App* app = find_app(org, call.ids[0]);
  if (!app) return no_app(call);
  const auto group = group_of(org, *app, call);
  if (!group) return not_found(call.ids[1], "ApplicationGroupAssignment");
  org.unassign_group(*app, *group);
  return no_content();
}

// Tiles of the dashboard: not paged, and no Link header.
Answer list_links(Org& org, const Call& call) {
  const auto user = find_user(org, call.ids[0]);
  if (!user) return not_found(call.ids[0], "User");
  constexpr std::uint64_t most = 2;  // of one app
  Listing list;
  list.find = [&](std::uint64_t from) -> std::optional<std::uint64_t> {
    for (std::uint64_t i = from; i < org.apps().size() * most; ++i) {
      const App& app = org.apps()[i / most];
      if (org.sees(app) && i % most < tiles(app, org) &&
          org.assignments().assigned(*user, app)) {
        return i;
      }
    }
    return std::nullopt;
  };
  list.write = [&](Json& json, std::uint64_t i) {
    write_app_link(json, org, org.apps()[i / most], *user,
                   static_cast<std::uint32_t>(i % most));
  };
  return whole_list(list);
}

constexpr std::string_view kUser = "/api/v1/apps/{appId}/users/{userId}";
constexpr std::string_view kGroup = "/api/v1/apps/{appId}/groups/{groupId}";

constexpr std::array<Route, 7> kRoutes = {{
    {"GET", "/api/v1/apps/{appId}/users", "okta.apps.read", Bucket::apps,
     list_users_of},
    {"GET", kUser, "okta.apps.read", Bucket::apps, get_user_of},
    {"DELETE", kUser, "okta.apps.manage", Bucket::apps, remove_user_of},
    {"GET", "/api/v1/apps/{appId}/groups", "okta.apps.read", Bucket::apps,
     list_groups_of},
    {"GET", kGroup, "okta.apps.read", Bucket::apps, get_group_of},
    {"DELETE", kGroup, "okta.apps.manage", Bucket::apps, remove_group_of},
    {"GET", "/api/v1/users/{id}/appLinks", "okta.users.read", Bucket::users,
     list_links},
}};

}  // namespace
}  // namespace serve_assignments

std::span<const Route> assignment_routes() {
  return serve_assignments::kRoutes;
}

}  // namespace sim
