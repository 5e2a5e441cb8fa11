// enumerate_test.cpp - values that a query leaves out are read from the tables
// that list them, and lists of values are fetched together.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/org.h"

namespace idp::test::enumerate_test {
namespace {

struct Fixture : OrgFixture {
  Fixture() : OrgFixture({"--users", "30", "--tokens", "3", "--grants", "2"}) {
    db.configure({{"route", "users"}});
  }

  std::vector<std::string> ids_of(const json::Array& items) const {
    std::vector<std::string> all;
    for (const json::Tree& item : items) all.push_back(item.text("id"));
    std::ranges::sort(all);
    return all;
  }
  std::vector<std::string> user_ids() const {
    std::vector<std::string> all;
    for (const json::Tree& user : org.users()) all.push_back(user.text("id"));
    return all;
  }
};

TEST_CASE_FIXTURE(Fixture, "a query that names nobody reads the whole org") {
  for (const std::string table : {"oauth_tokens", "clienttokens"}) {
    CHECK(sorted(db.rows("SELECT id FROM " + table)) == ids_of(org.tokens()));
  }
  CHECK(sorted(db.rows("SELECT id FROM grants")) == ids_of(org.grants()));
  CHECK(db.value("SELECT count(*) FROM user_clients") ==
        std::to_string(org.clients().size()));
}

TEST_CASE_FIXTURE(Fixture, "each row shows the values that led to it") {
  Rows expected;
  for (const json::Tree& client : org.clients()) {
    expected.push_back({client.text("userId"), client.text("client_id")});
  }
  Rows rows = db.rows("SELECT userId, client_id FROM user_clients");
  std::ranges::sort(rows);
  std::ranges::sort(expected);
  CHECK(rows == expected);
}

TEST_CASE_FIXTURE(Fixture, "rows come in the same order each time") {
  const Rows first = db.rows("SELECT id FROM oauth_tokens");
  CHECK(db.rows("SELECT id FROM oauth_tokens") == first);
  // User by user, as the org lists them.
  std::vector<std::string> seen;
  for (const auto& row : db.rows("SELECT DISTINCT userId FROM grants")) {
    seen.push_back(row[0]);
  }
  std::vector<std::string> listed = user_ids();
  std::erase_if(listed, [&](const std::string& user) {
    return std::ranges::find(seen, user) == seen.end();
  });
  CHECK(seen == listed);
}

TEST_CASE_FIXTURE(Fixture, "each call is sent once, and only those needed") {
  db.rows("SELECT id FROM oauth_tokens");
  const long calls = 1 + 30 + static_cast<long>(org.clients().size());
  CHECK(simulator.requests() == calls);
  CHECK(db.sent().size() == static_cast<std::size_t>(calls));
}

TEST_CASE_FIXTURE(Fixture, "whoever stops early has asked for little") {
  if (!hands_over_lists()) return;  // SQLite tells no LIMIT then
  CHECK(db.rows("SELECT id FROM oauth_tokens LIMIT 1").size() == 1);
  CHECK(db.sent().size() == 3);
  CHECK(db.value("SELECT EXISTS (SELECT 1 FROM oauth_tokens)") == "1");
  CHECK(db.sent().size() == 3);
  CHECK(db.rows("SELECT id FROM grants LIMIT 5 OFFSET 2").size() == 5);
  CHECK(db.sent().size() <= 4);
}

TEST_CASE_FIXTURE(Fixture, "a part that is given is not enumerated") {
  std::vector<std::string> tokens;
  for (const json::Tree& token : org.tokens()) {
    if (token.text("clientId") == ids.client)
      tokens.push_back(token.text("id"));
  }
  std::ranges::sort(tokens);
  CHECK(sorted(db.rows("SELECT id FROM oauth_tokens WHERE clientId = " +
                       literal(ids.client))) == tokens);
  CHECK(db.sent().size() == 1 + 30);
  CHECK(has(db.plan("SELECT id FROM oauth_tokens WHERE userId = 'u'"),
            "/users/{userId}/clients/{each clientId}/tokens"));
}

TEST_CASE_FIXTURE(Fixture, "IN is taken whole; NULLs and doubles are SQL's") {
  const auto users = user_ids();
  const std::string in = "(" + literal(users[0]) + ", " + literal(users[3]) +
                         ", NULL, " + literal(users[0]) + ", 'nobody', x'00')";
  CHECK(has(db.plan("SELECT id FROM grants WHERE userId IN " + in),
            "/users/{userId IN}/grants") == hands_over_lists());
  auto expected = org.grant_ids(users[0]);
  std::ranges::copy(org.grant_ids(users[3]), std::back_inserter(expected));
  std::ranges::sort(expected);
  CHECK(sorted(db.rows("SELECT id FROM grants WHERE userId IN " + in)) ==
        expected);
  CHECK(db.sent().size() == 3);
  CHECK(db.rows("SELECT id FROM grants WHERE userId NOT IN " + in).empty());
  CHECK(db.rows("SELECT id FROM grants WHERE userId IN (NULL)").empty());
}

TEST_CASE_FIXTURE(Fixture, "IN with a subquery on a table of one's own") {
  db.rows("CREATE TABLE mine(u, c)");
  for (std::size_t i = 0; i < 5; ++i) {
    const json::Tree& client = org.clients()[i * 4];
    db.rows("INSERT INTO mine VALUES(" + literal(client.text("userId")) + "," +
            literal(client.text("client_id")) + ")");
  }
  const std::string where =
      " FROM oauth_tokens WHERE userId IN (SELECT u FROM mine)"
      " AND clientId IN (SELECT c FROM mine)";
  std::vector<std::string> expected;
  const auto mine = db.rows("SELECT u, c FROM mine");
  for (const json::Tree& token : org.tokens()) {
    const bool user = std::ranges::any_of(
        mine, [&](auto& row) { return row[0] == token.text("userId"); });
    const bool client = std::ranges::any_of(
        mine, [&](auto& row) { return row[1] == token.text("clientId"); });
    if (user && client) expected.push_back(token.text("id"));
  }
  std::ranges::sort(expected);
  CHECK(sorted(db.rows("SELECT id" + where)) == expected);
  db.rows("DELETE" + where);
  CHECK(sqlite3_changes(db.handle()) == static_cast<int>(expected.size()));
  CHECK(Org(simulator).tokens().size() ==
        org.tokens().size() - expected.size());
}

TEST_CASE_FIXTURE(Fixture,
                  "who leaves between the list and the look is skipped") {
  const auto users = user_ids();
  simulator.fail(
      {.path = "*/" + users[4] + "/*",
       .times = kAlways,
       .status = 404,
       .body = R"({"errorCode":"E0000007","errorSummary":"Not found"})"});
  const auto all = org.grants().size(), his = org.grant_ids(users[4]).size();
  CHECK(db.value("SELECT count(*) FROM grants") == std::to_string(all - his));
}

TEST_CASE_FIXTURE(Fixture, "a refusal in the middle fails, and says for whom") {
  const auto users = user_ids();
  simulator.fail(
      {.path = "*/" + users[7] + "/*", .times = kAlways, .status = 403});
  db.refuses("SELECT * FROM oauth_tokens",
             {"/users/" + users[7] + "/clients answered 403"});
  // What comes before it can be read.
  CHECK(db.rows("SELECT id FROM oauth_tokens LIMIT 1").size() == 1);
}

TEST_CASE_FIXTURE(Fixture,
                  "a statement asks nothing twice, the next one anew") {
  const std::string one =
      "SELECT count(*) FROM grants WHERE userId = " + literal(ids.user);
  db.rows(one + " UNION ALL " + one);
  CHECK(db.sent().size() == 1);
  db.rows("SELECT count(*) FROM grants a, grants b WHERE a.userId = " +
          literal(ids.user) + " AND b.userId = a.userId");
  CHECK(db.sent().size() == 1);
  simulator.act("DELETE", "/api/v1/users/" + ids.user + "/grants");
  CHECK(db.value(one) == "0");
}

TEST_CASE_FIXTURE(Fixture, "parallelism is a setting") {
  simulator.fail({.times = kAlways, .delay_ms = 5});
  db.configure({{"parallelism", 3}});
  db.rows("SELECT count(*) FROM oauth_tokens");
  const json::Tree stats = simulator.get("/_sim/stats");
  const auto peak = std::get<std::int64_t>(stats.find("peak_in_flight")->value);
  CHECK(peak == 3);
}

TEST_CASE_FIXTURE(Fixture, "many calls are under way at once, and no more") {
  simulator.fail({.times = kAlways, .delay_ms = 5});
  CHECK(db.value("SELECT count(*) FROM oauth_tokens") ==
        std::to_string(org.tokens().size()));
  const json::Tree stats = simulator.get("/_sim/stats");
  const auto peak = std::get<std::int64_t>(stats.find("peak_in_flight")->value);
  CHECK(peak > 4);
  CHECK(peak <= 16);
}

// A user with lists of several pages.
struct LongLists : OrgFixture {
  LongLists() : OrgFixture({"--users", "1", "--tokens", "450"}) {
    db.configure({{"route", "users"}, {"max_revocations", 5000}});
  }
  const std::string of_user = " FROM oauth_tokens WHERE userId = ";
  const std::string user = literal(ids.user);
};

// A page's call needs the page before: so those of other lists go beside it.
TEST_CASE_FIXTURE(LongLists, "lists take turns, page by page") {
  std::vector<std::size_t> pages;  // by their rows
  std::string last;
  for (const auto& row : db.rows("SELECT clientId" + of_user + user)) {
    if (row[0] != last) pages.push_back(0);
    ++pages.back();
    last = row[0];
  }
  CHECK(pages ==
        std::vector<std::size_t>{200, 200, 200, 200, 200, 200, 50, 50, 50});
  CHECK(db.value("SELECT count(DISTINCT id)" + of_user + user) == "1350");
}

// What is revoked in one call has to be read as one list.
TEST_CASE_FIXTURE(LongLists, "a DELETE reads one list after the other") {
  db.rows("DELETE" + of_user + user);
  auto sent = db.sent();
  std::erase_if(sent, [](auto& call) { return !call.starts_with("DELETE "); });
  CHECK(sent.size() == 3);
  CHECK(Org(simulator).tokens().empty());
}

}  // namespace
}  // namespace idp::test::enumerate_test
