// words.h - the vocabulary from which the org's data is made.
// Constant tables only; no logic.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sim {

// A name as it is written, and as it appears in a login.
struct Name {
  std::string_view text;
  std::string_view login;
};

std::span<const Name> first_names();
std::span<const Name> last_names();
std::span<const std::string_view> app_names();

// Apps that orgs have without having made them, and such as are connected to a
// directory.
struct RareApp {
  std::string_view name, label, sign_on_mode;
};
std::span<const RareApp> rare_apps();

// The authorization servers of the org: "default", two custom ones, and the
// org's own, which has no object and no id (facts, 1.3 and 2).
inline constexpr std::size_t kServers = 4;
inline constexpr std::size_t kDefaultServer = 0;
inline constexpr std::size_t kOrgServer = 3;
std::string_view server_name(std::size_t server);

struct Scope {
  std::string name;
  std::string display_name;  // may be empty
  std::string description;
};

// Each server has this many named scopes; any higher number gives a made-up
// one, so that a user may hold as many grants as a test wants.
inline constexpr std::size_t kNamedScopes = 5;
Scope scope(std::size_t server, std::size_t number);

}  // namespace sim
