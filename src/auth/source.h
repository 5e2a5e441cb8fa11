// source.h - a place that settings come from, and how its user knows them.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "json/tree.h"
#include "model/resource.h"
#include "result.h"

namespace idp {

// A program's environment variables.
using Environment = std::map<std::string, std::string, std::less<>>;

// The value of a variable, or an empty text.
const std::string& variable(const Environment& environment,
                            std::string_view name);

struct Source {
  // For messages about the org, long after it was read: "idp_configure()".
  std::string name;
  std::string opening;  // of messages about its text: "idp_configure: "
  // Settings that have names of their own there, such as variables.
  std::map<std::string, std::string, std::less<>> names;
  // Text that anybody may have written who can run a query: it is not trusted
  // with this machine's files, variables and programs, nor with its guards.
  bool is_sql = false;

  // "idp_configure: \"token\"", "OKTA_CLIENT_TOKEN"
  std::string label(std::string_view setting) const;
};

// Where settings belong that SQL may not give, for messages.
inline constexpr std::string_view kSettingsFileRule =
    "the settings file (the path in IDP_CONFIG, else "
    "$XDG_CONFIG_HOME/sqlite-idp/config.json, else "
    "~/.config/sqlite-idp/config.json)";

// What settings are read with. The first provider is the one that is meant
// where none is named.
struct World {
  std::span<const Provider> providers;
  const Environment& environment;
};

// The path, of which "~/" is the home folder.
std::string in_home(std::string path, const World& world);

// "there is no setting "tokn"; did you mean "token"?"
// REQUIRES: there is at least one known name.
std::string unknown(std::string_view kind, std::string_view name,
                    std::span<const std::string_view> known);

// " must be one of "on", "off"."
std::string must_be_one_of(std::span<const std::string> words);

}  // namespace idp
