// running.cpp - steps a statement.
#include "support/running.h"

#include <doctest/doctest.h>

namespace idp::test {

void Running::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Running::Running(Database& db, const std::string& sql) {
  sqlite3_stmt* prepared = nullptr;
  sqlite3_prepare_v2(db.handle(), sql.c_str(), -1, &prepared, nullptr);
  statement_.reset(prepared);
  INFO(sql);
  REQUIRE(step());
}

bool Running::step() { return sqlite3_step(statement_.get()) == SQLITE_ROW; }

std::string Running::text() const {
  const auto* text = sqlite3_column_text(statement_.get(), 0);
  return text ? reinterpret_cast<const char*>(text) : "NULL";
}

std::size_t Running::rest() {
  std::size_t rows = 1;
  while (step()) ++rows;
  return rows;
}

}  // namespace idp::test
