// visible.cpp - creates the tables, all of them or none.
#include "ext/visible.h"

#include <algorithm>

#include "ext/prepared.h"

namespace idp {
namespace {

constexpr char kFunction[] = "idp_create_tables: ";

Status run(sqlite3* db, const std::string& sql) {
  if (sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    return Error{kFunction + std::string(sqlite3_errmsg(db)) + "."};
  }
  return {};
}

bool has_schema(sqlite3* db, const std::string& schema) {
  const Prepared schemas = prepare(db, "PRAGMA database_list");
  bool found = sqlite3_stricmp(schema.c_str(), "temp") == 0;
  while (!found && sqlite3_step(schemas.get()) == SQLITE_ROW) {
    found =
        sqlite3_stricmp(schema.c_str(), column_text(schemas, 1).c_str()) == 0;
  }
  return found;
}

// What the schema has of that name; empty where there is nothing.
std::string sql_of(sqlite3* db, const std::string& schema,
                   const std::string& name) {
  const std::string master = sqlite3_stricmp(schema.c_str(), "temp") == 0
                                 ? "sqlite_temp_master"
                                 : quoted(schema) + ".sqlite_master";
  const Prepared found = prepare(
      db, "SELECT sql FROM " + master +
              " WHERE type IN ('table', 'view') AND name = ?1 COLLATE NOCASE");
  sqlite3_bind_text(found.get(), 1, name.c_str(), -1, SQLITE_TRANSIENT);
  return sqlite3_step(found.get()) == SQLITE_ROW ? column_text(found, 0) : "";
}

Result<std::int64_t> create_missing(sqlite3* db, const Session& session,
                                    const std::string& schema,
                                    const std::string& prefix) {
  std::int64_t count = 0;
  for (const Resource& resource : session.resources()) {
    const std::string name = prefix + resource.name;
    const std::string wanted = visible_sql(resource, name);
    const std::string present = sql_of(db, schema, name);
    if (present == wanted) continue;
    if (!present.empty()) {
      return Error{kFunction + schema + " has something of its own named " +
                   name + ". Give a prefix: SELECT idp_create_tables('" +
                   schema + "', 'idp_')."};
    }
    const std::string what = quoted(schema) + "." + quoted(name);
    if (Status status = run(db, "CREATE VIRTUAL TABLE " + what + " USING " +
                                    visible_module(resource) + "()");
        !status) {
      return status.error();
    }
    ++count;
  }
  return count;
}

}  // namespace

std::string visible_module(const Resource& resource) {
  return "sqlite_idp_" + resource.name;
}

std::string visible_sql(const Resource& resource, const std::string& name) {
  return "CREATE VIRTUAL TABLE " + quoted(name) + " USING " +
         visible_module(resource) + "()";
}

Result<std::int64_t> create_tables(sqlite3* db, Session& session,
                                   const std::string& schema,
                                   const std::string& prefix) {
  const auto settings = session.settings();
  if (!settings) return Error{kFunction + settings.error().text};
  if (!(*settings)->configurable) {
    return Error{std::string(kFunction) +
                 "refused, since configuration by SQL is off "
                 "(IDP_CONFIGURE=off)."};
  }
  if (!has_schema(db, schema)) {
    return Error{kFunction + ("there is no schema named " + schema) +
                 ". \"temp\" and \"main\" are always there; for another one: "
                 "ATTACH ':memory:' AS " +
                 schema + "."};
  }
  if (Status s = run(db, "SAVEPOINT idp_create_tables"); !s) return s.error();
  auto count = create_missing(db, session, schema, prefix);
  if (!count) {
    static_cast<void>(run(db, "ROLLBACK TO idp_create_tables"));
  }
  if (Status s = run(db, "RELEASE idp_create_tables"); !s) return s.error();
  return count;
}

}  // namespace idp
