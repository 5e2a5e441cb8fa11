// hidden_names.h - tables of ours that a database file hides: SQLite looks a
// name up in main, temp and every attached file before it comes to us.
#pragma once

#include <string>
#include <vector>

#include "ext/sqlite.h"
#include "model/resource.h"

namespace idp {

// "main.users" for each table or view of the connection's files that has the
// name of one of these resources. Nothing where SQLite refuses to say.
std::vector<std::string> hidden_names(sqlite3* db,
                                      const std::vector<Resource>& resources);

}  // namespace idp
