// database.cpp - runs statements on a connection.
#include "support/database.h"

#include <doctest/doctest.h>

#include <stdexcept>

#include "support/program.h"

namespace idp::test {
namespace {

std::string shown(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
      return "NULL";
    case SQLITE_BLOB:
      return "x'…'";
    default: {
      const auto* text =
          reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
      const int size = sqlite3_column_bytes(statement, column);
      return {text, static_cast<std::size_t>(size)};
    }
  }
}

}  // namespace

void Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

void Database::Close::operator()(sqlite3* db) const {
  // Not close_v2: a statement or a table that is left open is a mistake.
  if (sqlite3_close(db) != SQLITE_OK) std::terminate();
}

Database::Database(const std::string& path) {
  sqlite3* db = nullptr;
  sqlite3_open_v2(path.c_str(), &db,
                  SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI,
                  nullptr);
  db_.reset(db);
  sqlite3_enable_load_extension(db, 1);
  char* message = nullptr;
  if (sqlite3_load_extension(db, extension().c_str(), nullptr, &message)) {
    const std::string text = message ? message : "the extension can't load";
    sqlite3_free(message);
    throw std::runtime_error(text);
  }
}

Database::Database(const Simulator& simulator, const std::string& path)
    : Database(path) {
  configure({{"orgUrl", simulator.url()}, {"token", Simulator::kToken}});
}

Prepared Database::prepare(const std::string& sql) {
  sqlite3_stmt* prepared = nullptr;
  const int code =
      sqlite3_prepare_v2(handle(), sql.c_str(), -1, &prepared, nullptr);
  INFO(sql << "\n" << sqlite3_errmsg(handle()));
  REQUIRE(code == SQLITE_OK);
  return Prepared(prepared);
}

int Database::run(const std::string& sql, Rows& rows, std::string& error) {
  const char* rest = sql.c_str();
  while (*rest != '\0') {
    sqlite3_stmt* prepared = nullptr;
    int code = sqlite3_prepare_v2(db_.get(), rest, -1, &prepared, &rest);
    const Prepared statement(prepared);
    if (code == SQLITE_OK && prepared != nullptr) {
      rows.clear();
      while ((code = sqlite3_step(prepared)) == SQLITE_ROW) {
        auto& row = rows.emplace_back();
        for (int i = 0; i < sqlite3_column_count(prepared); ++i) {
          row.push_back(shown(prepared, i));
        }
      }
    }
    if (code != SQLITE_OK && code != SQLITE_DONE) {
      error = sqlite3_errmsg(db_.get());
      return code;
    }
  }
  return SQLITE_OK;
}

Rows Database::rows(const std::string& sql) {
  Rows rows;
  std::string error;
  const int code = run(sql, rows, error);
  INFO(sql << "\n" << error);
  REQUIRE(code == SQLITE_OK);
  return rows;
}

std::string Database::value(const std::string& sql) {
  const Rows found = rows(sql);
  INFO(sql);
  REQUIRE(found.size() == 1);
  REQUIRE(found[0].size() == 1);
  return found[0][0];
}

std::string Database::error(const std::string& sql) {
  Rows rows;
  std::string error;
  const int code = run(sql, rows, error);
  INFO(sql);
  REQUIRE(code != SQLITE_OK);
  return error;
}

std::string Database::refuses(const std::string& sql,
                              const std::vector<std::string>& parts) {
  std::string message = error(sql);
  INFO(sql);
  check_parts(message, parts);
  return message;
}

std::string Database::configure(const json::Object& settings) {
  return value(configuring(settings));
}

std::string Database::plan(const std::string& sql) {
  std::string text;
  for (const auto& row : rows("EXPLAIN QUERY PLAN " + sql)) {
    text += row.back() + "\n";
  }
  return replace_all(replace_all(text, "SCAN TABLE ", "SCAN "), "SEARCH TABLE ",
                     "SEARCH ");
}

std::vector<std::string> Database::sent() {
  std::vector<std::string> calls;
  for (const auto& row : rows("SELECT number, verb || ' ' || path FROM "
                              "idp_requests WHERE number > " +
                              last_number_)) {
    last_number_ = row[0];
    calls.push_back(row[1]);
  }
  return calls;
}

std::string refusal() {
  try {
    const Database db;
    return {};
  } catch (const std::runtime_error& problem) {
    return problem.what();
  }
}

bool has_sql(const std::string& statement) {
  sqlite3* db = nullptr;
  sqlite3_open(":memory:", &db);
  sqlite3_exec(db, "CREATE TABLE t(x)", nullptr, nullptr, nullptr);
  const bool has = sqlite3_exec(db, statement.c_str(), nullptr, nullptr,
                                nullptr) == SQLITE_OK;
  sqlite3_close(db);
  if (!has) MESSAGE("left out, as SQLite can't: " << statement);
  return has;
}

bool hands_over_lists() {
  const bool does = sqlite3_libversion_number() >= 3038000;
  if (!does) MESSAGE("left out, as SQLite hands over no lists and no LIMIT");
  return does;
}

std::string configuring(const json::Object& settings) {
  return "SELECT idp_configure(" + literal(json::text_of({settings})) + ")";
}

}  // namespace idp::test
