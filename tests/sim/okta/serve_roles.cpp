// serve_roles.cpp - the admin roles of users, groups and clients (facts on
// jobs, 6).
#include <algorithm>
#include <array>

#include "errors.h"
#include "okta/access_objects.h"
#include "okta/paging.h"
#include "okta/routes.h"

namespace sim {
namespace serve_roles {
namespace {

// Whose roles a path names.
struct Holder {
  Assignee kind = Assignee::user;
  std::uint32_t index = 0;
  std::vector<Role> roles;
  std::string url;
};

using Find = std::optional<Holder> (*)(const Org&, const Call&);

std::optional<Holder> user_of(const Org& org, const Call& call) {
  const auto user = org.find_user(call.ids[0]);
  if (!user) return std::nullopt;
  return Holder{Assignee::user, *user, org.roles().of_user(*user),
                call.base + "/api/v1/users/" + call.ids[0]};
}

std::optional<Holder> group_of(const Org& org, const Call& call) {
  const auto group = org.groups().find(call.ids[0]);
  if (!group) return std::nullopt;
  return Holder{Assignee::group, *group, org.roles().of_group(*group),
                call.base + "/api/v1/groups/" + call.ids[0]};
}

std::optional<Holder> client_of(const Org& org, const Call& call) {
  const App* app = org.find_client(call.ids[0]);
  if (!app) return std::nullopt;
  return Holder{Assignee::client, app->index, org.roles().of_client(*app),
                call.base + "/oauth2/v1/clients/" + call.ids[0]};
}

Answer missing(const Call& call, Find find) {
  return not_found(call.ids[0], find == user_of    ? "User"
                                : find == group_of ? "UserGroup"
                                                   : "PublicClientApp");
}

// Not paged, and no Link header.
template <Find find>
Answer list(Org& org, const Call& call) {
  const auto holder = find(org, call);
  if (!holder) return missing(call, find);
  return ok(json_text([&](Json& json) {
    array(json, [&] {
      for (const Role& role : holder->roles) {
        write_role(json, role, holder->url);
      }
    });
  }));
}

template <Find find>
Answer get(Org& org, const Call& call) {
  const auto holder = find(org, call);
  if (!holder) return missing(call, find);
  const auto role = std::ranges::find(holder->roles, call.ids[1], &Role::id);
  if (role == holder->roles.end()) {
    return not_found(call.ids[1], "RoleAssignment");
  }
  return ok(
      json_text([&](Json& json) { write_role(json, *role, holder->url); }));
}

// What a user has by a group can only be taken from the group.
template <Find find>
Answer remove(Org& org, const Call& call) {
  const auto holder = find(org, call);
  if (!holder) return missing(call, find);
  const auto role = std::ranges::find(holder->roles, call.ids[1], &Role::id);
  if (role == holder->roles.end()) {
    return not_found(call.ids[1], "RoleAssignment");
  }
  if (role->from != holder->kind) return *documented_error(403);
  org.roles().remove(holder->kind, holder->index, role->id);
  return no_content();
}

// Whoever has a role, by itself or by a group.
Answer list_assignees(Org& org, const Call& call) {
  PageRules rules;
  rules.default_limit = 100;
  rules.padded_cursor = false;
  Listing listing;
  listing.find = [&](std::uint64_t from) -> std::optional<std::uint64_t> {
    for (std::uint64_t i = from; i < org.users(); ++i) {
      if (!org.roles().of_user(static_cast<std::uint32_t>(i)).empty()) return i;
    }
    return std::nullopt;
  };
  listing.write = [&](Json& json, std::uint64_t i) {
    write_assignee(json, org, static_cast<std::uint32_t>(i), call.base);
  };
  return page_in_body(call, org.ids(), rules, listing);
}

constexpr std::string_view kRead = "okta.roles.read",
                           kManage = "okta.roles.manage";
constexpr std::string_view kOfUser = "/api/v1/users/{userId}/roles",
                           kOneOfUser = "/api/v1/users/{userId}/roles/{roleId}",
                           kOfGroup = "/api/v1/groups/{groupId}/roles",
                           kOneOfGroup =
                               "/api/v1/groups/{groupId}/roles/{roleId}",
                           kOfClient = "/oauth2/v1/clients/{clientId}/roles",
                           kOneOfClient =
                               "/oauth2/v1/clients/{clientId}/roles/{roleId}";

constexpr std::array<Route, 10> kRoutes = {{
    {"GET", kOfUser, kRead, Bucket::users, list<user_of>},
    {"GET", kOneOfUser, kRead, Bucket::users, get<user_of>},
    {"DELETE", kOneOfUser, kManage, Bucket::users, remove<user_of>},
    {"GET", kOfGroup, kRead, Bucket::groups, list<group_of>},
    {"GET", kOneOfGroup, kRead, Bucket::groups, get<group_of>},
    {"DELETE", kOneOfGroup, kManage, Bucket::groups, remove<group_of>},
    {"GET", kOfClient, kRead, Bucket::clients, list<client_of>},
    {"GET", kOneOfClient, kRead, Bucket::clients, get<client_of>},
    {"DELETE", kOneOfClient, kManage, Bucket::clients, remove<client_of>},
    {"GET", "/api/v1/iam/assignees/users", kRead, Bucket::iam, list_assignees},
}};

}  // namespace
}  // namespace serve_roles

std::span<const Route> role_routes() { return serve_roles::kRoutes; }

}  // namespace sim
