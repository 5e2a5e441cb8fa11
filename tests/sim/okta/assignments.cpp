// assignments.cpp - derives assignments, and keeps what was removed.
#include "okta/assignments.h"

#include <algorithm>

#include "okta/org.h"

namespace sim {
namespace {

enum : std::uint64_t { kGroupsOfApp = 1100, kGroupOfApp, kByItself };

std::uint64_t packed(const App& app, std::uint32_t user) {
  return std::uint64_t{app.index} << 32 | user;
}

}  // namespace

// Up to two of the groups; one app has everybody.
Assignments::Groups Assignments::first_groups(const App& app) const {
  Groups groups;
  const std::uint32_t size = org_.groups().size();
  if (app.index == org_.imported_from().index && size > 0) {
    groups.push_back(sim::Groups::kEveryone);
  }
  if (app.index >= org_.pool() || size < 2) return groups;
  const std::uint64_t count = org_.draw(kGroupsOfApp, app.index) % 3;
  for (std::uint64_t n = 0; n < count; ++n) {
    const std::uint64_t h = org_.draw(kGroupOfApp, app.index, n);
    groups.push_back(static_cast<std::uint32_t>(1 + h % (size - 1)));
  }
  std::ranges::sort(groups);
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  return groups;
}

// Who holds tokens and is in none of the app's groups is, and some of those
// who are in one.
bool Assignments::first_by_itself(std::uint32_t user, const App& app) const {
  if (org_.first_status(user) == Status::deprovisioned) return false;
  const std::uint64_t h = org_.draw(kByItself, app.index, user);
  if (app.index >= org_.pool()) {
    const bool some = !app.built_in && app.application_type != "service" &&
                      app.index != org_.imported_from().index;
    return some && h % 8 == 0;
  }
  if (!org_.slot_of(user, app)) return false;
  const bool by_group =
      std::ranges::any_of(first_groups_[app.index], [&](std::uint32_t group) {
        return org_.groups().first_member(group, user);
      });
  return !by_group || h % 3 == 0;
}

bool Assignments::by_itself(std::uint32_t user, const App& app) const {
  return !removed_all_.contains(user) &&
         !removed_.contains(packed(app, user)) && first_by_itself(user, app);
}

std::optional<std::uint32_t> Assignments::by_group(std::uint32_t user,
                                                   const App& app) const {
  const auto cut = cut_.find(app.index);
  for (const std::uint32_t group : groups_[app.index]) {
    if (!org_.groups().member(group, user)) continue;
    if (cut == cut_.end() ||
        org_.groups().added_after(cut->second, group, user)) {
      return group;
    }
  }
  return std::nullopt;
}

Assignments::Way Assignments::way(std::uint32_t user, const App& app) const {
  if (!org_.exists(user) || org_.status(user) == Status::deprovisioned) {
    return {};
  }
  const auto group = by_group(user, app);
  if (by_itself(user, app)) return {Scope::user, group};
  return {group ? Scope::group : Scope::none, group};
}

const std::vector<std::uint32_t>& Assignments::groups_of(const App& app) const {
  return groups_[app.index];
}

bool Assignments::has_group(const App& app, std::uint32_t group) const {
  const Groups& groups = groups_[app.index];
  return std::ranges::find(groups, group) != groups.end();
}

void Assignments::remove_user(const App& app, std::uint32_t user) {
  removed_.insert(packed(app, user));
}

void Assignments::remove_group(const App& app, std::uint32_t group) {
  std::erase(groups_[app.index], group);
}

void Assignments::remove_all(std::uint32_t user) { removed_all_.insert(user); }

void Assignments::remove_by_groups(const App& app) {
  cut_[app.index] = org_.groups().changes();
}

void Assignments::reset() {
  removed_.clear();
  removed_all_.clear();
  cut_.clear();
  first_groups_.clear();
  for (const App& app : org_.apps()) first_groups_.push_back(first_groups(app));
  groups_ = first_groups_;
}

}  // namespace sim
