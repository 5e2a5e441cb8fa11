// happening.h - the parts of happenings.h: its two tables, and what their rows
// are made of.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "okta/log_event.h"
#include "okta/org.h"
#include "wire/answer.h"

namespace sim {

using Events = std::vector<Event>;

// One that is more than its row. In the route the names in { } are left out.
struct SpecialHappening {
  std::string_view route;
  Events (*events)(const Org& org, const Call& call);
};

// One event, whose targets are what the path's ids stand for.
struct PlainHappening {
  std::string_view route, type, display;
  std::array<std::string_view, 2> targets = {};
};

std::span<const SpecialHappening> special_happenings();
std::span<const PlainHappening> plain_happenings();

// An event of what the call does.
Event told(const Org& org, const Call& call, std::string_view type,
           std::string_view display, std::vector<Party> targets);

// What an id in a path stands for, as a target of that type.
Party party_of(const Org& org, std::string_view type, const std::string& id);

// A refresh token, as a target.
Party token_party(const std::string& id, const std::string& subject);

// The user that a path names: by id, login or shortname.
std::optional<std::uint32_t> user_of(const Org& org, const std::string& key);

}  // namespace sim
