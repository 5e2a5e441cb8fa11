// copies.cpp - one prepared INSERT for all rows of a table.
#include "support/copies.h"

#include <doctest/doctest.h>

namespace idp::test {
namespace {

// Where a column's value is in the org's JSON: an attribute of a user's profile
// may stand there alone.
const json::Tree* find(const json::Tree& item, const std::string& column) {
  const json::Tree* found = item.at(column);
  return found ? found : item.at("profile." + column);
}

// Arrays are shown as JSON.
void bind(sqlite3_stmt* statement, int number, const json::Tree* value) {
  if (!value || std::holds_alternative<Null>(value->value)) {
    sqlite3_bind_null(statement, number);
    return;
  }
  const std::string text =
      value->items().empty() ? value->text() : json::text_of(*value);
  sqlite3_bind_text(statement, number, text.data(),
                    static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

}  // namespace

LocalCopy::LocalCopy(Database& db, const Org& org) : db_(db) {
  // A key stands for a row as its id does.
  db_.rows(R"(
    CREATE TABLE local_users(id TEXT, status TEXT, created TEXT, activated TEXT,
      statusChanged TEXT, lastLogin TEXT, lastUpdated TEXT,
      login TEXT COLLATE NOCASE, email TEXT COLLATE NOCASE,
      firstName TEXT COLLATE NOCASE, lastName TEXT COLLATE NOCASE);
    CREATE TABLE local_user_clients(userId, client_id);
    CREATE TABLE local_oauth_tokens(id, status, created, lastUpdated, expiresAt,
      issuer, clientId, userId, scopes, _key AS (id));
    CREATE TABLE local_grants(id, status, created, lastUpdated, issuer,
      clientId, userId, scopeId, source, _key AS (id));
    CREATE TABLE mine(id);
    CREATE TABLE twice(id))");
  fill(org);
}

void LocalCopy::fill(const Org& org) {
  insert("users", org.users());
  insert("user_clients", org.clients());
  insert("oauth_tokens", org.tokens());
  insert("grants", org.grants());
  db_.rows(
      "DELETE FROM mine; INSERT INTO mine SELECT id FROM local_users WHERE "
      "rowid % 3 = 0;"
      "DELETE FROM twice; INSERT INTO twice SELECT a.id FROM mine a, mine b");
}

void LocalCopy::insert(const std::string& table, const json::Array& items) {
  const Rows columns =
      db_.rows("SELECT name FROM pragma_table_info('local_" + table + "')");
  std::string places;
  for (std::size_t i = 0; i < columns.size(); ++i) places += i ? ", ?" : "?";
  const std::string sql =
      "INSERT INTO local_" + table + " VALUES (" + places + ")";
  db_.rows("DELETE FROM local_" + table);
  const Prepared insert = db_.prepare(sql);
  for (const json::Tree& item : items) {
    int number = 0;
    for (const auto& column : columns) {
      bind(insert.get(), ++number, find(item, column[0]));
    }
    REQUIRE(sqlite3_step(insert.get()) == SQLITE_DONE);
    sqlite3_reset(insert.get());
  }
}

std::string LocalCopy::with_prefix(std::string sql, const std::string& prefix) {
  for (const std::string table :
       {"user_clients", "users", "oauth_tokens", "clienttokens", "grants"}) {
    sql = replace_all(sql, "@" + table, prefix + table);
  }
  return sql;
}

std::string LocalCopy::ours(const std::string& sql) {
  return with_prefix(sql, "");
}

std::string LocalCopy::local(const std::string& sql) {
  return with_prefix(replace_all(sql, "@clienttokens", "@oauth_tokens"),
                     "local_");
}

}  // namespace idp::test
