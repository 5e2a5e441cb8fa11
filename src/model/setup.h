// setup.h - where people have written down orgs of a provider already: the
// names that its own tools give to settings.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace idp {

// Settings of ours, each with its names elsewhere. Of several names the first
// one that has a value counts.
using Spellings = std::vector<std::pair<std::string, std::vector<std::string>>>;

// Settings that we know and decline: the name there, and the reason why we
// can't do what it asks.
using Declined = std::vector<std::pair<std::string, std::string>>;

struct Setup {
  std::string how_to = "Name it in the settings file";
  std::string configure;  // "idp_configure('{…}')"
  // What to do where no org is configured: sentences. Not all may use SQL.
  std::string advice(bool by_sql) const {
    return how_to + (by_sql ? ", or run SELECT " + configure : "") + ".";
  }

  // Hosts that are not orgs: the first label ends in the suffix, and the rest
  // is one of the domains.
  std::string admin_suffix;
  std::vector<std::string> admin_domains;

  // What the words of "authorizationMode" mean: the setting with the secret.
  std::vector<std::pair<std::string, std::string>> modes;

  struct Variables {
    std::string prefix;           // of the names that are the provider's
    std::vector<Spellings> orgs;  // each is one way to name one whole org
    Spellings settings;           // those that belong to no org
    std::vector<std::string> ignored;
    Declined refused;
  } environment;

  struct File {
    std::string path;                  // within the home folder; empty: none
    std::vector<std::string> section;  // the members that lead to the settings
    Spellings settings;                // deeper ones with dots
    std::vector<std::string> ignored;
    Declined refused;
  } file;
};

}  // namespace idp
