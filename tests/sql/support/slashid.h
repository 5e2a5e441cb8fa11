// slashid.h - a simulated SlashID organization, and how to configure it.
#pragma once

#include <string>
#include <vector>

#include "support/database.h"
#include "support/simulator.h"

namespace idp::test {

inline const std::string kSlashIdOrg = "af5fbd30-7ce7-4548-8b30-4cd59cb2aba1";

// The flags of its simulator, before others.
std::vector<std::string> slashid_flags(std::vector<std::string> others = {});

void configure_slashid(Database& db, const Simulator& simulator,
                       const std::string& org = kSlashIdOrg);

inline const std::string kSlashIdTable = "slashid_oauth2_clients";

struct SlashIdFixture {
  explicit SlashIdFixture(std::vector<std::string> flags = {"--clients", "7"})
      : simulator(slashid_flags(std::move(flags))) {
    configure_slashid(db, simulator);
  }

  Simulator simulator;
  Database db;
};

// The ids of its clients, in the order of its list.
std::vector<std::string> client_ids(const Simulator& simulator);

}  // namespace idp::test
