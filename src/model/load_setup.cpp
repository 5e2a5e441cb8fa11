// load_setup.cpp - reads it; the schema has checked its form already.
#include "model/load_setup.h"

namespace idp {
namespace {

using json::Tree;

const Tree& member(const Tree& tree, std::string_view name) {
  static const Tree none;
  const Tree* found = tree.find(name);
  return found ? *found : none;
}

std::vector<std::pair<std::string, std::string>> pairs(const Tree& tree) {
  std::vector<std::pair<std::string, std::string>> result;
  for (const auto& [name, value] : tree.members()) {
    result.emplace_back(name, value.text());
  }
  return result;
}

Spellings spellings(const Tree& tree) {
  Spellings result;
  for (const auto& [setting, names] : tree.members()) {
    result.emplace_back(setting, json::texts(names.items()));
  }
  return result;
}

}  // namespace

Setup load_setup(const Tree& tree) {
  Setup setup;
  setup.how_to = tree.text("how_to");
  setup.configure = tree.text("configure");
  setup.admin_suffix = member(tree, "admin_hosts").text("suffix");
  setup.admin_domains =
      json::texts(member(tree, "admin_hosts").items("domains"));
  setup.modes = pairs(member(tree, "modes"));
  const Tree& environment = member(tree, "environment");
  setup.environment.prefix = environment.text("prefix");
  for (const Tree& org : environment.items("orgs")) {
    setup.environment.orgs.push_back(spellings(org));
  }
  setup.environment.settings = spellings(member(environment, "settings"));
  setup.environment.ignored = json::texts(environment.items("ignored"));
  setup.environment.refused = pairs(member(environment, "refused"));
  const Tree& file = member(tree, "file");
  setup.file.path = file.text("path");
  setup.file.section = json::texts(file.items("section"));
  setup.file.settings = spellings(member(file, "settings"));
  setup.file.ignored = json::texts(file.items("ignored"));
  setup.file.refused = pairs(member(file, "refused"));
  return setup;
}

}  // namespace idp
