// home.h - a home folder for a test: what is in it is all that a program finds
// of its user's settings.
#pragma once

#include <string>

#include "support/program.h"

namespace idp::test {

// A folder that is removed at the end.
class Home {
 public:
  Home();
  ~Home();
  Home(const Home&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const {
    return path_ + "/" + name;
  }
  // Writes a file, with the folders that it is in; returns its path.
  std::string write(const std::string& name, const std::string& text,
                    unsigned mode = 0600) const;

  // The stock shell of a user whose home this is.
  Outcome run(const std::string& script, Variables variables = {}) const;

 private:
  std::string path_;
};

// The settings file in this program's own home folder, which is removed at the
// end: for a Database that is made meanwhile.
class OwnSettings {
 public:
  explicit OwnSettings(const std::string& json);
  ~OwnSettings();
  OwnSettings(const OwnSettings&) = delete;
};

// Where they belong in a home folder.
inline const std::string kToolFile = ".okta/okta.yaml";
inline const std::string kSettingsFile = ".config/sqlite-idp/config.json";

// Takes all settings out of this program's own environment, and gives it an
// empty home folder: the orgs of whoever runs the tests are no part of them.
void move_to(const Home& empty);

}  // namespace idp::test
