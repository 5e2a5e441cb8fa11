// serve_groups.cpp - groups and their members (facts on jobs, 2).
#include <array>

#include "errors.h"
#include "okta/access_objects.h"
#include "okta/list_groups.h"
#include "okta/list_users.h"
#include "okta/place.h"
#include "okta/routes.h"

namespace sim {
namespace serve_groups {
namespace {

Answer no_group(const Call& call) {
  return not_found(call.ids[0], "UserGroup");
}

Answer get_group(Org& org, const Call& call) {
  const auto group = org.groups().find(call.ids[0]);
  if (!group) return no_group(call);
  return ok(json_text([&](Json& json) {
    write_group(json, org, org.groups().group(*group), {call.base});
  }));
}

// Whoever is in it, deactivated or not.
Answer list_members(Org& org, const Call& call) {
  const auto group = org.groups().find(call.ids[0]);
  if (!group) return no_group(call);
  const View view = user_view(call);
  PageRules rules;
  rules.default_limit = 1'000;
  rules.most = 1'000;
  rules.padded_cursor = false;
  Listing list;
  list.find = [&](std::uint64_t from) -> std::optional<std::uint64_t> {
    for (std::uint64_t i = from; i < org.users(); ++i) {
      if (org.groups().member(*group, static_cast<std::uint32_t>(i))) return i;
    }
    return std::nullopt;
  };
  list.write = [&](Json& json, std::uint64_t i) {
    write_user(json, org, org.user(static_cast<std::uint32_t>(i)), view);
  };
  return page(call, org.ids(), rules, list);
}

Answer list_apps(Org& org, const Call& call) {
  const auto group = org.groups().find(call.ids[0]);
  if (!group) return no_group(call);
  Listing list;
  list.find = [&](std::uint64_t from) -> std::optional<std::uint64_t> {
    for (std::uint64_t i = from; i < org.apps().size(); ++i) {
      const App& app = org.apps()[i];
      if (org.sees(app) && org.assignments().has_group(app, *group)) return i;
    }
    return std::nullopt;
  };
  list.write = [&](Json& json, std::uint64_t i) {
    write_app(json, org, org.apps()[i], view_of(call));
  };
  return page(call, org.ids(), {}, list);
}

// Who is in an app's group the app says, who is in Everyone nobody.
Answer set_member(Org& org, const Call& call, bool member) {
  const auto group = org.groups().find(call.ids[0]);
  if (!group) return no_group(call);
  const auto user = org.find_user(call.ids[1]);
  if (!user) return not_found(call.ids[1], "User");
  if (org.groups().group(*group).type != GroupType::okta) {
    return error(501, "E0000060", "Unsupported operation.");
  }
  org.set_member(*group, *user, member);
  return no_content();
}

Answer add_member(Org& org, const Call& call) {
  return set_member(org, call, true);
}
Answer remove_member(Org& org, const Call& call) {
  return set_member(org, call, false);
}

// It has pages, though no parameter of them is declared.
Answer list_of_user(Org& org, const Call& call) {
  const auto user = find_user(org, call.ids[0]);
  if (!user) return not_found(call.ids[0], "User");
  PageRules rules;
  rules.default_limit = 200;
  rules.padded_cursor = false;
  Listing list;
  list.find = [&](std::uint64_t from) -> std::optional<std::uint64_t> {
    for (std::uint64_t i = from; i < org.groups().size(); ++i) {
      const auto group = static_cast<std::uint32_t>(i);
      if (org.groups().sees(group) && org.groups().member(group, *user)) {
        return i;
      }
    }
    return std::nullopt;
  };
  list.write = [&](Json& json, std::uint64_t i) {
    write_group(json, org, org.groups().group(static_cast<std::uint32_t>(i)),
                {call.base});
  };
  return page(call, org.ids(), rules, list);
}

constexpr std::string_view kMember = "/api/v1/groups/{groupId}/users/{userId}";

constexpr std::array<Route, 7> kRoutes = {{
    {"GET", "/api/v1/groups", "okta.groups.read", Bucket::groups, list_groups},
    {"GET", "/api/v1/groups/{groupId}", "okta.groups.read", Bucket::group,
     get_group},
    {"GET", "/api/v1/groups/{groupId}/users", "okta.groups.read",
     Bucket::groups, list_members},
    {"GET", "/api/v1/groups/{groupId}/apps", "okta.groups.read", Bucket::groups,
     list_apps},
    {"PUT", kMember, "okta.groups.manage", Bucket::groups, add_member},
    {"DELETE", kMember, "okta.groups.manage", Bucket::groups, remove_member},
    {"GET", "/api/v1/users/{id}/groups", "okta.users.read", Bucket::users,
     list_of_user},
}};

}  // namespace
}  // namespace serve_groups

std::span<const Route> group_routes() { return serve_groups::kRoutes; }

}  // namespace sim
