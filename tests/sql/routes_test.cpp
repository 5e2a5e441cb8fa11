// routes_test.cpp - tokens by the apps that hold them: a short way to the same
// rows, taken where it is one and allowed.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/org.h"
#include "support/running.h"

namespace idp::test::routes_test {
namespace {

constexpr char kApp[] = "list_by_app: GET /api/v1/apps/{each appId";
constexpr char kUsers[] = "list: GET /api/v1/users/{each userId}";

struct Fixture : OrgFixture {
  Fixture() : OrgFixture({"--users", "30", "--tokens", "8"}) {
    for (const auto& row : db.rows("SELECT id, client_id FROM apps "
                                   "WHERE client_id IS NOT NULL")) {
      if (tokens(row[1]).empty()) continue;
      (row[0] == row[1] ? plain : custom) = row[1];
    }
    simulator.reset();
  }

  // Clients with tokens, whose id is their app's, and is not.
  std::string plain, custom;

  // The tokens that the org has, sorted; of one client, or of all.
  std::vector<std::string> tokens(const std::string& client = "") const {
    std::vector<std::string> all;
    for (const json::Tree& token : org.tokens()) {
      if (client.empty() || token.text("clientId") == client) {
        all.push_back(token.text("id"));
      }
    }
    std::ranges::sort(all);
    return all;
  }
  std::vector<std::string> read(const std::string& where = "") {
    return sorted(db.rows("SELECT id FROM oauth_tokens" + where));
  }
  void refuse(const std::string& path, int skip = 0) {
    simulator.fail(
        {.path = path, .skip = skip, .times = kAlways, .status = 403});
  }
  void force(const std::string& route) { db.configure({{"route", route}}); }
};

bool starts(const std::string& text, const std::string& with) {
  return text.find(with) != std::string::npos;
}

TEST_CASE_FIXTURE(Fixture, "all tokens take some calls for each app") {
  CHECK(starts(db.plan("SELECT * FROM oauth_tokens"), kApp));
  CHECK(read() == tokens());
  long calls = 1;
  for (const auto& row :
       db.rows("SELECT client_id FROM apps WHERE client_id IS NOT NULL")) {
    const auto rows = static_cast<long>(tokens(row[0]).size());
    calls += std::max(1L, (rows + 199) / 200);
  }
  simulator.reset();
  read();
  CHECK(simulator.requests() == calls);
  CHECK(simulator.requests("GET /api/v1/users") == 0);
}

TEST_CASE_FIXTURE(Fixture, "the rows are those of the other route") {
  const std::string sql =
      "SELECT id, status, created, lastUpdated, expiresAt, issuer, clientId, "
      "userId, scopes FROM oauth_tokens ORDER BY id";
  const Rows by_app = db.rows(sql);
  force("users");
  CHECK(starts(db.plan(sql), kUsers));
  CHECK(db.rows(sql) == by_app);
  force("apps");
  CHECK(db.rows(sql) == by_app);
}

// As Python keeps them, for who asks the same again.
TEST_CASE_FIXTURE(Fixture, "a statement prepared before goes the new way") {
  Running statement(db, "SELECT id FROM oauth_tokens");
  statement.rest();
  for (const std::string route : {"users", "apps", "users"}) {
    force(route);
    simulator.reset();
    REQUIRE(statement.step());
    CHECK(statement.rest() == tokens().size());
    CHECK((simulator.requests("GET /api/v1/apps") == 0) == (route == "users"));
  }
}

TEST_CASE_FIXTURE(Fixture, "the tokens of a client are those of its app") {
  for (const std::string& client : {plain, custom}) {
    REQUIRE_FALSE(client.empty());
    const std::string where = " WHERE clientId = " + literal(client);
    CHECK(starts(db.plan("SELECT id FROM oauth_tokens" + where),
                 std::string(kApp) + " for clientId}/tokens"));
    simulator.reset();
    CHECK(read(where) == tokens(client));
    CHECK(simulator.requests() == 2);
  }
  CHECK(read(" WHERE clientId = 'nobody'").empty());
  const auto both = read(" WHERE clientId IN (" + literal(plain) + ", " +
                         literal(custom) + ", NULL)");
  CHECK(both.size() == tokens(plain).size() + tokens(custom).size());
}

TEST_CASE_FIXTURE(Fixture, "an app can be named itself") {
  const std::string app =
      db.value("SELECT id FROM apps WHERE client_id = " + literal(custom));
  const std::string where = " WHERE appId = " + literal(app);
  CHECK(read(where) == tokens(custom));
  CHECK(db.value("SELECT DISTINCT appId FROM oauth_tokens" + where) == app);
  CHECK(read(where + " AND userId = " + literal(ids.user)).size() <=
        tokens(custom).size());
  CHECK(read(" WHERE appId = 'nothing'").empty());
  db.rows("DELETE FROM oauth_tokens" + where);
  CHECK(Org(simulator).tokens().size() ==
        tokens().size() - tokens(custom).size());
}

TEST_CASE_FIXTURE(Fixture, "a DELETE by client needs no user") {
  const std::string where = " WHERE clientId = " + literal(plain);
  db.rows("DELETE FROM oauth_tokens" + where);
  CHECK(sqlite3_changes(db.handle()) == static_cast<int>(tokens(plain).size()));
  CHECK(read(where).empty());
}

TEST_CASE_FIXTURE(Fixture, "who may not see apps gets the rows by the users") {
  refuse("/api/v1/apps*");
  CHECK(read() == tokens());
  // One refusal, and it is not asked again.
  CHECK(simulator.requests("GET /api/v1/apps") == 1);
  CHECK(read(" WHERE clientId = " + literal(plain)) == tokens(plain));
  const std::string join =
      "SELECT count(*) FROM user_clients c JOIN oauth_tokens t ON "
      "t.clientId = c.client_id AND t.userId = c.userId";
  CHECK(db.value(join) == std::to_string(tokens().size()));
  const std::string in =
      " WHERE clientId IN (" + literal(plain) + ", " + literal(custom) + ")";
  CHECK(read(in).size() == tokens(plain).size() + tokens(custom).size());
}

TEST_CASE_FIXTURE(Fixture, "who may see apps but not their tokens, too") {
  refuse("/api/v1/apps/*/tokens");
  CHECK(read() == tokens());
}

TEST_CASE_FIXTURE(Fixture, "a refusal after the first rows fails, loudly") {
  // One call after the other: the rows of four apps are there before it.
  db.configure({{"parallelism", 1}});
  refuse("/api/v1/apps/*/tokens", 4);
  const std::string error = db.error("SELECT * FROM oauth_tokens");
  CHECK(starts(error, "/tokens?limit=200 answered 403 E0000006"));
  CHECK(starts(error, R"(SELECT idp_configure('{"route": "users"}'))"));
  force("users");
  CHECK(read() == tokens());
}

TEST_CASE_FIXTURE(Fixture, "a route that is forced has no other") {
  refuse("/api/v1/apps*");
  force("apps");
  CHECK(starts(db.error("SELECT * FROM oauth_tokens"), "/api/v1/apps?"));
  CHECK(starts(db.error("SELECT * FROM oauth_tokens"), R"("users")"));
  CHECK(db.error(configuring({{"route", "clients"}})) ==
        "idp_configure: \"route\" must be one of \"auto\", \"users\", "
        "\"apps\".");
  force("auto");
  CHECK(read() == tokens());
}

}  // namespace
}  // namespace idp::test::routes_test
