// functions.h - the SQL functions: idp_version(), idp_configure(json),
// idp_create_tables(schema, prefix), idp_refresh(schema, options),
// idp_cache_clear().
#pragma once

#include <memory>

#include "ext/session.h"

namespace idp {

// Returns an SQLite code.
int add_functions(sqlite3* db, const std::shared_ptr<Session>& session);

}  // namespace idp
