// roles.cpp - derives roles, and keeps what was removed.
#include "okta/roles.h"

#include <array>

#include "okta/org.h"

namespace sim {
namespace {

enum : std::uint64_t { kDirectRole = 1200, kStandardRole, kRoleCreated };

struct RoleType {
  std::string_view type, label, id;
};

// As recorded, a standard role's id is its type in base 32.
constexpr std::array<RoleType, 9> kTypes = {{
    {"SUPER_ADMIN", "Super Administrator", "KNKVARKSL5AUITKJJY"},
    {"ORG_ADMIN", "Organization Administrator", "J5JEOX2BIRGUSTQ"},
    {"APP_ADMIN", "Application Administrator", "IFIFAX2BIRGUSTQ"},
    {"USER_ADMIN", "Group Administrator", "KVJUKUS7IFCE2SKO"},
    {"READ_ONLY_ADMIN", "Read-only Administrator", "KJCUCRC7J5HEYWK7IFCE2SKO"},
    {"REPORT_ADMIN", "Report Administrator", "KJCVAT2SKRPUCRCNJFHA"},
    {"API_ACCESS_MANAGEMENT_ADMIN", "API Access Management Administrator",
     "IFIESX2BINBUKU2TL5GUCTSBI5CU2RKOKRPUCRCNJFHA"},
    {"HELP_DESK_ADMIN", "Help Desk Administrator", "JBCUYUC7IRCVGS27IFCE2SKO"},
    {"CUSTOM", "Unlocks accounts", ""},
}};
constexpr std::size_t kSuper = 0, kAppAdmin = 2, kReadOnly = 4, kHelpDesk = 7,
                      kCustom = 8;

}  // namespace

void Roles::add(std::vector<Role>& roles, const Key& whose,
                std::size_t type) const {
  const auto number = std::uint64_t{whose.second} << 8 |
                      static_cast<std::uint64_t>(whose.first) << 4 | type;
  Role r;
  r.type = kTypes[type].type;
  r.label = kTypes[type].label;
  r.id = kTypes[type].id;
  if (type == kCustom) {
    r.id = org_.ids().encode(Kind::role_binding, number);
    r.role_id = org_.ids().encode(Kind::role, 0);
    r.resource_set_id = org_.ids().encode(Kind::resource_set, 0);
  }
  r.from = whose.first;
  r.created = time_since(kEpoch - kThreeYears, org_.draw(kRoleCreated, number));
  r.last_updated = r.created;
  if (!removed_.contains({whose, r.id})) roles.push_back(r);
}

// The owner of the API token is a super administrator; two of those who left
// still have a role; of the rest one in sixty-four has one.
std::vector<Role> Roles::of_user(std::uint32_t user) const {
  std::vector<Role> roles;
  if (!org_.exists(user)) return roles;
  const Key key{Assignee::user, user};
  const std::uint64_t h = org_.draw(kDirectRole, user) % 128;
  if (user == 0) {
    add(roles, key, kSuper);
  } else if (user == 1) {
    add(roles, key, kAppAdmin);
    add(roles, key, kCustom);
  } else if (user == Org::kDeactivated) {
    add(roles, key, kReadOnly);
  } else if (user == org_.suspended()) {
    add(roles, key, kHelpDesk);
  } else if (h == 0) {
    add(roles, key, 1 + org_.draw(kStandardRole, user) % 6);
  } else if (h == 1) {
    add(roles, key, kCustom);
  }
  for (const std::uint32_t group : {Groups::kAdmins, Groups::kMoreAdmins}) {
    if (group >= org_.groups().size()) continue;
    if (!org_.groups().member(group, user)) continue;
    for (const Role& role : of_group(group)) roles.push_back(role);
  }
  return roles;
}

std::vector<Role> Roles::of_group(std::uint32_t group) const {
  std::vector<Role> roles;
  const Key key{Assignee::group, group};
  if (group == Groups::kAdmins) add(roles, key, kHelpDesk);
  if (group == Groups::kMoreAdmins) add(roles, key, kCustom);
  return roles;
}

// Of the one service app that the org has at the start.
std::vector<Role> Roles::of_client(const App& app) const {
  std::vector<Role> roles;
  if (app.application_type != "service") return roles;
  const Key key{Assignee::client, app.index};
  add(roles, key, kReadOnly);
  add(roles, key, kCustom);
  return roles;
}

void Roles::remove(Assignee whose, std::uint32_t index, const std::string& id) {
  removed_.insert({{whose, index}, id});
}

}  // namespace sim
