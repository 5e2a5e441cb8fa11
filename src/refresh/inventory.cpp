// inventory.cpp - the texts of each CREATE.
#include "refresh/inventory.h"

#include "quoted.h"

namespace idp {

std::vector<SavedObject> inventory_objects(
    const std::vector<SavedTable>& tables) {
  const auto table = [](const std::string& name, const std::string& columns) {
    return SavedObject{name, "CREATE TABLE " + quoted(name) + "(" +
                                 std::string(kOurs) + " " + columns + ")"};
  };
  std::vector<SavedObject> all = {
      table("saved_refreshes",
            "number INTEGER PRIMARY KEY, state TEXT, started TEXT, ended TEXT, "
            "user TEXT, host TEXT, pid INTEGER, owner TEXT, heartbeat TEXT, "
            "calls INTEGER, rows INTEGER, added INTEGER, changed INTEGER, "
            "removed INTEGER, covers TEXT, message TEXT"),
      table("saved_steps",
            "refresh INTEGER, provider TEXT, subdomain TEXT, resource TEXT, "
            "way INTEGER, done TEXT, state TEXT, message TEXT"),
      table("saved_state",
            "provider TEXT, subdomain TEXT, refresh INTEGER, PRIMARY "
            "KEY(provider, subdomain)")};
  std::vector<SavedObject> views;
  std::string seen;
  for (const SavedTable& one : tables) {
    for (SavedObject& object : one.objects()) all.push_back(std::move(object));
    const Provider& provider = one.resource().provider;
    if (seen.find(" " + provider.name + " ") != seen.npos) continue;
    seen += " " + provider.name + " ";
    for (const auto& [name, sql] : provider.saved_views) {
      views.push_back({name, "CREATE VIEW " + quoted(name) + " AS " +
                                 std::string(kOurs) + " " + sql});
    }
  }
  all.insert(all.end(), views.begin(), views.end());
  return all;
}

}  // namespace idp
