// secret.h - a secret that is written down, or named: the variable, the file or
// the command that has it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/source.h"
#include "json/tree.h"
#include "result.h"
#include "system/stop.h"

namespace idp {

// Where a secret is that is fetched when it is first needed.
struct SecretPlace {
  std::string label;  // of the setting, for messages
  std::string file;
  std::vector<std::string> command;
};

// A secret's text, or the place where it is.
struct Secret {
  std::string text;
  std::optional<SecretPlace> place;
};

// The members of the settings that hold secrets.
bool is_secret(std::string_view setting);

// Reads a string, {"env": "NAME"}, {"file": "/path"} or {"command": ["program",
// "argument"]}. A private key may be a JWK as an object, or a text that is the
// path of its file. Errors never hold what is given.
Result<Secret> read_secret(const json::Tree& settings, std::string_view setting,
                           const Source& source, const World& world);

// Reads the file or runs the command, until it ends or `stop` is asked. Line
// breaks at the end are taken off.
Result<std::string> fetch(const SecretPlace& place, Stop& stop);

// Whether any secret is written into these settings, and not only named.
bool has_written_secret(const json::Tree& settings);

}  // namespace idp
