// groups.cpp - derives groups and memberships, and keeps what was changed.
#include "okta/groups.h"

#include <algorithm>
#include <array>

#include "okta/org.h"

namespace sim {
namespace {

enum : std::uint64_t {
  kGroupCreated = 1000,
  kGroupUpdated,
  kMembersChanged,
  kIsMember
};

struct GroupWords {
  std::string_view name, description;
};

constexpr std::array<GroupWords, 16> kWords = {{
    {"Everyone", "All users in your organization"},
    {"Staff", "Everybody with a contract"},
    {"Engineering", ""},
    {"VPN users", "Imported"},
    {"Help desk", "Resets passwords"},
    {"Nobody yet", ""},
    {"West Coast users", "All users West of The Rockies"},
    {"Finance & Controlling", ""},
    {"IT \"on call\"", "Unlocks accounts"},
    {"Crèche", "Eltern, parents & <others>"},
    {"Contractors", "External people"},
    {"Łódź office", ""},
    {"Marketing", "50% of it"},
    {"Legal", ""},
    {"Interns", "Until the end of summer"},
    {"Beta testers", ""},
}};

std::uint64_t packed(std::uint32_t group, std::uint32_t user) {
  return std::uint64_t{group} << 32 | user;
}

GroupType type_of(std::uint32_t group) {
  if (group == Groups::kEveryone) return GroupType::built_in;
  return group % 7 == 3 ? GroupType::app : GroupType::okta;
}

// Every second one from a directory, where the org has one.
const App* source_of(std::uint32_t group, const Org& org) {
  const App* directory = nullptr;
  for (const App& app : org.apps()) {
    if (app.name == "active_directory") directory = &app;
  }
  const bool of_directory = directory != nullptr && group / 7 % 2 == 0;
  return of_directory ? directory : &org.imported_from();
}

}  // namespace

std::string_view type_name(GroupType type) {
  constexpr std::array<std::string_view, 3> names = {"APP_GROUP", "BUILT_IN",
                                                     "OKTA_GROUP"};
  return names[static_cast<std::size_t>(type)];
}

std::uint32_t Groups::size() const { return org_.options().groups; }

Group Groups::group(std::uint32_t index) const {
  // There is one Everyone.
  constexpr std::size_t others = kWords.size() - 1;
  const std::size_t number = index == kEveryone ? 0 : 1 + (index - 1) % others;
  const GroupWords& words = kWords[number];
  Group g;
  g.index = index;
  g.id = org_.ids().encode(Kind::group, index);
  g.name = words.name;
  if (index > others) g.name += "-" + std::to_string(1 + (index - 1) / others);
  if (!words.description.empty()) g.description = words.description;
  g.type = type_of(index);
  if (g.type == GroupType::app) g.source = source_of(index, org_);
  g.created = time_since(kEpoch - kThreeYears, org_.draw(kGroupCreated, index));
  g.last_updated = time_since(g.created, org_.draw(kGroupUpdated, index));
  const auto changed = changed_at_.find(index);
  g.last_membership_updated =
      changed == changed_at_.end()
          ? time_since(g.created, org_.draw(kMembersChanged, index))
          : changed->second.back();
  return g;
}

Group Groups::indexed(std::uint32_t index, std::int64_t now) const {
  Group g = group(index);
  const auto changed = changed_at_.find(index);
  const std::int64_t lag = org_.options().lag_s;
  if (changed == changed_at_.end() || lag == 0) return g;
  g.last_membership_updated =
      time_since(g.created, org_.draw(kMembersChanged, index));
  for (const std::int64_t at : changed->second) {
    if (at + lag <= now) g.last_membership_updated = at;
  }
  return g;
}

bool Groups::sees(std::uint32_t group) const {
  const auto covered = org_.options().role_groups;
  return !covered || (group != kEveryone && group <= *covered);
}

std::optional<std::uint32_t> Groups::find(std::string_view id) const {
  const auto value = org_.ids().decode(Kind::group, id);
  if (!value || *value >= size()) return std::nullopt;
  const auto group = static_cast<std::uint32_t>(*value);
  return sees(group) ? std::optional(group) : std::nullopt;
}

// In 65536 users. Two groups are large, one is empty; of the rest a user is in
// a few, however many there are.
std::uint64_t Groups::chance(std::uint32_t group) const {
  constexpr std::array<std::uint64_t, 6> first = {65'536, 32'768, 13'107,
                                                  6'554,  1'300,  0};
  if (group < first.size()) return first[group];
  return 65'536 / std::max<std::uint64_t>(12, size() / 4);
}

// Who left is still in two groups; the third user is an admin by a group.
bool Groups::first_member(std::uint32_t group, std::uint32_t user) const {
  if (group == 1 || group == 2) {
    if (user == Org::kDeactivated || user == org_.suspended()) return true;
  }
  if (group == kAdmins && user <= 2) return user == 2;
  if (group == kAdmins && user == org_.suspended()) return false;
  return org_.draw(kIsMember, group, user) % 65'536 < chance(group);
}

const Groups::Change* Groups::change(std::uint32_t group,
                                     std::uint32_t user) const {
  const auto found = changed_.find(packed(group, user));
  return found == changed_.end() ? nullptr : &found->second;
}

bool Groups::member(std::uint32_t group, std::uint32_t user) const {
  if (!org_.exists(user)) return false;
  const Change* made = change(group, user);
  return made ? made->member : first_member(group, user);
}

bool Groups::added_after(std::uint64_t number, std::uint32_t group,
                         std::uint32_t user) const {
  const Change* made = change(group, user);
  return made && made->member && made->number > number;
}

std::uint64_t Groups::members(std::uint32_t group) const {
  std::uint64_t count = 0;
  for (std::uint32_t user = 0; user < org_.users(); ++user) {
    count += member(group, user) ? 1 : 0;
  }
  return count;
}

void Groups::set_member(std::uint32_t group, std::uint32_t user, bool member,
                        std::int64_t now) {
  changed_[packed(group, user)] = {member, ++changes_};
  changed_at_[group].push_back(now);
}

void Groups::reset() {
  changed_.clear();
  changed_at_.clear();
  changes_ = 0;
}

}  // namespace sim
