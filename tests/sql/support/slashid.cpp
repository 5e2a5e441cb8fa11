// slashid.cpp - starts and configures SlashID organizations.
#include "support/slashid.h"

namespace idp::test {

std::vector<std::string> slashid_flags(std::vector<std::string> others) {
  others.insert(others.begin(), {"--provider", "slashid"});
  return others;
}

void configure_slashid(Database& db, const Simulator& simulator,
                       const std::string& org) {
  db.configure({{"provider", "slashid"},
                {"orgId", org},
                {"orgUrl", simulator.url()},
                {"token", Simulator::kToken}});
}

std::vector<std::string> client_ids(const Simulator& simulator) {
  std::vector<std::string> ids;
  const json::Tree dump = simulator.dump();
  for (const json::Tree& client : dump.items("clients")) {
    ids.push_back(client.text("client_id"));
  }
  return ids;
}

}  // namespace idp::test
