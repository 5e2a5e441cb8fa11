// prepared.h - a connection and a prepared statement of our own, as owners that
// end them.
#pragma once

#include <memory>
#include <string>

#include "ext/sqlite.h"
#include "quoted.h"

namespace idp {

struct Close {
  void operator()(sqlite3* db) const noexcept { sqlite3_close(db); }
};
using Connection = std::unique_ptr<sqlite3, Close>;

struct Finalize {
  void operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement);
  }
};
using Prepared = std::unique_ptr<sqlite3_stmt, Finalize>;

// Null where SQLite can't, or its user forbids it.
inline Prepared prepare(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr);
  return Prepared(statement);
}

// The text of a column, or an empty one. REQUIRES: it stands on a row.
inline std::string column_text(const Prepared& statement, int column) {
  const auto* text = sqlite3_column_text(statement.get(), column);
  return text == nullptr ? "" : reinterpret_cast<const char*>(text);
}

}  // namespace idp
