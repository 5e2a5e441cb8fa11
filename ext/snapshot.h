// snapshot.h - a read-only table whose rows are made anew for each scan: the
// introspection tables. Unlike a resource, it asks nobody.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "ext/sqlite.h"
#include "null.h"
#include "result.h"

namespace idp {

using SnapshotValue = std::variant<Null, std::int64_t, double, std::string>;

// NULL for an empty text.
inline SnapshotValue or_null(const std::string& text) {
  return text.empty() ? SnapshotValue() : SnapshotValue(text);
}

using SnapshotRow = std::vector<SnapshotValue>;

struct Snapshot {
  std::string columns;  // as in CREATE TABLE x(…)
  std::function<Result<std::vector<SnapshotRow>>()> rows;
};

// Returns an SQLite code.
int add_snapshot(sqlite3* db, const char* name, Snapshot snapshot);

}  // namespace idp
