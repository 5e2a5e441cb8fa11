// revocations.h - the table idp_revocations.
#pragma once

#include <memory>

#include "ext/session.h"

namespace idp {

// Returns an SQLite code.
int add_revocations(sqlite3* db, const std::shared_ptr<Session>& session);

}  // namespace idp
