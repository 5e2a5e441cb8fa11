// hidden_names.cpp - asks the schema of each database of the connection.
#include "ext/hidden_names.h"

#include <algorithm>

#include "ext/prepared.h"

namespace idp {
namespace {

std::string quoted(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) {
    text += c;
    if (c == '"') text += c;
  }
  return text + "\"";
}

}  // namespace

std::vector<std::string> hidden_names(sqlite3* db,
                                      const std::vector<Resource>& resources) {
  std::vector<std::string> found;
  const Prepared schemas = prepare(db, "PRAGMA database_list");
  while (sqlite3_step(schemas.get()) == SQLITE_ROW) {
    const std::string schema = column_text(schemas, 1);
    const Prepared names =
        prepare(db, "SELECT name FROM " + quoted(schema) +
                        ".sqlite_master WHERE type IN ('table', 'view')");
    while (sqlite3_step(names.get()) == SQLITE_ROW) {
      const std::string name = column_text(names, 0);
      const bool hides = std::ranges::any_of(resources, [&](auto& resource) {
        return sqlite3_stricmp(name.c_str(), resource.name.c_str()) == 0;
      });
      if (hides) found.push_back(schema + "." + name);
    }
  }
  return found;
}

}  // namespace idp
