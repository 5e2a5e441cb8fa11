// assignments.h - which apps users and groups are assigned to.
// In: the seed, memberships, and what was changed.  Out: whether, and how, a
// user is assigned. Whoever holds an app's tokens at the start is.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace sim {

class Org;
struct App;

// REQUIRES: the indexes that are given are in range.
class Assignments {
 public:
  enum class Scope { none, user, group };

  // How a user is assigned: by itself, or else by that group.
  struct Way {
    Scope scope = Scope::none;
    std::optional<std::uint32_t> group;  // set whatever the scope is
  };

  explicit Assignments(const Org& org) : org_(org) {}

  Way way(std::uint32_t user, const App& app) const;
  bool assigned(std::uint32_t user, const App& app) const {
    return way(user, app).scope != Scope::none;
  }
  // Those assigned to an app, in their order.
  const std::vector<std::uint32_t>& groups_of(const App& app) const;
  bool has_group(const App& app, std::uint32_t group) const;

  // By itself; a group may still assign the user.
  void remove_user(const App& app, std::uint32_t user);
  void remove_group(const App& app, std::uint32_t group);
  // The user is deactivated.
  void remove_all(std::uint32_t user);
  // The app is deactivated: who came by a group is not assigned any more,
  // unless put into a group after it.
  void remove_by_groups(const App& app);
  void reset();

 private:
  using Groups = std::vector<std::uint32_t>;

  Groups first_groups(const App& app) const;
  bool first_by_itself(std::uint32_t user, const App& app) const;
  bool by_itself(std::uint32_t user, const App& app) const;
  std::optional<std::uint32_t> by_group(std::uint32_t user,
                                        const App& app) const;

  const Org& org_;
  std::vector<Groups> first_groups_, groups_;             // by app
  std::unordered_set<std::uint64_t> removed_;             // app and user
  std::unordered_set<std::uint32_t> removed_all_;         // users
  std::unordered_map<std::uint32_t, std::uint64_t> cut_;  // app: at that change
};

}  // namespace sim
