// queries.cpp - puts queries together at random.
#include "support/queries.h"

#include <algorithm>

namespace idp::test {

std::string Queries::query() {
  switch (below(15)) {
    case 0:
      return "SELECT status, count(*), min(lastUpdated) FROM @users WHERE " +
             predicate("users", "", 2) + " GROUP BY status ORDER BY 1";
    case 1:
      return "SELECT id FROM @oauth_tokens WHERE " +
             predicate("oauth_tokens", "", 1) +
             " UNION SELECT id FROM @grants WHERE " +
             predicate("grants", "", 1) + " ORDER BY 1";
    case 2:
      return "WITH x AS (SELECT userId, count(*) AS n FROM @grants WHERE " +
             predicate("grants", "", 1) +
             " GROUP BY userId) SELECT u.login, x.n FROM @users u " +
             pick({"JOIN", "LEFT JOIN"}) +
             " x ON x.userId = u.id ORDER BY 1, 2" + limit();
    case 3:
      return "SELECT id, row_number() OVER (PARTITION BY clientId ORDER BY "
             "id) FROM @oauth_tokens WHERE " +
             predicate("oauth_tokens", "", 1) + " ORDER BY 1" + limit();
    case 4:
      return "SELECT u.id FROM @users u WHERE " +
             pick({"EXISTS", "NOT EXISTS"}) +
             " (SELECT 1 FROM @grants g WHERE g.userId = u.id AND " +
             predicate("grants", "g.", 1) + ") ORDER BY 1" + limit();
    case 5:
    case 6:
    case 7:
    case 8:
    case 9:
      return shape();
    default:
      return join();
  }
}

// Users of some kind as u(id), however people write them.
std::string Queries::some_users() {
  const std::string where =
      " FROM @users x WHERE " + predicate("users", "x.", 1);
  switch (below(7)) {
    case 0:
      return "(SELECT id" + where + ") u";
    case 1:
      return "(SELECT id" + where + " ORDER BY login LIMIT 9) u";
    case 2:
      return "(SELECT DISTINCT id" + where + ") u";
    case 3:
      return "(SELECT id" + where + " UNION SELECT id FROM mine) u";
    case 4:
      return "(SELECT e.value AS id FROM (SELECT json_group_array(id) AS ids" +
             where + ") j, json_each(j.ids) e) u";
    case 5:
      return "mine u";
    default:
      return "twice u";
  }
}

// A table of the org beside some users, in one of the shapes that joins have.
std::string Queries::shape() {
  const std::string table = pick({"grants", "oauth_tokens"});
  const std::string of = "@" + table + " g", on = " ON g.userId = u.id";
  const std::string where = " WHERE " + predicate(table, "g.", 1);
  const std::string users = some_users();
  const std::string in_mine = " AND g.userId IN (SELECT id FROM mine)";
  switch (below(12)) {
    case 0:
      return "SELECT u.id, g.id FROM " + of + " JOIN " + users + on + where +
             " ORDER BY 1, 2" + limit();
    case 1:
      return "SELECT u.id, g.id FROM " + users + " LEFT JOIN " + of + on +
             " ORDER BY 1, 2" + limit();
    case 2:
      if (!has_right_join_) break;
      return "SELECT u.id, g.id FROM (SELECT * FROM " + of + where +
             ") g RIGHT JOIN " + users + on + " ORDER BY 1, 2" + limit();
    case 3:
      return "SELECT g.id FROM " + of + where + " AND g.userId" +
             pick({" IN ", " NOT IN "}) + "(SELECT u.id FROM " + users +
             ") ORDER BY 1" + limit();
    case 4:
      return "SELECT u.id, (SELECT count(*) FROM " + of + where +
             " AND g.userId = u.id) FROM " + users + " ORDER BY 1, 2" + limit();
    case 5:
      return "WITH u AS " + materialized_ + "(SELECT u.id FROM " + users +
             ") SELECT u.id, g.id FROM u" + pick({"", " CROSS"}) + " JOIN " +
             of + on + " ORDER BY 1, 2" + limit();
    case 6:
      return "SELECT g.id FROM " + users + " JOIN " + of + on + where +
             " UNION SELECT g.id FROM " + of + " JOIN mine u" + on +
             " ORDER BY 1" + limit();
    case 7:
      return "SELECT g.id FROM mine u CROSS JOIN " + of + on + in_mine +
             " ORDER BY 1" + limit();
    case 8:
      return "SELECT DISTINCT g.clientId FROM " + users + " JOIN " + of + on +
             where + " ORDER BY 1" + limit();
    case 9:
      return "SELECT u.id, count(*), max(g.created) FROM " + users + " JOIN " +
             of + on + " GROUP BY u.id HAVING count(*) > " +
             std::to_string(below(4)) + " ORDER BY 1" + limit();
    case 10:
      return "SELECT u.login, g.id FROM @users u JOIN " + of + on +
             " WHERE u.login LIKE '%" + std::to_string(below(9)) +
             "%' ORDER BY 1, 2" + limit();
    default:
      break;
  }
  return "SELECT u.id FROM " + users + " WHERE" + pick({"", " NOT"}) +
         " EXISTS (SELECT 1 FROM " + of + where +
         " AND g.userId = u.id) ORDER BY 1" + limit();
}

std::string Queries::limit() {
  if (below(2) == 0) return "";
  return " LIMIT " + std::to_string(below(8)) +
         (below(2) ? " OFFSET " + std::to_string(below(5)) : "");
}

// Tables in any order, each joined to those before it.
std::string Queries::join() {
  struct Table {
    std::string name, alias, user, client;
  };
  std::vector<Table> tables = {{"users", "u", "u.id", ""},
                               {"user_clients", "c", "c.userId", "c.client_id"},
                               {"oauth_tokens", "t", "t.userId", "t.clientId"},
                               {"grants", "g", "g.userId", "g.clientId"}};
  std::ranges::shuffle(tables, random_);
  tables.resize(1 + below(3));
  std::string from, columns;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const Table& table = tables[i];
    const std::string id = table.alias == "c" ? "client_id" : "id";
    columns += (i ? ", " : "") + table.alias + "." + id;
    if (i == 0) {
      from = "@" + table.name + " " + table.alias;
      continue;
    }
    from += pick({" JOIN @", " LEFT JOIN @"}) + table.name + " " + table.alias +
            " ON " + table.user + " = " + tables[i - 1].user;
    for (std::size_t k = 0; k < i; ++k) {
      if (table.client.empty() || tables[k].client.empty()) continue;
      if (below(4)) from += " AND " + table.client + " = " + tables[k].client;
    }
  }
  const std::string distinct = below(4) == 0 ? "DISTINCT " : "";
  std::string order = " ORDER BY ";
  for (std::size_t i = 0; i < tables.size(); ++i) {
    order += (i ? ", " : "") + std::to_string(i + 1);
  }
  return "SELECT " + distinct + columns + " FROM " + from + " WHERE " +
         predicate(tables[0].name, tables[0].alias + ".", 2) + order + limit();
}

std::string Queries::predicate(const std::string& table,
                               const std::string& alias, int depth) {
  if (depth > 0 && below(3) == 0) {
    return "(" + predicate(table, alias, depth - 1) +
           pick({" AND ", " OR ", " AND NOT "}) +
           predicate(table, alias, depth - 1) + ")";
  }
  const std::string user = alias + (table == "users" ? "id" : "userId");
  const std::string client =
      table == "user_clients" ? alias + "client_id" : alias + "clientId";
  if (table == "users" && below(2) == 0) return comparison(alias);
  switch (below(table == "users" ? 5 : table == "user_clients" ? 6 : 8)) {
    case 0:
      return user + " = " + user_id();
    case 1:
      return user + pick({" IN ", " NOT IN "}) + "(" + user_id() + ", " +
             user_id() + pick({"", ", 'nobody'", ", NULL"}) + ")";
    case 2:
      return user + " IN (SELECT id FROM mine)";
    case 3:
      return "1";
    case 4:
      return table == "users" ? alias + "status " +
                                    pick({"= 'ACTIVE'", "<> 'ACTIVE'",
                                          "IN ('STAGED', 'SUSPENDED')"})
                              : client + " = " + client_id();
    case 5:
      return client + " IN (" + client_id() + ", " + client_id() + ")";
    case 6:
      return alias + "created " + pick({"<", ">=", "BETWEEN '2024' AND"}) +
             " '2025-0" + std::to_string(1 + below(9)) + "-01'";
    default:
      return alias + "id " + pick({">", "<"}) + " 'oag" +
             std::to_string(below(9)) + "'";
  }
}

std::string Queries::comparison(const std::string& alias) {
  const auto of_somebody = [&](const std::string& path) {
    const json::Tree& user = org_.users()[below(org_.users().size())];
    const json::Tree* found = user.at(path);
    return found ? found->text() : std::string();
  };
  if (below(2) == 0) {
    const std::string column = pick(
        {"created", "activated", "statusChanged", "lastLogin", "lastUpdated"});
    const auto time = [&] {
      const std::string whole = of_somebody(column);
      const std::string shorter = whole.substr(0, 10 + below(10));
      return literal(pick({whole, shorter, whole.substr(0, 10),
                           whole.substr(0, 10) + " 12:00:00",
                           whole.substr(0, 19) + "+02:00"}));
    };
    return alias + column + " " +
           pick({"= " + time(), "< " + time(), "<= " + time(), "> " + time(),
                 ">= " + time(), "BETWEEN " + time() + " AND " + time(),
                 "IN (" + time() + ", " + time() + ")", "IS NOT NULL"});
  }
  const std::string column = pick({"login", "email", "firstName", "lastName"});
  const auto whole = [&] { return of_somebody("profile." + column); };
  const auto start = [&] { return whole().substr(0, 1 + below(5)); };
  const std::string same = whole();
  return alias + column + " " +
         pick({"= " + literal(same), "= upper(" + literal(same) + ")",
               "= " + literal(same) + " COLLATE BINARY",
               "IN (" + literal(whole()) + ", " + literal(whole()) + ", 'x')",
               "IN (SELECT " + column + " FROM @users WHERE id IN mine)",
               "LIKE " + literal(start() + "%"),
               "LIKE upper(" + literal(start() + "%") + ")",
               "LIKE " + literal(start() + "_%"),
               "NOT LIKE " + literal(start() + "%"),
               "LIKE " + literal(start() + "%") + " ESCAPE 'e'",
               "GLOB " + literal(start() + "*"),
               "GLOB " + literal(start() + "[a-m]*"),
               "LIKE " + literal("%" + start()), "> " + literal(same),
               "BETWEEN " + literal(start()) + " AND " + literal(same),
               "<> " + literal(same)});
}

std::string Queries::user_id() {
  return literal(org_.users()[below(org_.users().size())].text("id"));
}
std::string Queries::client_id() {
  return literal(
      org_.clients()[below(org_.clients().size())].text("client_id"));
}

}  // namespace idp::test
