// org.h - the org: users, apps, refresh tokens and grants; and, each in a file
// of its own, groups, assignments, roles, factors and sessions.
// In: the options' numbers and seed.  Out: any object, made when asked for.
// Only what changed since the start is stored. Knows nothing of HTTP or JSON.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ids.h"
#include "okta/api_tokens.h"
#include "okta/app_grants.h"
#include "okta/assignments.h"
#include "okta/credentials.h"
#include "okta/devices.h"
#include "okta/factors.h"
#include "okta/groups.h"
#include "okta/roles.h"
#include "okta/sessions.h"
#include "options.h"

namespace sim {

class SystemLog;

// "Now" in the org's data (2026-09-01): but for the System Log no datum depends
// on the wall clock.
inline constexpr std::int64_t kEpoch = 1'788'220'800;
inline constexpr std::int64_t kDay = 86'400;  // in seconds
inline constexpr std::int64_t kThreeYears = std::int64_t{3} * 365 * kDay;
// A time from `earliest` to the org's now.
std::int64_t time_since(std::int64_t earliest, std::uint64_t h);

enum class Status {
  active,
  deprovisioned,
  locked_out,
  password_expired,
  provisioned,
  recovery,
  staged,
  suspended
};
std::string_view status_name(Status status);
bool never_signed_in(Status status);
bool may_hold_tokens(Status status);

// When the simulator started, by its clock; milliseconds since 1970.
std::int64_t start_of(const Options& options);

// Times are seconds since 1970; none: JSON null.
using Time = std::optional<std::int64_t>;

struct User {
  std::uint32_t index = 0;
  std::string id, first_name, last_name, login, email;
  std::optional<std::string> mobile_phone;
  Status status = Status::active;
  std::int64_t created = 0, last_updated = 0;
  Time activated, status_changed, last_login, password_changed;
  std::optional<Status> transition;  // the status that it is about to have
  bool lists_emails = false;         // in its credentials
  bool rare = false;                 // has what few orgs give their users
};

struct App {
  std::uint32_t index = 0;
  std::string id, client_id, label;
  std::string name;          // "oidc_client"
  std::string sign_on_mode;  // "OPENID_CONNECT"; empty: null

  std::string application_type;  // empty: not an OAuth client
  std::optional<std::string> client_uri, logo_uri;
  bool active = true;
  bool built_in = false;  // the provider's own
  bool deleted = false;
  std::int64_t created = 0, last_updated = 0;
  std::int64_t idle_window = 0;  // seconds a refresh token lives without use
};

// Which token or grant: the nth one of a user and one of the user's clients.
struct Held {
  std::uint32_t user = 0, slot = 0, nth = 0;

  std::uint64_t packed() const {
    return std::uint64_t{user} << 32 | std::uint64_t{slot} << 16 | nth;
  }
  static Held unpack(std::uint64_t value) {
    return {static_cast<std::uint32_t>(value >> 32),
            static_cast<std::uint32_t>(value >> 16 & 0xffff),
            static_cast<std::uint32_t>(value & 0xffff)};
  }
};

struct Token {
  std::string id;
  std::size_t server = 0;
  std::vector<std::size_t> scopes;  // numbers of the server's scopes
  std::int64_t created = 0, last_updated = 0, expires_at = 0;
};

struct Grant {
  std::string id;
  std::size_t server = 0, scope = 0;
  std::string scope_id;
  bool has_creator = true;
  bool of_admin = false;  // nobody consented, an admin granted it to the app
  bool names_client = true;
  std::int64_t created = 0, last_updated = 0;
};

// Not synchronized: readers may share it, a writer needs it alone.
class Org {
 public:
  explicit Org(const Options& options);
  Org(const Org&) = delete;

  // The tenth user is deactivated at the start, and the first one of those who
  // are suspended, if any is, left, too: both still hold some access.
  static constexpr std::uint32_t kDeactivated = 9;
  std::optional<std::uint32_t> suspended() const { return suspended_; }

  const Options& options() const { return options_; }
  const Groups& groups() const { return groups_; }
  const Assignments& assignments() const { return assignments_; }
  Factors& factors() { return factors_; }
  const Factors& factors() const { return factors_; }
  Roles& roles() { return roles_; }
  const Roles& roles() const { return roles_; }
  Sessions& sessions() { return sessions_; }
  const Sessions& sessions() const { return sessions_; }
  AppGrants& app_grants() { return app_grants_; }
  const AppGrants& app_grants() const { return app_grants_; }
  Credentials& credentials() { return credentials_; }
  const Credentials& credentials() const { return credentials_; }
  Devices& devices() { return devices_; }
  const Devices& devices() const { return devices_; }
  ApiTokens& api_tokens() { return api_tokens_; }
  const ApiTokens& api_tokens() const { return api_tokens_; }

  // A number out of the seed: another for each tag and indexes.
  std::uint64_t draw(std::uint64_t tag, std::uint64_t a,
                     std::uint64_t b = 0) const;
  std::uint32_t users() const { return options_.users; }
  std::uint32_t slots() const { return options_.clients; }
  std::uint32_t tokens() const { return options_.tokens; }
  std::uint32_t grants() const { return options_.grants; }
  const std::vector<App>& apps() const { return apps_; }
  // How many of the apps, the first ones, hold tokens.
  std::uint32_t pool() const { return pool_; }
  // An app whose groups are imported, and to which everybody is assigned.
  const App& imported_from() const { return apps_[pool_ + 3]; }
  const Ids& ids() const { return ids_; }
  // REQUIRES: it was set.
  SystemLog& log() const { return *log_; }
  void set_log(SystemLog& log) { log_ = &log; }

  // REQUIRES: the indexes are in range.
  bool exists(std::uint32_t user) const;
  Status status(std::uint32_t user) const;
  Status first_status(std::uint32_t user) const;
  User user(std::uint32_t user) const;
  const App& app(std::uint32_t user, std::uint32_t slot) const;
  // A user who is there, as it is now; and as the index has it, from which
  // filter, search and q are answered.
  std::optional<User> current(std::uint32_t user) const;
  std::optional<User> indexed(std::uint32_t user, std::int64_t now) const;
  // Whether the caller sees it: the provider hides some, a role covers some.
  bool sees(const App& app) const;
  bool has_token(Held held) const;
  bool has_grant(Held held) const;
  Token token(Held held) const;
  std::size_t server_of(Held held) const;  // of a token
  // The first token of that app and server at a packed position or after it.
  std::optional<std::uint64_t> next_token_at(const App& app, std::size_t server,
                                             std::uint64_t from) const;
  Grant grant(Held held) const;
  bool has_client(std::uint32_t user,
                  std::uint32_t slot) const;  // tokens or grants
  std::optional<std::uint32_t> slot_of(std::uint32_t user,
                                       const App& app) const;
  std::string server_id(std::size_t server) const;
  std::string scope_id(std::size_t server, std::size_t number) const;

  // Nothing for what isn't there (any more).
  std::optional<std::uint32_t> find_user(std::string_view id) const;
  std::optional<std::uint32_t> find_login(std::string_view login) const;
  const App* find_app(std::string_view id) const;
  const App* find_client(std::string_view client_id) const;
  std::optional<Held> find_token(std::string_view id) const;
  std::optional<Held> find_grant(std::string_view id) const;

  // The time of the changes that follow, by the simulator's clock.
  void set_time(std::int64_t now) { now_ = now; }
  void revoke_token(Held held);
  void revoke_grant(Held held);
  void revoke_tokens(std::uint32_t user, std::uint32_t slot);
  void revoke_grants(std::uint32_t user, std::uint32_t slot);
  void revoke_user_tokens(std::uint32_t user);
  void revoke_app_tokens(const App& app);
  // What a change takes with it. Deactivation and suspension revoke the user's
  // tokens and end the sessions; deactivation takes the assignments, too.
  void set_status(std::uint32_t user, Status status);
  // The same after a while, in which the user tells where it goes (--late).
  void begin_status(std::uint32_t user, Status status);
  bool due(std::int64_t now) const;
  void settle(std::int64_t now);
  // Whoever is no longer assigned to an app loses its tokens.
  void set_member(std::uint32_t group, std::uint32_t user, bool member);
  void unassign_user(const App& app, std::uint32_t user);
  void unassign_group(const App& app, std::uint32_t group);
  // Tokens die with it, and whom groups assigned isn't any more.
  void set_active(const App& app, bool active);
  // Nobody sees it, and nobody holds a grant of it, any more.
  void delete_app(const App& app);
  void set_label(const App& app, const std::string& label);
  void set_login(std::uint32_t user, const std::string& login);
  void remove(std::uint32_t user);
  // What went comes: as new as it can be where ids come from the seed. False:
  // it never was, is there, or can't be for want of what it belongs to.
  bool give_token(std::string_view id);
  bool give_grant(std::string_view id);
  bool give_user(std::string_view id);  // with nothing
  bool give_app(std::string_view id);   // active, with nothing
  void reset();

 private:
  struct Changes {
    std::optional<Status> status;
    std::optional<std::string> login;
    bool removed = false;
    bool no_tokens = false;
    std::set<std::uint64_t> tokens, grants;  // revoked, packed
    std::set<std::uint64_t> given;           // tokens that came since
  };

  // How a user was until the index noticed a change.
  struct Earlier {
    std::int64_t until = 0;
    std::optional<User> user;
  };

  // A status that a user is about to have.
  struct Pending {
    std::int64_t due = 0;
    Status status = Status::active;
  };

  void remember(std::uint32_t user);
  void revoke_if_unassigned(const App& app, std::uint32_t user);
  // Apps that hold no refresh tokens: other protocols, a service, an inactive
  // one. Behind them, the rare ones.
  static constexpr std::uint32_t kExtraApps = 5;

  App make_app(std::uint32_t index) const;
  const Changes* changes(std::uint32_t user) const;
  std::optional<Held> find(Kind kind, std::string_view id,
                           std::uint32_t count) const;

  Options options_;
  Ids ids_;
  SystemLog* log_ = nullptr;
  std::uint32_t pool_;  // a prime: how many apps users share
  std::vector<App> apps_;
  std::unordered_map<std::string, std::uint32_t> by_id_, by_client_;
  std::unordered_map<std::uint32_t, Changes> changed_;
  std::unordered_map<std::uint32_t, std::vector<Earlier>> earlier_;
  std::int64_t now_ = 0;
  std::unordered_map<std::string, std::uint32_t> by_new_login_;
  std::vector<bool> app_without_tokens_, app_without_grants_;
  std::optional<std::uint32_t> suspended_;
  std::map<std::uint32_t, Pending> pending_;
  std::set<std::uint32_t> changed_apps_;
  Groups groups_{*this};
  Assignments assignments_{*this};
  Factors factors_{*this};
  Roles roles_{*this};
  Sessions sessions_{*this};
  AppGrants app_grants_{*this};
  Credentials credentials_{*this};
  Devices devices_{*this};
  ApiTokens api_tokens_{*this, start_of(options_) / 1000};
};

}  // namespace sim
