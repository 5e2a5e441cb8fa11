// access_dump.cpp - goes through the org user by user.
#include "okta/access_dump.h"

#include <algorithm>

#include "wire/json.h"

namespace sim {
namespace {

constexpr std::uint32_t kUsersPerPiece = 100;

void write_access(Json& json, const Org& org, std::uint32_t user) {
  object(json, [&] {
    field(json, "userId", org.ids().encode(Kind::user, user));
    field(json, "sessions", org.sessions().count(user));
    field(json, "rememberedDevices", org.sessions().devices(user));
    array(json, "groups", [&] {
      for (std::uint32_t group = 0; group < org.groups().size(); ++group) {
        if (!org.groups().member(group, user)) continue;
        text(json, org.ids().encode(Kind::group, group));
      }
    });
    array(json, "apps", [&] {
      for (const App& app : org.apps()) {
        const auto scope = org.assignments().way(user, app).scope;
        if (scope == Assignments::Scope::none) continue;
        const bool by_group = scope == Assignments::Scope::group;
        object(json, [&] {
          field(json, "id", app.id);
          field(json, "scope", by_group ? "GROUP" : "USER");
        });
      }
    });
    array(json, "roles", [&] {
      for (const Role& role : org.roles().of_user(user)) {
        object(json, [&] {
          field(json, "id", role.id);
          field(json, "assignmentType",
                role.from == Assignee::user ? "USER" : "GROUP");
        });
      }
    });
    array(json, "factors", [&] {
      for (const Factor& factor : org.factors().of(user)) {
        text(json, factor.id);
      }
    });
  });
}

}  // namespace

AccessDump::AccessDump(const Org& org, std::optional<std::uint32_t> user)
    : org_(org),
      user_(user.value_or(0)),
      end_(user ? *user + 1 : org.users()) {}

bool AccessDump::next(std::string& out) {
  if (!started_) out += "[";
  started_ = true;
  const std::uint32_t end = std::min(end_, user_ + kUsersPerPiece);
  for (; user_ < end; ++user_) {
    if (!org_.exists(user_)) continue;
    if (!first_) out += ",\n";
    first_ = false;
    out += json_text([&](Json& json) { write_access(json, org_, user_); });
  }
  if (user_ < end_) return true;
  out += "]\n";
  return false;
}

}  // namespace sim
