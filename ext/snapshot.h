// snapshot.h - a read-only table whose rows are made anew for each scan: the
// introspection tables. Unlike a resource, it asks nobody.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
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

// The text, or the number, in a row; empty, or 0, where it is none.
const std::string& text_at(const SnapshotRow& row, std::size_t column);
std::int64_t number_at(const SnapshotRow& row, std::size_t column);

// The texts that a table-valued function was given; nothing for those left out.
using SnapshotArguments = std::vector<std::optional<std::string>>;

struct Snapshot {
  std::string columns;  // as in CREATE TABLE x(…)
  std::function<Result<std::vector<SnapshotRow>>()> rows;
  // Of a table-valued function, instead: its arguments are the hidden columns
  // behind so many others.
  std::size_t visible = 0;
  std::function<Result<std::vector<SnapshotRow>>(const SnapshotArguments&)>
      rows_for = {};
};

// Returns an SQLite code.
int add_snapshot(sqlite3* db, const char* name, Snapshot snapshot);

}  // namespace idp
