// cost.h - idp_cost(statement, assumed): what a statement will cost.
#pragma once

#include <memory>

#include "ext/session.h"

namespace idp {

// Returns an SQLite code.
int add_cost(sqlite3* db, const std::shared_ptr<Session>& session);

}  // namespace idp
