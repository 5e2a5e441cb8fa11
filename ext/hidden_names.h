// hidden_names.h - tables of ours that a database file hides: SQLite looks a
// name up in main, temp and every attached file before it comes to us.
#pragma once

#include <string>
#include <vector>

#include "ext/sqlite.h"
#include "model/resource.h"

namespace idp {

struct HiddenName {
  const Resource* resource = nullptr;
  std::string schema, name;  // of the table or view that SQLite takes
};

// Each table or view of the connection's files that has a name of one of these
// resources, but for those that show the same (visible.h). Nothing where SQLite
// refuses to say.
std::vector<HiddenName> hidden_names(sqlite3* db,
                                     const std::vector<Resource>& resources);

}  // namespace idp
