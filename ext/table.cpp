// table.cpp - connects tables: their columns, pinned values and rights.
#include "ext/table.h"

#include "ext/guard.h"
#include "ext/prepared.h"

namespace idp {
namespace {

// SQLite since 3.37 keeps a column's type and collation in one text, and loses
// the latter when it takes HIDDEN out of the former: it then finds the type's
// last word in its place. So that says the same there; elsewhere a type of two
// words is one that drivers don't know.
const char* collation_of(const Column& column) {
  if (column.collation != Collation::nocase) return "";
  return column.hidden ? " NOCASE COLLATE NOCASE" : " COLLATE NOCASE";
}

}  // namespace

std::string declaration(const Resource& resource) {
  std::string sql = "CREATE TABLE x(";
  for (const Column& column : resource.columns) {
    sql.append(quoted(column.name)).append(" ").append(sql_type(column.type));
    if (column.hidden) sql += " HIDDEN";
    sql.append(collation_of(column)).append(", ");
  }
  return sql + quoted(std::string(kKeyColumn)) + " TEXT HIDDEN, " +
         quoted(std::string(kDeleteColumn)) +
         " TEXT HIDDEN NOT NULL PRIMARY KEY) WITHOUT ROWID";
}

// The eponymous table has no arguments; it is the one that may write, and so
// the one that no view or trigger of a database file may use.
int connect_table(sqlite3* db, void* module_data, int argc,
                  const char* const* argv, sqlite3_vtab** result,
                  char** message) {
  return guarded(*message, [&]() -> Status {
    const auto& module = *static_cast<const ModuleData*>(module_data);
    auto table = std::make_unique<Table>(module, argv[2]);
    const bool eponymous = argc == 3 && std::string_view(argv[0]) == argv[2];
    Result<TableArguments> arguments =
        parse_arguments(table->resource, argc - 3, argv + 3);
    if (!arguments) return arguments.error();
    table->pins = std::move(arguments->pins);
    table->writable = eponymous || arguments->writable;
    if (arguments->writable && std::string_view(argv[1]) != "temp") {
      return Error{
          table->name +
          ": writable=1 is for tables in the temp schema only, so that "
          "no database file can bring one: CREATE VIRTUAL TABLE temp." +
          table->name + " USING …"};
    }
    const std::string sql = declaration(table->resource);
    if (sqlite3_declare_vtab(db, sql.c_str()) != SQLITE_OK) {
      return Error{table->resource.name + ": " + sqlite3_errmsg(db)};
    }
    if (table->writable) sqlite3_vtab_config(db, SQLITE_VTAB_DIRECTONLY);
    *result = table.release();
    return {};
  });
}

int create_table(sqlite3* db, void* module_data, int argc,
                 const char* const* argv, sqlite3_vtab** result,
                 char** message) {
  return connect_table(db, module_data, argc, argv, result, message);
}

// What is staged would be lost without a word: SQLite forgets a table that is
// dropped before COMMIT. It has no place for a message here.
int destroy_table(sqlite3_vtab* table) {
  const Table& dropped = *static_cast<Table*>(table);
  if (!dropped.stage.empty()) {
    dropped.session->note({dropped.name,
                           " has rows that COMMIT will change: COMMIT or "
                           "ROLLBACK before DROP TABLE."});
    return SQLITE_LOCKED;
  }
  return disconnect_table(table);
}

int disconnect_table(sqlite3_vtab* table) {
  const std::unique_ptr<Table> owner(static_cast<Table*>(table));
  return SQLITE_OK;
}

}  // namespace idp
