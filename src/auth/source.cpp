// source.cpp - names of settings in messages.
#include "auth/source.h"

#include "auth/nearest.h"

namespace idp {

const std::string& variable(const Environment& environment,
                            std::string_view name) {
  static const std::string none;
  const auto found = environment.find(name);
  return found == environment.end() ? none : found->second;
}

std::string in_home(std::string path, const World& world) {
  const std::string& home = variable(world.environment, "HOME");
  if (path.starts_with("~/") && !home.empty()) path.replace(0, 1, home);
  return path;
}

std::string Source::label(std::string_view setting) const {
  const auto own = names.find(setting);
  if (own != names.end()) return own->second;
  return opening + "\"" + std::string(setting) + "\"";
}

std::string must_be_one_of(std::span<const std::string> words) {
  std::string known;
  for (const std::string& word : words) {
    known += (known.empty() ? "\"" : ", \"") + word + "\"";
  }
  return " must be one of " + known + ".";
}

std::string unknown(std::string_view kind, std::string_view name,
                    std::span<const std::string_view> known) {
  const std::string_view meant = nearest(name, known);
  return "there is no " + std::string(kind) + " \"" + std::string(name) + "\"" +
         (distance(name, meant) * 2 > meant.size()
              ? "."
              : "; did you mean \"" + std::string(meant) + "\"?");
}

}  // namespace idp
