// limit_test.cpp - a query that stops early has the right rows, and has sent
// no more than they take.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/org.h"

namespace idp::test::limit_test {
namespace {

using Calls = std::vector<std::string>;

// Users come in pages of 200, grants by their users.
struct Fixture : OrgFixture {
  Fixture() : OrgFixture({"--users", "450", "--grants", "3"}) {}

  std::vector<std::string> user_ids() const {
    std::vector<std::string> all;
    for (const json::Tree& user : org.users()) all.push_back(user.text("id"));
    return all;
  }
  std::vector<std::string> read(const std::string& sql) {
    std::vector<std::string> all;
    for (const auto& row : db.rows(sql)) all.push_back(row[0]);
    return all;
  }
};

TEST_CASE_FIXTURE(Fixture, "LIMIT is a hint for the size of the first page") {
  const auto all = user_ids();
  CHECK(read("SELECT id FROM users LIMIT 1") == Calls{all[0]});
  const Calls one = db.sent();
  REQUIRE(one.size() == 1);
  const bool is_told = hands_over_lists();
  if (is_told) CHECK(one[0].ends_with("&limit=1"));
  CHECK(read("SELECT id FROM users LIMIT 250") ==
        Calls(all.begin(), all.begin() + 250));
  CHECK(db.sent().size() == 2);
  CHECK(read("SELECT id FROM users LIMIT -1") == all);
  CHECK(db.sent().size() == 3);
  CHECK(db.rows("SELECT id FROM users LIMIT 0").empty());
  CHECK(has(db.plan("SELECT id FROM users LIMIT 1"), "&limit=200 {LIMIT}") ==
        is_told);
  // The user's own size is the user's.
  read("SELECT id FROM users WHERE \"limit\" = 7 LIMIT 3");
  CHECK(db.sent().back().ends_with("&limit=7"));
}

TEST_CASE_FIXTURE(Fixture, "OFFSET is SQLite's: its rows are read") {
  const auto all = user_ids();
  CHECK(read("SELECT id FROM users LIMIT 5 OFFSET 10") ==
        Calls(all.begin() + 10, all.begin() + 15));
  CHECK(db.sent().size() == 1);
  CHECK(read("SELECT id FROM users LIMIT 5 OFFSET 198") ==
        Calls(all.begin() + 198, all.begin() + 203));
  CHECK(db.sent().size() == 2);
}

TEST_CASE_FIXTURE(Fixture, "EXISTS takes one row") {
  if (!hands_over_lists()) return;  // SQLite tells no LIMIT then
  CHECK(db.value("SELECT EXISTS (SELECT 1 FROM users)") == "1");
  CHECK(db.sent().size() == 1);
  CHECK(db.value("SELECT EXISTS (SELECT 1 FROM grants)") == "1");
  CHECK(db.sent().size() == 2);
}

TEST_CASE_FIXTURE(Fixture, "ORDER BY reads all, and gives the first ones") {
  std::vector<std::pair<std::string, std::string>> grants;
  for (const json::Tree& grant : org.grants()) {
    grants.emplace_back(grant.text("created"), grant.text("id"));
  }
  std::ranges::sort(grants, std::greater<>());
  grants.resize(3);
  const Rows rows = db.rows(
      "SELECT created, id FROM grants ORDER BY created DESC, id DESC LIMIT 3");
  REQUIRE(rows.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(rows[i] ==
          std::vector<std::string>{grants[i].first, grants[i].second});
  }
  CHECK(db.sent().size() == 3 + 450);
}

TEST_CASE_FIXTURE(Fixture, "a filter on another column drops rows first") {
  Calls wanted;
  for (const json::Tree& user : org.users()) {
    const std::string& last = user.text("lastLogin");
    if (!last.empty() && last < "2026-06") wanted.push_back(user.text("id"));
  }
  REQUIRE(wanted.size() > 20);
  for (const std::size_t count : {std::size_t{1}, std::size_t{20}}) {
    CHECK(read("SELECT id FROM users WHERE lastLogin < '2026-06' LIMIT " +
               std::to_string(count)) ==
          Calls(wanted.begin(),
                wanted.begin() + static_cast<std::ptrdiff_t>(count)));
    CHECK(db.sent().size() == 1);
  }
  // One that the provider compares for the most part, and SQLite to the end.
  const std::string moment = org.users()[40].text("lastUpdated");
  const Rows all = db.rows("SELECT id FROM users WHERE lastUpdated > " +
                           literal(moment.substr(0, 16)));
  db.sent();
  const Rows some = db.rows("SELECT id FROM users WHERE lastUpdated > " +
                            literal(moment.substr(0, 16)) + " LIMIT 4");
  CHECK(some == Rows(all.begin(), all.begin() + 4));
  CHECK(db.sent().size() <= 2);
}

}  // namespace
}  // namespace idp::test::limit_test
