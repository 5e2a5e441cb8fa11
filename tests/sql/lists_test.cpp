// lists_test.cpp - look-ups turn into the list that answers them all, once they
// have cost as much: the same rows, with at most about twice the fewest calls.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/copies.h"

namespace idp::test::lists_test {
namespace {

// Six calls and some: a page of users may take longer than look-ups do, which
// go on, on a busy machine for long.
constexpr std::size_t kFewOf600 = 200;
// Look-ups wait for lists whose pages go together.
constexpr std::size_t kFew = 4;

struct Fixture {
  // Three pages of users.
  Simulator simulator{{"--users", "600", "--rate-limit", "0"}};
  Org org{simulator};
  Database db{simulator};
  LocalCopy copy{db, org};

  // What was sent for it, once its rows are those of ordinary tables.
  std::vector<std::string> calls(const std::string& sql) {
    INFO(sql);
    db.sent();
    const Rows rows = db.rows(LocalCopy::ours(sql));
    auto sent = db.sent();
    CHECK(rows == db.rows(LocalCopy::local(sql)));
    CHECK(!rows.empty());
    return sent;
  }
  std::string partial() {
    return db.value("SELECT partial FROM idp_stats WHERE scope = 'statement'");
  }
};

std::ptrdiff_t lists_in(const std::vector<std::string>& calls) {
  return std::ranges::count_if(calls, [](const std::string& call) {
    return call.starts_with("GET /api/v1/users?") ||
           call.starts_with("GET /api/v1/apps?") ||
           call.starts_with("GET /api/v1/apps/");
  });
}

TEST_CASE_FIXTURE(Fixture, "look-ups of users end when all are listed") {
  for (const std::string order : {"l.rowid", "l.login DESC"}) {
    const auto sent = calls(
        "SELECT u.login, u.status FROM (SELECT * FROM local_users l ORDER BY " +
        order + " LIMIT -1 OFFSET 0) l CROSS JOIN @users u ON u.id = l.id");
    CHECK(lists_in(sent) == 3);
    CHECK(sent.size() <= kFewOf600);
  }
  // By another name, in letters of another case.
  const auto sent = calls(
      "SELECT u.id, l.login FROM local_users l CROSS JOIN @users u "
      "ON u.login = upper(l.login) COLLATE NOCASE");
  CHECK(lists_in(sent) == 3);
  CHECK(sent.size() <= kFewOf600);
}

TEST_CASE_FIXTURE(Fixture, "look-ups that are under way together do so, too") {
  const auto sent = calls(
      "SELECT u.login, count(*) FROM @oauth_tokens t CROSS JOIN @users u ON "
      "u.id = t.userId GROUP BY 1 ORDER BY 1");
  const auto by_app = std::ranges::count_if(sent, [](const auto& call) {
    return call.starts_with("GET /api/v1/apps");
  });
  CHECK(sent.size() <= static_cast<std::size_t>(by_app) + kFewOf600);
}

// By users 1 + 600 + as many calls as they have clients, by apps some twenty.
TEST_CASE_FIXTURE(Fixture, "tokens of each user are those of all apps") {
  db.sent();
  db.rows("SELECT id, clientId FROM oauth_tokens");
  const std::size_t by_apps = db.sent().size();
  for (const std::string sql :
       {"SELECT u.login, t.id FROM @users u JOIN @oauth_tokens t ON "
        "t.userId = u.id ORDER BY 1, 2",
        "SELECT u.login, count(t.id) FROM @users u LEFT JOIN @oauth_tokens "
        "t ON t.userId = u.id AND t.status = 'ACTIVE' GROUP BY 1 ORDER BY 1",
        "SELECT u.login FROM @users u WHERE NOT EXISTS (SELECT 1 FROM "
        "@oauth_tokens t WHERE t.userId = u.id) ORDER BY 1",
        "SELECT u.login FROM @users u WHERE NOT EXISTS (SELECT 1 FROM "
        "@oauth_tokens t WHERE t.userId = u.id LIMIT 1) ORDER BY 1",
        "SELECT u.login, (SELECT t.id FROM @oauth_tokens t WHERE t.userId = "
        "u.id ORDER BY t.id LIMIT 1) FROM @users u ORDER BY 1",
        "SELECT l.id, t.id, t.scopes FROM local_users l JOIN @oauth_tokens "
        "t ON t.userId = l.id ORDER BY 1, 2"}) {
    // Beside the calls of the list and as many for look-ups, those of users.
    CHECK(calls(sql).size() <= 2 * by_apps + 3 + kFew);
    CHECK(partial() == "1");
  }
  const auto sent = calls(
      "SELECT c.userId, t.id FROM local_user_clients c JOIN @oauth_tokens t ON "
      "t.userId = c.userId AND t.clientId = c.client_id ORDER BY 1, 2");
  CHECK(sent.size() <= 2 * by_apps + kFew);
}

// Three pages of users; what is more is sent before the list is begun.
TEST_CASE_FIXTURE(Fixture, "where look-ups come for certain the list is all") {
  db.sent();
  db.rows("SELECT id, clientId FROM oauth_tokens");
  const std::size_t by_apps = db.sent().size();
  const std::string join = "JOIN @oauth_tokens t ON t.userId = u.id ";
  for (const std::string& sql :
       {"SELECT u.login, t.id FROM @users u " + join + "ORDER BY 1, 2",
        "SELECT u.login, t.id FROM @users u LEFT " + join + "ORDER BY 1, 2",
        "SELECT u.id, count(*) FROM @users u " + join +
            "WHERE u.status = 'ACTIVE' AND u.login > 'C' AND u.login < 'w' "
            "GROUP BY 1 ORDER BY 1"}) {
    CHECK(calls(sql).size() <= by_apps + 3 + kFew);
  }
  // Nobody knows how many of these hold.
  CHECK(calls("SELECT u.login, t.id FROM @users u " + join +
              "WHERE length(u.login) > 3 ORDER BY 1, 2")
            .size() > by_apps + 3 + kFew);
}

// The list is one of tokens for each app: those that are here go on with their
// second pages while the first one is still waited for.
TEST_CASE_FIXTURE(Fixture, "no list of many waits for the one before it") {
  const std::string first = db.value("SELECT id FROM apps LIMIT 1");
  const std::string list = "/api/v1/apps/" + first + "/tokens";
  constexpr int kHere = 28;  // users and first pages are some twenty
  simulator.reset();
  simulator.set_faults(document_of(
      {{.path = list, .query = "limit=*", .after_requests = kHere}}));
  calls(
      "SELECT u.login, t.id FROM @users u JOIN @oauth_tokens t ON "
      "t.userId = u.id ORDER BY 1, 2");
  const std::vector<std::string> sent = simulator.calls();
  REQUIRE(sent.size() > kHere);
  const auto second_pages =
      std::count_if(sent.begin(), sent.begin() + kHere, [](const auto& call) {
        return has(call, "/tokens?") && has(call, "after=");
      });
  CHECK(second_pages > 0);
}

TEST_CASE_FIXTURE(Fixture, "few look-ups list nothing") {
  const std::string id = literal(org.users()[7].text("id"));
  const std::string other = literal(org.users()[9].text("id"));
  const std::string join =
      "SELECT u.login FROM local_users l CROSS JOIN @users u ON u.id = l.id";
  for (const std::string& sql :
       {"SELECT login FROM @users WHERE id = " + id,
        "SELECT login FROM @users WHERE id IN (" +
            (hands_over_lists() ? id + ", " + other : id) + ") ORDER BY 1",
        "SELECT id FROM @oauth_tokens WHERE userId = " +
            literal(org.tokens()[0].text("userId")) + " ORDER BY 1",
        "SELECT t.id FROM @users u JOIN @oauth_tokens t ON t.userId = u.id "
        "WHERE u.id = " +
            literal(org.tokens()[0].text("userId")) + " ORDER BY 1",
        join + " LIMIT 5",
        std::string("SELECT login FROM local_users l WHERE EXISTS (SELECT 1 "
                    "FROM @oauth_tokens t WHERE t.userId = l.id) LIMIT 3")}) {
    CHECK(lists_in(calls(sql)) == 0);
  }
  // Who asks for many of them after all is not let down.
  const auto sent = calls(join + " LIMIT 590");
  CHECK(lists_in(sent) == 3);
  CHECK(sent.size() <= 16 + kFewOf600);
}

TEST_CASE_FIXTURE(Fixture, "many values of an IN are listed, too") {
  if (!hands_over_lists()) return;
  const auto sent = calls(
      "SELECT login FROM @users WHERE id IN (SELECT id FROM local_users) "
      "ORDER BY 1");
  CHECK(lists_in(sent) == 3);
  CHECK(sent.size() <= 16 + kFewOf600);
}

// A list of users says less of each than a look-up: so it is not used for that.
TEST_CASE_FIXTURE(Fixture, "columns that a list lacks are looked up") {
  db.rows("CREATE TABLE some AS SELECT id FROM local_users LIMIT 40");
  for (const std::string column : {"_links", "_raw"}) {
    db.sent();
    const Rows joined = db.rows("SELECT u." + column +
                                " FROM some l CROSS JOIN users u ON u.id = "
                                "l.id ORDER BY u.id");
    CHECK(lists_in(db.sent()) == 0);
    REQUIRE(joined.size() == 40);
    CHECK(joined[0][0] == db.value("SELECT " + column +
                                   " FROM users WHERE id = (SELECT min(id) "
                                   "FROM some)"));
  }
}

TEST_CASE_FIXTURE(Fixture, "all columns that a list has are as looked up") {
  db.rows(
      "CREATE TABLE some AS SELECT DISTINCT userId AS id FROM "
      "local_oauth_tokens LIMIT 60");
  const std::string users =
      "SELECT u.id, status, created, activated, statusChanged, lastLogin, "
      "lastUpdated, passwordChanged, type, profile, credentials, _embedded, "
      "login, email, subdomain, \"limit\", after FROM some l CROSS JOIN users "
      "u "
      "ON u.id = l.id ORDER BY 1";
  const std::string tokens =
      "SELECT t.id, tokenId, status, created, lastUpdated, expiresAt, issuer, "
      "clientId, userId, scopes, _embedded, appId, expand, \"limit\", "
      "subdomain FROM some l CROSS JOIN oauth_tokens t ON t.userId = l.id "
      "ORDER BY 1";
  for (const std::string& sql : {users, tokens}) {
    INFO(sql);
    db.sent();
    const Rows listed = db.rows(sql);
    CHECK(lists_in(db.sent()) > 0);
    // The same, of which each part is asked for by itself.
    Rows single;
    for (const auto& id : db.rows("SELECT id FROM some")) {
      const Rows rows = db.rows(replace_all(
          sql, "FROM some l", "FROM (SELECT " + literal(id[0]) + " AS id) l"));
      single.insert(single.end(), rows.begin(), rows.end());
    }
    CHECK(lists_in(db.sent()) == 0);
    std::ranges::sort(single);
    CHECK(listed == single);
  }
}

// It decides by what it has looked up.
TEST_CASE_FIXTURE(Fixture, "a statement that deletes lists nothing") {
  db.configure({{"max_revocations", 5000}});
  db.sent();
  db.rows(
      "BEGIN; DELETE FROM grants WHERE userId IN (SELECT id FROM "
      "local_users LIMIT 60) AND EXISTS (SELECT 1 FROM users u WHERE u.id "
      "= grants.userId AND u.status = 'SUSPENDED') AND NOT EXISTS (SELECT "
      "1 FROM oauth_tokens t WHERE t.userId = grants.userId)");
  const auto sent = db.sent();
  CHECK(lists_in(sent) == 0);
  CHECK(sent.size() > 60);
  db.rows("ROLLBACK");
}

TEST_CASE_FIXTURE(Fixture, "a way that the settings force is gone") {
  db.configure({{"route", "users"}});
  db.rows("CREATE TABLE some AS SELECT id FROM local_users LIMIT 50");
  const auto sent = calls(
      "SELECT l.id, t.id FROM some l JOIN @oauth_tokens t ON t.userId = l.id "
      "ORDER BY 1, 2");
  CHECK(lists_in(sent) == 0);
  CHECK(partial() == "0");
}

TEST_CASE_FIXTURE(Fixture, "a plan says that it may end in a list") {
  const std::string plan = db.plan("SELECT login FROM users WHERE id = 'a'");
  CHECK(has(plan, "[many by list]"));
  CHECK(!has(db.plan("SELECT _links FROM users WHERE id = 'a'"), "many by"));
}

}  // namespace
}  // namespace idp::test::lists_test
