// input_test.cpp - odd and hostile input: a clear message or the right rows,
// and never a call that means something else.
#include <doctest/doctest.h>

#include "support/org.h"

namespace idp::test::input_test {
namespace {

struct Fixture : OrgFixture {
  std::string user = " WHERE userId = " + literal(ids.user) + " ";
  std::string client = user + "AND clientId = " + literal(ids.client) + " ";

  void check_error(const std::string& sql, const std::string& expected) {
    const std::string error = db.error(sql);
    INFO(sql << "\n" << error);
    CHECK(has(error, expected));
  }
};

TEST_CASE_FIXTURE(Fixture, "ids are data, whatever they look like") {
  const std::pair<std::string, std::string> cases[] = {
      {"a=b&c", "a%3Db%26c"},
      {"100%", "100%25"},
      {"%2e%2e", "%252e%252e"},
      {"a b#c", "a%20b%23c"},
      {"Zoë李", "Zo%C3%AB%E6%9D%8E"},
      {"a\r\nX-Evil: 1", "a%0D%0AX-Evil%3A%201"},
      {"' OR 1 --", "%27%20OR%201%20--"},
  };
  for (const auto& c : cases) {
    const auto& [id, encoded] = c;
    INFO(c.first);
    db.sent();
    CHECK(db.rows("SELECT * FROM user_clients WHERE userId = " + literal(id))
              .empty());
    CHECK(db.sent() == std::vector<std::string>{"GET /api/v1/users/" + encoded +
                                                "/clients"});
    CHECK(db.rows("SELECT * FROM grants" + user + "AND id = " + literal(id))
              .empty());
  }
}

TEST_CASE_FIXTURE(Fixture, "an id of 10 kB is sent, and the answer told") {
  const std::string id(10'000, 'x');
  const std::string error =
      db.error("SELECT * FROM user_clients WHERE userId = " + literal(id));
  CHECK(error.starts_with("user_clients: GET " + simulator.url()));
  CHECK(has(error, "xxx… answered 414. See "));
  CHECK(error.size() < 1'000);
  CHECK(db.sent().front().size() > 10'000);
}

TEST_CASE_FIXTURE(Fixture, "dots that would change the path are refused") {
  for (const std::string id : {".", ".."}) {
    check_error("SELECT * FROM user_clients WHERE userId = " + literal(id),
                "user_clients: userId = '" + id + "' is refused");
    check_error("DELETE FROM oauth_tokens" + client + "AND id = " + literal(id),
                "oauth_tokens: tokenId = '" + id + "' is refused");
  }
  CHECK(simulator.requests() == 0);
}

TEST_CASE_FIXTURE(Fixture, "a NUL character is refused") {
  check_error("SELECT * FROM user_clients WHERE userId = 'a' || char(0) || 'b'",
              "user_clients: userId has a NUL character in it");
}

TEST_CASE_FIXTURE(Fixture, "an empty id is nobody's, and no call") {
  db.sent();
  CHECK(db.rows("SELECT * FROM grants WHERE userId = ''").empty());
  db.rows("DELETE FROM oauth_tokens" + client + "AND id = ''");
  db.rows("DELETE FROM grants WHERE userId = ''");
  CHECK(db.sent().empty());
  CHECK(Org(simulator).tokens().size() == org.tokens().size());
}

TEST_CASE_FIXTURE(Fixture, "limit must be a number that the provider takes") {
  for (const std::string limit : {"0", "201", "-1", "'many'", "'5x'", "''",
                                  "9999999999999999999999", "1.5"}) {
    check_error(
        "SELECT * FROM oauth_tokens" + client + "AND \"limit\" = " + limit,
        "is not a whole number from 1 to 200");
  }
  CHECK(simulator.requests() == 0);
}

TEST_CASE_FIXTURE(Fixture, "a cursor that the provider did not give") {
  check_error("SELECT * FROM oauth_tokens" + client + "AND after = 'nonsense'",
              "answered 400 E0000029 \"Invalid paging request.\"");
}

TEST_CASE_FIXTURE(Fixture, "'me' is a browser's user, and nobody's id here") {
  const std::string me =
      "userId = 'me' is refused: to Okta it stands for the user of a browser's "
      "session, and a token has none. Take an id from users: userId IN (SELECT "
      "id FROM users WHERE login = 'joe@example.com').";
  check_error("SELECT * FROM user_clients WHERE userId = 'me'",
              "user_clients: " + me);
  for (const std::string table : {"oauth_tokens", "clienttokens"}) {
    check_error("SELECT * FROM " + table +
                    " WHERE userId = 'me' AND "
                    "clientId = '0oa1'",
                table + ": " + me);
    // The clients of the user come first.
    check_error("SELECT * FROM " + table + " WHERE userId IN ('me', 'x')",
                "user_clients: " + me);
  }
  check_error("DELETE FROM grants WHERE userId = 'me'", "grants: " + me);
  check_error("SELECT * FROM users WHERE id = 'me'",
              "users: id = 'me' is refused: to Okta it stands for the owner of "
              "the API token, and is nobody's id. Compare login or email");
  check_error("SELECT * FROM users WHERE login = 'me'",
              "users: login = 'me' is refused: to Okta it stands for the owner "
              "of the API token");
  CHECK(simulator.requests() == 0);
}

TEST_CASE_FIXTURE(Fixture,
                  "missing parameters are named, with a query that works") {
  // Nothing can be known of a limit that another table would have to give.
  check_error(
      "SELECT * FROM grants g JOIN grants h ON g.\"limit\" = h.after "
      "AND h.after = g.\"limit\"",
      "a value is needed for");
  CHECK(simulator.requests() == 0);
}

TEST_CASE_FIXTURE(Fixture, "keys made by hand revoke nothing") {
  // The only way to a key is a row; these are none.
  for (const std::string key : {"''", "'x'", "'a/b/c'", "NULL"}) {
    db.rows("DELETE FROM oauth_tokens" + client + "AND _key = " + key);
  }
  CHECK(Org(simulator).tokens().size() == org.tokens().size());
}

TEST_CASE_FIXTURE(Fixture, "a row without an id is not revoked but an error") {
  for (const std::string body :
       {R"([{"status":"ACTIVE"}])", R"([{"id":""}])", R"([{"id":null}])"}) {
    simulator.fail({.method = "GET", .body = body});
    check_error("DELETE FROM oauth_tokens" + client,
                "which names a row of oauth_tokens: that is not what is");
  }
  CHECK(Org(simulator).tokens().size() == org.tokens().size());
}

}  // namespace
}  // namespace idp::test::input_test
