// groups.h - the org's groups, and who is in them.
// In: the seed, and what was changed.  Out: a group; whether a user is in it.
// Knows nothing of HTTP or JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sim {

class Org;
struct App;

enum class GroupType { app, built_in, okta };
std::string_view type_name(GroupType type);

struct Group {
  std::uint32_t index = 0;
  std::string id, name;
  std::optional<std::string> description;
  GroupType type = GroupType::okta;
  const App* source = nullptr;  // the app that an app's group is from
  std::int64_t created = 0, last_updated = 0, last_membership_updated = 0;
};

// REQUIRES: the indexes that are given are in range.
class Groups {
 public:
  // Everybody is in the first group; the fifth, and of more than eight the
  // ninth, have admin roles (see roles.h).
  static constexpr std::uint32_t kEveryone = 0, kAdmins = 4, kMoreAdmins = 8;

  explicit Groups(const Org& org) : org_(org) {}

  std::uint32_t size() const;
  Group group(std::uint32_t group) const;
  // As filter, search and q see it, which may be as it was before.
  Group indexed(std::uint32_t group, std::int64_t now) const;
  // A role that covers some groups shows neither the others nor Everyone.
  bool sees(std::uint32_t group) const;
  std::optional<std::uint32_t> find(std::string_view id) const;

  // At the start, and now.
  bool first_member(std::uint32_t group, std::uint32_t user) const;
  bool member(std::uint32_t group, std::uint32_t user) const;
  // Whether the user is in it by a change later than that one.
  bool added_after(std::uint64_t change, std::uint32_t group,
                   std::uint32_t user) const;
  std::uint64_t members(std::uint32_t group) const;

  // The number of the last change, from 1.
  std::uint64_t changes() const { return changes_; }
  void set_member(std::uint32_t group, std::uint32_t user, bool member,
                  std::int64_t now);
  void reset();

 private:
  struct Change {
    bool member = false;
    std::uint64_t number = 0;
  };

  const Change* change(std::uint32_t group, std::uint32_t user) const;
  std::uint64_t chance(std::uint32_t group) const;

  const Org& org_;
  std::unordered_map<std::uint64_t, Change> changed_;  // by group and user
  std::unordered_map<std::uint32_t, std::vector<std::int64_t>> changed_at_;
  std::uint64_t changes_ = 0;
};

}  // namespace sim
