// secret.cpp - finds out what a secret's setting says.
#include "auth/secret.h"

#include <algorithm>
#include <array>

#include "auth/credential.h"
#include "auth/settings_file.h"
#include "system/command.h"
#include "system/file.h"

namespace idp {
namespace {

using json::Tree;

constexpr std::size_t kMostSecretBytes = std::size_t{64} << 10;
constexpr std::array<std::string_view, 3> kSecrets = {"token", "accessToken",
                                                      kPrivateKey};
constexpr std::array<std::string_view, 4> kPathStarts = {"/", "~/", "./",
                                                         "../"};
constexpr std::array<std::string_view, 4> kKeyFiles = {".pem", ".key", ".jwk",
                                                       ".json"};
constexpr std::array<std::string_view, 3> kPlaces = {"env", "file", "command"};

std::string places() {
  return R"({"env": "NAME"}, {"file": "/path"} or {"command": ["program"]})";
}

// The one member that names a place, or null.
const json::Member* place_in(const Tree& tree) {
  for (const json::Member& member : tree.members()) {
    if (std::ranges::find(kPlaces, member.name) != kPlaces.end()) {
      return &member;
    }
  }
  return nullptr;
}

// Only what looks like a path is one: a message names it, and a key that was
// pasted without its first line must not get there.
bool is_path(std::string_view setting, std::string_view text) {
  const auto begins = [&](auto start) { return text.starts_with(start); };
  const auto ends = [&](auto end) { return text.ends_with(end); };
  return setting == kPrivateKey && text.find('\n') == text.npos &&
         (std::ranges::any_of(kPathStarts, begins) ||
          std::ranges::any_of(kKeyFiles, ends));
}

std::string without_line_end(std::string text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  return text;
}

Result<Secret> read_variable(const std::string& name, const std::string& label,
                             const World& world) {
  const std::string& value = variable(world.environment, name);
  if (value.empty()) {
    return Error{label + " names the environment variable \"" + name +
                 "\", which is not set."};
  }
  return Secret{without_line_end(value), {}};
}

// A NUL would end the path or the word before it ends.
bool is_word(const Tree& tree) {
  const auto* text = std::get_if<std::string>(&tree.value);
  return text && text->find('\0') == text->npos;
}

Error not_by_sql(const std::string& label) {
  return {label +
          " can't be the name of a file, a variable or a command: SQL text is "
          "not trusted with this machine. Name it in " +
          std::string(kSettingsFileRule) + ", or give the secret itself."};
}

Result<Secret> read_place(const json::Member& member, const std::string& label,
                          const World& world) {
  const auto& [kind, value] = member;
  if (kind == "command") {
    const json::Array& words = value.items();
    if (words.empty() || !std::ranges::all_of(words, is_word) ||
        words.front().text().empty()) {
      return Error{label +
                   ": \"command\" must be a list of strings, the "
                   "program first, such as [\"op\", \"read\", "
                   "\"op://vault/item/field\"]."};
    }
    return Secret{{}, SecretPlace{label, {}, json::texts(words)}};
  }
  if (!is_word(value) || value.text().empty()) {
    return Error{label + ": \"" + kind + "\" must be the " +
                 (kind == "env" ? "name of a variable." : "path of a file.")};
  }
  if (kind == "env") return read_variable(value.text(), label, world);
  return Secret{{}, SecretPlace{label, in_home(value.text(), world), {}}};
}

}  // namespace

bool is_secret(std::string_view setting) {
  return std::ranges::find(kSecrets, setting) != kSecrets.end();
}

Result<Secret> read_secret(const Tree& settings, std::string_view setting,
                           const Source& source, const World& world) {
  const std::string label = source.label(setting);
  const Tree& given = *settings.find(setting);
  if (const auto* text = std::get_if<std::string>(&given.value)) {
    if (!is_path(setting, *text)) return Secret{*text, {}};
    if (source.is_sql) return not_by_sql(label);
    return Secret{{}, SecretPlace{label, in_home(*text, world), {}}};
  }
  const json::Member* place = place_in(given);
  if (place != nullptr && source.is_sql) return not_by_sql(label);
  if (place != nullptr && given.members().size() == 1) {
    return read_place(*place, label, world);
  }
  if (setting == kPrivateKey && given.find("kty") != nullptr) {
    return Secret{json::text_of(given), {}};
  }
  return Error{label + " must be a string" +
               (source.is_sql ? "." : ", or " + places() + ".")};
}

Result<std::string> fetch(const SecretPlace& place, Stop& stop) {
  if (!place.command.empty()) {
    Result<std::string> text = run_command(place.command, stop);
    if (!text) {
      return Error{place.label + ": " + text.error().text, text.error().kind};
    }
    return without_line_end(*std::move(text));
  }
  Result<std::optional<File>> file = read_file(place.file, kMostSecretBytes);
  if (!file) return Error{place.label + ": " + file.error().text};
  if (!*file) {
    return Error{place.label + " names the file " + place.file +
                 ", which does not exist."};
  }
  if (Status s = check_private(**file, place.file); !s) {
    return Error{place.label + ": " + s.error().text};
  }
  return without_line_end(std::move((*file)->text));
}

bool has_written_secret(const Tree& settings) {
  for (const Tree& org : settings.items("orgs")) {
    if (has_written_secret(org)) return true;
  }
  if (settings.text("proxy").find('@') != std::string::npos) return true;
  return std::ranges::any_of(kSecrets, [&](std::string_view setting) {
    const Tree* given = settings.find(setting);
    if (given == nullptr) return false;
    const auto* text = std::get_if<std::string>(&given->value);
    return text ? !is_path(setting, *text) : place_in(*given) == nullptr;
  });
}

}  // namespace idp
