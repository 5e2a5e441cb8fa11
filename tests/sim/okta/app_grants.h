// app_grants.h - the scopes of Okta's own API that admins granted to apps.
// In: the seed, and what was revoked.  Out: an app's grants.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

class Org;
struct App;

struct AppGrant {
  std::uint64_t number = 0;  // of the app and of its grant
  std::string id;
  std::string_view scope;
  std::int64_t created = 0;
};

class AppGrants {
 public:
  explicit AppGrants(const Org& org) : org_(org) {}

  std::vector<AppGrant> of(const App& app) const;
  std::optional<AppGrant> find(const App& app, std::string_view id) const;
  void revoke(const AppGrant& grant) { revoked_.insert(grant.number); }
  void reset() { revoked_.clear(); }

 private:
  const Org& org_;
  std::set<std::uint64_t> revoked_;
};

}  // namespace sim
