// settings_file.cpp - finds, checks and reads it.
#include "auth/settings_file.h"

#include "auth/secret.h"

namespace idp {

std::string settings_path(const Environment& environment) {
  const std::string& given = variable(environment, "IDP_CONFIG");
  if (!given.empty()) return given;
  const std::string file = "/sqlite-idp/config.json";
  // The XDG specification says to ignore a relative path.
  const std::string& folder = variable(environment, "XDG_CONFIG_HOME");
  if (folder.starts_with('/')) return folder + file;
  const std::string& home = variable(environment, "HOME");
  return home.empty() ? std::string() : home + "/.config" + file;
}

Status check_owner(const File& file, const std::string& path) {
  if (!file.own) {
    return Error{path + " is refused: it belongs to another user."};
  }
  if (file.writable) {
    return Error{path +
                 " is refused: others can change it, and so where secrets "
                 "go. Run: chmod go-w '" +
                 path + "'"};
  }
  return {};
}

Status check_private(const File& file, const std::string& path) {
  if (file.own && !file.readable && !file.writable) return {};
  return Error{path + " is refused: it has a secret in it, and " +
               (!file.own       ? "belongs to another user. Make it yours, and"
                : file.readable ? "others can read it. Run:"
                                : "others can change it. Run:") +
               " chmod 600 '" + path + "'"};
}

Status add_settings_file(Settings& settings, const File& file,
                         const std::string& path, const World& world) {
  if (Status status = check_owner(file, path); !status) return status;
  // The parser's message has no part of the text in it.
  const Result<json::Tree> tree = json::parse(file.text);
  if (!tree) return Error{path + " is not valid JSON: " + tree.error().text};
  if (has_written_secret(*tree)) {
    if (Status status = check_private(file, path); !status) {
      return Error{status.error().text +
                   ", or name the secret by \"env\", \"file\" or "
                   "\"command\"."};
    }
  }
  return apply(settings, *tree, Source{path, path + ": ", {}}, world);
}

}  // namespace idp
