// deletes.cpp - puts DELETEs together at random.
#include "support/deletes.h"

namespace idp::test {

std::string Deletes::statement(bool with_or) {
  grants_ = below(2) == 0;
  table_ = grants_ ? "grants" : pick({"oauth_tokens", "clienttokens"});
  const std::string from = "@" + table_ + " WHERE ";
  std::string where = named();
  if (below(3) > 0) where += " AND " + predicate(2);
  if (with_or && below(6) == 0)
    where += " OR (" + named() + " AND " + predicate(1) + ")";
  switch (below(6)) {
    case 0:
      return "DELETE FROM " + from + where + own_limit();
    case 1:
      return "DELETE FROM " + from + named() + " AND id IN (SELECT id FROM " +
             from + where + order_limit() + ")";
    case 2:
      return "DELETE FROM " + from + "_key IN (SELECT _key FROM " + from +
             where + order_limit() + ")";
    default:
      return "DELETE FROM " + from + where;
  }
}

std::string Deletes::order_limit() {
  return " ORDER BY id" + pick({"", " DESC"}) + " LIMIT " +
         std::to_string(below(6)) +
         pick({"", " OFFSET 1", " OFFSET 2", " OFFSET 9"});
}

std::string Deletes::own_limit() {
  const std::string limit = order_limit();
  return has_limit_ ? limit : "";
}

std::string Deletes::value(const std::string& table,
                           const std::string& column) {
  return literal(db_.value("SELECT " + column + " FROM local_" + table +
                           " ORDER BY rowid LIMIT 1 OFFSET " +
                           std::to_string(below(14))));
}

std::string Deletes::named() {
  switch (below(8)) {
    case 0:
      return "clientId = " + client();
    case 1:
      return "clientId IN (" + client() + ", " + client() + ", NULL)";
    case 2:
      return "userId IN (" + user() + ", " + user() +
             pick({"", ", 'nobody'", ", NULL"}) + ")";
    case 3:
      return "userId IN (SELECT id FROM " + pick({"@users", "mine"}) +
             " WHERE id " + pick({"<", ">"}) + " " + user() + ")";
    case 4:
      return "userId IN (SELECT userId FROM @user_clients WHERE userId = " +
             user() + " AND client_id = " + client() + ")";
    case 5:
      return "userId = " + user() + " AND clientId = " + client();
    default:
      return "userId = " + user();
  }
}

std::string Deletes::predicate(int depth) {
  if (depth > 0 && below(3) == 0) {
    return "(" + predicate(depth - 1) +
           pick({" AND ", " OR ", " AND NOT ", " OR NOT "}) +
           predicate(depth - 1) + ")";
  }
  const std::string table = grants_ ? "grants" : "oauth_tokens";
  switch (below(10)) {
    case 0:
      return "clientId " + compare() + client();
    case 1:
      return "userId " + pick({"IN ", "NOT IN "}) + "(" + user() + ", " +
             user() + ")";
    case 2:
      return "EXISTS (SELECT 1 FROM @user_clients c WHERE c.userId = @" +
             table_ + ".userId AND c.client_id " + compare() + client() + ")";
    case 3:
      return "id " + pick({"IN ", "NOT IN "}) + "(" + value(table, "id") +
             ", " + value(table, "id") + ", 'x')";
    case 4:
      return pick({"1", "0", "NULL", "status IS NULL", "id IS NOT NULL"});
    case 5:
      return "id IN (SELECT id FROM @" + table_ + " WHERE " + named() + ")";
    default:
      return comparison();
  }
}

std::string Deletes::comparison() {
  const std::string table = grants_ ? "grants" : "oauth_tokens";
  std::vector<std::string> columns = {"id", "status", "created", "lastUpdated",
                                      "issuer"};
  if (grants_) {
    columns.insert(columns.end(), {"scopeId", "source"});
  } else {
    columns.insert(columns.end(), {"expiresAt", "scopes"});
  }
  const std::string column = pick(columns);
  if (below(5) == 0) {
    return column + " BETWEEN " + value(table, column) + " AND " +
           value(table, column);
  }
  if (below(5) == 0) return column + " LIKE '%" + pick({"a", "9"}) + "%'";
  return column + " " + compare() + value(table, column);
}

}  // namespace idp::test
