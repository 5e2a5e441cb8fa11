// home.cpp - makes and removes folders.
#include "support/home.h"

#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <vector>

namespace idp::test {
namespace {

namespace fs = std::filesystem;

bool is_setting(std::string_view name) {
  return name.starts_with("OKTA_") || name.starts_with("SLASHID_") ||
         name == "XDG_CONFIG_HOME" ||
         (name.starts_with("IDP_") && name != "IDP_SHELL_PRELOAD" &&
          name != "IDP_KILLS" && name != "IDP_HISTORIES");
}

}  // namespace

void move_to(const Home& empty) {
  std::vector<std::string> names;
  for (char** one = environ; *one != nullptr; ++one) {
    const std::string text = *one;
    names.push_back(text.substr(0, text.find('=')));
  }
  for (const std::string& name : names) {
    if (is_setting(name)) unsetenv(name.c_str());
  }
  setenv("HOME", empty.path().c_str(), 1);
}

OwnSettings::OwnSettings(const std::string& json) {
  const fs::path path = fs::path(std::getenv("HOME")) / kSettingsFile;
  fs::create_directories(path.parent_path());
  std::ofstream(path) << json;
  fs::permissions(path, fs::perms(0600));
}

OwnSettings::~OwnSettings() {
  std::error_code ignored;
  fs::remove(fs::path(std::getenv("HOME")) / kSettingsFile, ignored);
}

Home::Home() : path_(fs::temp_directory_path() / "idp-home-XXXXXX") {
  if (mkdtemp(path_.data()) == nullptr) {
    throw std::runtime_error("no temporary folder");
  }
}

Home::~Home() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string Home::write(const std::string& name, const std::string& text,
                        unsigned mode) const {
  const fs::path path = fs::path(path_) / name;
  fs::create_directories(path.parent_path());
  fs::remove(path);
  std::ofstream(path, std::ios::binary) << text;
  fs::permissions(path, fs::perms(mode));
  return path;
}

Outcome Home::run(const std::string& script, Variables variables) const {
  variables.emplace_back("HOME", path_);
  return run_shell(script, variables);
}

}  // namespace idp::test
