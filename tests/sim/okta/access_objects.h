// access_objects.h - groups, assignments, factors and roles as Okta writes them
// (facts on jobs, 2, 3 and 6).
// In: the org and what to write.  Out: JSON.
#pragma once

#include <string>

#include "okta/objects.h"
#include "okta/org.h"
#include "wire/json.h"

namespace sim {

struct GroupView {
  std::string base;
  bool stats = false;  // how many members it has
};

void write_group(Json& json, const Org& org, const Group& group,
                 const GroupView& view);

// REQUIRES: the user is assigned to the app.
// embed: the user, "expand=user".
void write_app_user(Json& json, const Org& org, const App& app,
                    std::uint32_t user, const View& view, bool embed);
// expand: "group", "metadata" or empty.
void write_group_assignment(Json& json, const Org& org, const App& app,
                            std::uint32_t group, const std::string& base,
                            const std::string& expand);

// An app has so many tiles, most of them one.
std::uint32_t tiles(const App& app, const Org& org);
void write_app_link(Json& json, const Org& org, const App& app,
                    std::uint32_t user, std::uint32_t tile);

void write_factor(Json& json, const User& user, const Factor& factor,
                  const std::string& base);
// assignee: the address of whose role it is.
void write_role(Json& json, const Role& role, const std::string& assignee);
void write_assignee(Json& json, const Org& org, std::uint32_t user,
                    const std::string& base);

}  // namespace sim
