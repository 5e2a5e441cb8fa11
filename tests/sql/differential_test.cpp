// differential_test.cpp - generated queries give over our tables what they give
// over ordinary ones with the same rows.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "support/copies.h"
#include "support/org.h"

namespace idp::test {
namespace {

// Queries over @users, @user_clients, @oauth_tokens and @grants.
class Generator {
 public:
  Generator(unsigned seed, const Org& org) : random_(seed), org_(org) {}

  std::string query() {
    switch (below(10)) {
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
      default:
        return join();
    }
  }

 private:
  std::size_t below(std::size_t n) { return random_() % n; }
  std::string pick(const std::vector<std::string>& from) {
    return from[below(from.size())];
  }
  std::string limit() {
    if (below(2) == 0) return "";
    return " LIMIT " + std::to_string(below(8)) +
           (below(2) ? " OFFSET " + std::to_string(below(5)) : "");
  }

  // Tables in any order, each joined to those before it.
  std::string join() {
    struct Table {
      std::string name, alias, user, client;
    };
    std::vector<Table> tables = {
        {"users", "u", "u.id", ""},
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
      from += pick({" JOIN @", " LEFT JOIN @"}) + table.name + " " +
              table.alias + " ON " + table.user + " = " + tables[i - 1].user;
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
           predicate(tables[0].name, tables[0].alias + ".", 2) + order +
           limit();
  }

  std::string predicate(const std::string& table, const std::string& alias,
                        int depth) {
    if (depth > 0 && below(3) == 0) {
      return "(" + predicate(table, alias, depth - 1) +
             pick({" AND ", " OR ", " AND NOT "}) +
             predicate(table, alias, depth - 1) + ")";
    }
    const std::string user = alias + (table == "users" ? "id" : "userId");
    const std::string client =
        table == "user_clients" ? alias + "client_id" : alias + "clientId";
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

  std::string user_id() {
    return literal(org_.users()[below(org_.users().size())].text("id"));
  }
  std::string client_id() {
    return literal(
        org_.clients()[below(org_.clients().size())].text("client_id"));
  }

  std::minstd_rand random_;
  const Org& org_;
};

struct Fixture : OrgFixture {
  Fixture() : OrgFixture({"--users", "14", "--clients", "2"}) {}

  LocalCopy copy{db, org};
};

TEST_CASE_FIXTURE(Fixture, "400 queries give the rows of ordinary tables") {
  Generator generator(1, org);
  std::size_t rows_seen = 0;
  for (int i = 0; i < 400; ++i) {
    const std::string query = generator.query();
    INFO(query);
    const Rows expected = db.rows(LocalCopy::local(query));
    const Rows rows = db.rows(LocalCopy::ours(query));
    CHECK(rows == expected);
    rows_seen += rows.size();
  }
  CHECK(rows_seen > 2'000);
}

TEST_CASE_FIXTURE(Fixture, "with faults: the same rows, or an error") {
  db.configure({{"max_retries", 0}});
  Generator generator(2, org);
  std::size_t failed = 0;
  const Fault faults[] = {
      {.status = 503}, {.rate_limit_concurrency = true}, {.close = true},
      {.truncate = 9}, {.spurious_next = true},          {.short_page = true}};
  for (int i = 0; i < 300; ++i) {
    const std::string query = generator.query();
    INFO(query);
    const Rows expected = db.rows(LocalCopy::local(query));
    Fault fault = faults[i % 6];
    fault.method = "GET";
    fault.skip = i % 17;
    simulator.fail(fault);
    Rows rows;
    std::string error;
    if (db.run(LocalCopy::ours(query), rows, error) == SQLITE_OK) {
      CHECK(rows == expected);
    } else {
      INFO(error);
      CHECK(has(error, ": GET " + simulator.url() + "/api/v1/"));
      ++failed;
    }
  }
  CHECK(failed > 30);
}

}  // namespace
}  // namespace idp::test
