// explain.h - has SQLite plan a statement without running any of it.
#pragma once

#include <string>
#include <vector>

#include "ext/session.h"
#include "plan/outline.h"
#include "result.h"

namespace idp {

// How SQLite would run it: its loops, and our plans that it asked for.
struct Planned {
  std::vector<OutlineLine> lines;
  std::vector<NotedPlan> plans;
};
// Fails for what is not one SELECT, DELETE or the like, and where SQLite can't
// plan it or its user forbids it.
Result<Planned> explain_plan(sqlite3* db, Session& session,
                             const std::string& statement);

// What it does to rows of a virtual table, as SQLite's program of it says.
// REQUIRES: it could be planned.
Action action_of(sqlite3* db, const std::string& statement);

}  // namespace idp
