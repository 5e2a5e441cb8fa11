// costs_page_test.cpp - the table of docs/costs.md is what idp_cost says.
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>

#include "support/database.h"

namespace idp::test::costs_page_test {
namespace {

struct Inventory {
  std::string name, sql, route = "auto";
};

const Inventory kInventories[] = {
    {"users", "SELECT * FROM users"},
    {"apps", "SELECT * FROM apps"},
    {"clients", "SELECT * FROM user_clients"},
    {"tokens, by apps", "SELECT * FROM oauth_tokens"},
    {"tokens, by users", "SELECT * FROM oauth_tokens", "users"},
    {"consents", "SELECT * FROM grants"},
};

std::string grouped(long number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

std::string duration(double minutes) {
  if (minutes < 1) return "under 1 min";
  if (minutes < 120) return grouped(std::lround(minutes)) + " min";
  if (minutes < 48 * 60) return grouped(std::lround(minutes / 60)) + " h";
  return grouped(std::lround(minutes / 60 / 24)) + " days";
}

// What the page says it assumes of an org with so many users.
std::string assumed(long users) {
  return R"({"users": )" + std::to_string(users) +
         R"(, "apps": 300, "user_clients": 5, "oauth_tokens.list": 3, )" +
         R"("grants": 10, "oauth_tokens.list_by_app": )" +
         std::to_string(users / 20) + "}";
}

TEST_CASE("the table of docs/costs.md is what idp_cost says") {
  Database db;
  std::string table = "| inventory |";
  std::string line = "|---|";
  const long sizes[] = {1'000, 10'000, 100'000, 1'000'000};
  for (const long users : sizes) {
    table += " " + grouped(users) + " users |";
    line += "---|";
  }
  table += "\n" + line + "\n";
  for (const Inventory& one : kInventories) {
    if (one.route != "auto") db.configure({{"route", one.route}});
    table += "| " + one.name + " |";
    for (const long users : sizes) {
      const Rows buckets = db.rows(
          "SELECT max(minutes), sum(calls) FROM (SELECT sum(calls) AS calls, "
          "sum(minutes) AS minutes FROM idp_cost(" +
          literal(one.sql) + ", " + literal(assumed(users)) +
          ") GROUP BY bucket)");
      table += " " + grouped(std::stol(buckets[0][1])) + " calls, " +
               duration(std::stod(buckets[0][0])) + " |";
    }
    table += "\n";
    db.configure({{"route", "auto"}});
  }
  std::ifstream file(IDP_SOURCE_DIR "/docs/costs.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  INFO(table);
  CHECK(has(page, "\n\n" + table + "\n"));
}

}  // namespace
}  // namespace idp::test::costs_page_test
