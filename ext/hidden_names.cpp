// hidden_names.cpp - asks the schema of each database of the connection.
#include "ext/hidden_names.h"

#include "ext/prepared.h"
#include "ext/visible.h"

namespace idp {

std::vector<HiddenName> hidden_names(sqlite3* db,
                                     const std::vector<Resource>& resources) {
  std::vector<HiddenName> found;
  const Prepared schemas = prepare(db, "PRAGMA database_list");
  while (sqlite3_step(schemas.get()) == SQLITE_ROW) {
    const std::string schema = column_text(schemas, 1);
    const Prepared names =
        prepare(db, "SELECT name, sql FROM " + quoted(schema) +
                        ".sqlite_master WHERE type IN ('table', 'view')");
    while (sqlite3_step(names.get()) == SQLITE_ROW) {
      const std::string name = column_text(names, 0);
      const std::string sql = column_text(names, 1);
      for (const Resource& resource : resources) {
        const bool same =
            sqlite3_stricmp(name.c_str(), resource.name.c_str()) == 0 ||
            sqlite3_stricmp(name.c_str(), resource.long_name().c_str()) == 0;
        if (same && sql != visible_sql(resource, name)) {
          found.push_back({&resource, schema, name});
        }
      }
    }
  }
  return found;
}

}  // namespace idp
