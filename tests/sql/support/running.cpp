// running.cpp - steps a statement.
#include "support/running.h"

#include <doctest/doctest.h>

namespace idp::test {

Running::Running(Database& db, const std::string& sql)
    : statement_(db.prepare(sql)) {
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
