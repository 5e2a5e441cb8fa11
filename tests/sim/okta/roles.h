// roles.h - the admin roles of users, groups and clients.
// In: the seed, memberships, and what was changed.  Out: an assignee's roles.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sim {

class Org;
struct App;

// Whose role it is, or, of a user's, whence it comes.
enum class Assignee { user, group, client };

struct Role {
  // The same for each who has a standard role, as Okta has it.
  std::string id;
  std::string_view type, label;
  // Of a custom role alone.
  std::string role_id, resource_set_id;
  Assignee from = Assignee::user;
  std::int64_t created = 0, last_updated = 0;
};

// REQUIRES: the indexes that are given are in range.
class Roles {
 public:
  explicit Roles(const Org& org) : org_(org) {}

  // A user's own, and those of the user's groups.
  std::vector<Role> of_user(std::uint32_t user) const;
  std::vector<Role> of_group(std::uint32_t group) const;
  std::vector<Role> of_client(const App& app) const;

  void remove(Assignee whose, std::uint32_t index, const std::string& id);
  void reset() { removed_.clear(); }

 private:
  using Key = std::pair<Assignee, std::uint32_t>;

  void add(std::vector<Role>& roles, const Key& whose, std::size_t type) const;

  const Org& org_;
  std::set<std::pair<Key, std::string>> removed_;
};

}  // namespace sim
