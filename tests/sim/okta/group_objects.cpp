// group_objects.cpp - groups and assignments as access_objects.h has them.
#include "okta/access_objects.h"

namespace sim {
namespace {

enum : std::uint64_t { kAssignedAt = 1150, kAssignmentUpdated };

void logos(Json& json) {
  array(json, "logo", [&] {
    object(json, [&] {
      field(json, "name", "medium");
      field(json, "href", "https://static.example.com/logos/group.png");
      field(json, "type", "image/png");
    });
  });
}

bool is_directory(const App* app) {
  return app != nullptr && app->name == "active_directory";
}

// What a directory tells of its groups, beside name and description.
void directory_profile(Json& json, const Group& group) {
  field(json, "samAccountName", group.name);
  field(json, "dn", "CN=" + group.name + ",OU=Groups,DC=corp,DC=example");
  field(json, "windowsDomainQualifiedName", "CORP\\" + group.name);
  field(json, "externalId", "ad-" + std::to_string(group.index));
}

void object_class(Json& json, const Group& group) {
  if (group.type != GroupType::app) {
    words_field(json, "objectClass", {"okta:user_group"});
  } else if (is_directory(group.source)) {
    words_field(json, "objectClass", {"okta:windows_security_principal"});
  } else {
    words_field(json, "objectClass", {group.source->name + ":group"});
  }
}

std::string app_url(const App& app, const std::string& base) {
  return base + "/api/v1/apps/" + app.id;
}

// An app that gets accounts of its own, from which they are imported as well.
bool has_accounts(const App& app, const Org& org) {
  return app.index == org.imported_from().index;
}

std::string_view assignment_status(const User& user, bool accounts) {
  if (user.status == Status::staged) return "STAGED";
  return accounts ? "PROVISIONED" : "ACTIVE";
}

}  // namespace

void write_group(Json& json, const Org& org, const Group& group,
                 const GroupView& view) {
  const std::string self = view.base + "/api/v1/groups/" + group.id;
  object(json, [&] {
    field(json, "id", group.id);
    time_field(json, "created", group.created);
    time_field(json, "lastUpdated", group.last_updated);
    time_field(json, "lastMembershipUpdated", group.last_membership_updated);
    object_class(json, group);
    field(json, "type", type_name(group.type));
    object(json, "profile", [&] {
      field(json, "name", group.name);
      field_or_null(json, "description", group.description);
      if (is_directory(group.source)) directory_profile(json, group);
    });
    if (view.stats) {
      object(json, "_embedded", [&] {
        object(json, "stats", [&] {
          field(json, "usersCount", org.groups().members(group.index));
          key(json, "hasAdminPrivileges");
          json.Bool(!org.roles().of_group(group.index).empty());
        });
      });
    }
    object(json, "_links", [&] {
      logos(json);
      link(json, "users", self + "/users");
      link(json, "apps", self + "/apps");
      if (group.source) link(json, "source", app_url(*group.source, view.base));
    });
  });
}

void write_app_user(Json& json, const Org& org, const App& app,
                    std::uint32_t index, const View& view, bool embed) {
  const User user = org.user(index);
  const auto way = org.assignments().way(index, app);
  const bool by_group = way.scope == Assignments::Scope::group;
  const bool accounts = has_accounts(app, org);
  const std::int64_t created =
      time_since(user.created, org.draw(kAssignedAt, app.index, index));
  const std::int64_t updated =
      time_since(created, org.draw(kAssignmentUpdated, app.index, index));
  object(json, [&] {
    field(json, "id", user.id);
    field_or_null(json, "externalId",
                  accounts ? std::optional("ext-" + std::to_string(index))
                           : std::nullopt);
    time_field(json, "created", created);
    time_field(json, "lastUpdated", updated);
    field(json, "scope", by_group ? "GROUP" : "USER");
    field(json, "status", assignment_status(user, accounts));
    time_field(json, "statusChanged", created);
    time_field(json, "passwordChanged", std::nullopt);
    field(json, "syncState", accounts ? "SYNCHRONIZED" : "DISABLED");
    if (accounts) time_field(json, "lastSync", updated);
    object(json, "credentials", [&] { field(json, "userName", user.login); });
    object(json, "profile", [&] {
      if (accounts) field(json, "email", user.email);
    });
    if (embed) {
      object(json, "_embedded", [&] {
        key(json, "user");
        write_user(json, org, user, view);
      });
    }
    object(json, "_links", [&] {
      link(json, "app", app_url(app, view.base));
      link(json, "user", view.base + "/api/v1/users/" + user.id);
      if (by_group) {
        link(json, "group",
             view.base + "/api/v1/groups/" +
                 org.ids().encode(Kind::group, *way.group));
      }
    });
  });
}

void write_group_assignment(Json& json, const Org& org, const App& app,
                            std::uint32_t index, const std::string& base,
                            const std::string& expand) {
  const Group group = org.groups().group(index);
  const std::string self = app_url(app, base) + "/groups/" + group.id;
  object(json, [&] {
    field(json, "id", group.id);
    time_field(json, "lastUpdated",
               time_since(std::max(app.created, group.created),
                          org.draw(kAssignmentUpdated, app.index, index)));
    std::uint64_t priority = 0;
    for (const std::uint32_t other : org.assignments().groups_of(app)) {
      priority += other < index ? 1 : 0;
    }
    field(json, "priority", priority);
    object(json, "profile", [] {});
    if (expand == "group") {
      object(json, "_embedded", [&] {
        key(json, "group");
        write_group(json, org, group, {base});
      });
    }
    object(json, "_links", [&] {
      link(json, "app", app_url(app, base));
      link(json, "self", self);
      link(json, "group", base + "/api/v1/groups/" + group.id);
    });
  });
}

// The app that gets accounts has two, as one with mail and calendar; those
// that aren't active, none.
std::uint32_t tiles(const App& app, const Org& org) {
  if (!app.active || app.application_type == "service") return 0;
  return has_accounts(app, org) ? 2 : 1;
}

// As Okta has it, the id is the user's.
void write_app_link(Json& json, const Org& org, const App& app,
                    std::uint32_t user, std::uint32_t tile) {
  const std::string suffix = tile == 0 ? "" : " Calendar";
  object(json, [&] {
    field(json, "id", org.ids().encode(Kind::user, user));
    field(json, "label", app.label + suffix);
    field(json, "linkUrl",
          "https://apps.example.com/home/" + app.name + "/" + app.id + "/" +
              std::to_string(tile));
    field(json, "logoUrl", "https://static.example.com/logos/default.png");
    field(json, "appName", app.name);
    field(json, "appInstanceId", app.id);
    field(json, "appAssignmentId", "0ua" + app.id.substr(3));
    key(json, "credentialsSetup");
    json.Bool(false);
    key(json, "hidden");
    json.Bool(false);
    field(json, "sortOrder", std::uint64_t{app.index} * 2 + tile);
  });
}

}  // namespace sim
