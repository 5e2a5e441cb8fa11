// introspection.h - the tables that tell about the extension itself:
// idp_methods, idp_orgs, idp_requests and idp_stats.
#pragma once

#include <memory>

#include "ext/session.h"

namespace idp {

// Returns an SQLite code.
int add_introspection(sqlite3* db, const std::shared_ptr<Session>& session);

}  // namespace idp
