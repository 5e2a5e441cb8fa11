// visible.h - makes the tables visible to programs that list a schema: SQLite
// shows them none of the tables that an extension brings by itself.
#pragma once

#include <cstdint>
#include <string>

#include "ext/session.h"
#include "ext/sqlite.h"
#include "result.h"

namespace idp {

// The module of the tables that create_tables() makes. Where the extension is
// not loaded SQLite says "no such module: " and this: so it names what is
// missing.
std::string visible_module(const Resource& resource);

// What a schema keeps of such a table: the text of its CREATE.
std::string visible_sql(const Resource& resource, const std::string& name);

// Creates a read-only table for each resource in that schema ("temp", "main",
// an attached one), named prefix + the resource's name. Those that are there
// from an earlier call stay. Returns how many are new: all, or on an error
// none.
Result<std::int64_t> create_tables(sqlite3* db, Session& session,
                                   const std::string& schema,
                                   const std::string& prefix);

}  // namespace idp
