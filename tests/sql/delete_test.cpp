// delete_test.cpp - DELETE revokes: the rows that its WHERE selects, no others.
#include <doctest/doctest.h>

#include <set>

#include "support/org.h"

namespace idp::test::delete_test {
namespace {

using Calls = std::vector<std::string>;

struct Fixture : OrgFixture {
  Fixture() : OrgFixture({"--users", "20", "--tokens", "5", "--grants", "3"}) {}
  std::string where = " WHERE subdomain = " + literal(simulator.subdomain()) +
                      " AND userId = " + literal(ids.user) +
                      " AND clientId = " + literal(ids.client) + " ";

  // Everything in the org but what is named is as it was.
  void check_gone(const std::vector<std::string>& gone) const {
    const Org now(simulator);
    const std::set<std::string> out(gone.begin(), gone.end());
    const auto rest = [&](const json::Array& before) {
      std::vector<std::string> rest_ids;
      for (const json::Tree& item : before) {
        if (!out.contains(item.text("id"))) rest_ids.push_back(item.text("id"));
      }
      return rest_ids;
    };
    CHECK(rest(now.tokens()) == rest(org.tokens()));
    CHECK(rest(now.grants()) == rest(org.grants()));
    CHECK(now.tokens().size() + now.grants().size() + out.size() ==
          org.tokens().size() + org.grants().size());
  }
};

TEST_CASE_FIXTURE(Fixture, "DELETE of one token is one call after one look") {
  db.rows("DELETE FROM oauth_tokens" + where +
          "AND tokenId = " + literal(ids.token));
  const Calls calls = {"GET " + tokens_path + "/" + ids.token,
                       "DELETE " + tokens_path + "/" + ids.token};
  CHECK(db.sent() == calls);
  CHECK(simulator.calls() == calls);
  CHECK(sqlite3_changes(db.handle()) == 1);
  check_gone({ids.token});
}

TEST_CASE_FIXTURE(Fixture,
                  "DELETE of a client's tokens revokes them in one call") {
  db.rows("DELETE FROM oauth_tokens" + where);
  CHECK(sqlite3_changes(db.handle()) == 5);
  CHECK(db.sent() ==
        Calls{"GET " + tokens_path + "?limit=200", "DELETE " + tokens_path});
  check_gone(org.token_ids(ids));
  CHECK(db.rows("SELECT id FROM oauth_tokens" + where).empty());
}

TEST_CASE_FIXTURE(Fixture, "DELETE spares what another predicate spares") {
  const auto all = org.token_ids(ids);
  db.rows("DELETE FROM oauth_tokens" + where + "AND id > " + literal(all[2]));
  CHECK(sqlite3_changes(db.handle()) == 2);
  check_gone({all[3], all[4]});
  db.rows("DELETE FROM oauth_tokens" + where +
          "AND NOT (status = 'ACTIVE' OR id = 'x')");
  CHECK(sqlite3_changes(db.handle()) == 0);
  check_gone({all[3], all[4]});
}

TEST_CASE_FIXTURE(Fixture, "DELETE of a token that is not there does nothing") {
  db.rows("DELETE FROM oauth_tokens" + where + "AND id = 'oar0'");
  CHECK(sqlite3_changes(db.handle()) == 0);
  CHECK(db.sent() == Calls{"GET " + tokens_path + "/oar0"});
  check_gone({});
}

TEST_CASE_FIXTURE(Fixture, "DELETE of grants: all, of a client, of one") {
  const std::string user = " WHERE userId = " + literal(ids.user) + " ";
  db.rows("DELETE FROM grants" + user + "AND grantId = " + literal(ids.grant));
  check_gone({ids.grant});
  db.rows("DELETE FROM grants" + user +
          "AND clientId = " + literal(ids.client));
  check_gone(org.grant_ids(ids.user, ids.client));
  db.rows("DELETE FROM grants" + user);
  check_gone(org.grant_ids(ids.user));
}

TEST_CASE_FIXTURE(Fixture, "clienttokens revokes the same tokens") {
  db.rows("DELETE FROM clienttokens" + where +
          "AND tokenId = " + literal(ids.token));
  check_gone({ids.token});
}

TEST_CASE_FIXTURE(Fixture, "a token that is gone already counts as revoked") {
  db.rows("BEGIN; DELETE FROM oauth_tokens" + where);
  simulator.act("DELETE", tokens_path + "/" + ids.token);
  db.rows("COMMIT");
  check_gone(org.token_ids(ids));
}

TEST_CASE_FIXTURE(Fixture, "a lost answer to a DELETE is no failure") {
  simulator.fail({.method = "DELETE", .status = 503, .after_effect = true});
  db.rows("DELETE FROM oauth_tokens" + where +
          "AND id = " + literal(ids.token));
  check_gone({ids.token});
  CHECK(db.value("SELECT retries FROM idp_requests WHERE verb = 'DELETE'") ==
        "1");
}

TEST_CASE_FIXTURE(Fixture, "a failure in the middle tells how far it came") {
  db.rows("CREATE TABLE audit(id)");
  simulator.fail(
      {.method = "DELETE", .skip = 2, .times = kAlways, .status = 403});
  db.refuses("BEGIN; INSERT INTO audit SELECT id FROM oauth_tokens" + where +
                 "; DELETE FROM oauth_tokens" + where +
                 "AND status = 'ACTIVE'; COMMIT",
             {"answered 403 E0000006", "okta.users.manage",
              "2 of 5 were revoked, 3 were not"});
  CHECK(sqlite3_get_autocommit(db.handle()) == 1);
  CHECK(db.value("SELECT count(*) FROM audit") == "0");
  CHECK(Org(simulator).token_ids(ids).size() == 3);

  simulator.heal();
  db.rows("DELETE FROM oauth_tokens" + where);
  CHECK(sqlite3_changes(db.handle()) == 3);
  check_gone(org.token_ids(ids));
}

TEST_CASE_FIXTURE(Fixture, "a DELETE that names nobody is refused") {
  for (const std::string predicate :
       {"", " WHERE status = 'ACTIVE'", " WHERE lastUpdated < '2026-01-01'"}) {
    db.refuses("DELETE FROM oauth_tokens" + predicate,
               {"names no userId and no clientId",
                "userId IN (SELECT id FROM users)"});
    db.error("DELETE FROM grants" + predicate);
  }
  check_gone({});
  // As the message says.
  db.rows("DELETE FROM grants WHERE userId IN (SELECT id FROM users)");
  CHECK(Org(simulator).grants().empty());
}

TEST_CASE_FIXTURE(Fixture, "DELETE of a user's tokens goes through clients") {
  db.rows("DELETE FROM oauth_tokens WHERE userId = " + literal(ids.user));
  std::vector<std::string> gone;
  for (const json::Tree& token : org.tokens()) {
    if (token.text("userId") == ids.user) gone.push_back(token.text("id"));
  }
  REQUIRE(gone.size() > 5);
  check_gone(gone);
}

TEST_CASE_FIXTURE(Fixture, "INSERT and UPDATE are refused in words") {
  CHECK(db.error("INSERT INTO oauth_tokens(id) VALUES('x')") ==
        "oauth_tokens: only SELECT and DELETE (which revokes) work here; Okta "
        "offers no call for INSERT or UPDATE. See idp_methods.");
  CHECK(db.error("UPDATE grants SET status = 'REVOKED' WHERE userId = " +
                 literal(ids.user))
            .starts_with("grants: only SELECT and DELETE"));
  CHECK(db.error("DELETE FROM users WHERE id = " + literal(ids.user))
            .starts_with("users: only SELECT and UPDATE of status work"));
  CHECK(db.error("DELETE FROM user_clients WHERE userId = " + literal(ids.user))
            .starts_with("user_clients: only SELECT works"));
  check_gone({});
}

// Which SQLite turns into a lookup of each row by its key.
TEST_CASE_FIXTURE(Fixture, "DELETE … LIMIT on tables with pins") {
  if (!has_sql(kDeleteLimit)) return;
  const std::string subdomain = literal(simulator.subdomain());
  const std::string user = literal(ids.user);
  int number = 0;
  for (const std::string& pins : std::vector<std::string>{
           "subdomain=" + subdomain, "\"limit\"=2",
           "subdomain=" + subdomain + ", userId=" + user,
           "userId=" + user + ", clientId=" + literal(ids.client),
           "expand='scope'"}) {
    INFO(pins);
    simulator.reset();
    const std::string name = "pinned" + std::to_string(++number);
    db.rows("CREATE VIRTUAL TABLE temp." + name + " USING oauth_tokens(" +
            pins + ", writable=1)");
    const auto chosen = sorted(
        db.rows("SELECT id FROM " + name + where + "ORDER BY id LIMIT 2"));
    db.rows("DELETE FROM " + name + where + "ORDER BY id LIMIT 2");
    check_gone(chosen);
    CHECK(has(db.plan("SELECT id FROM " + name + " WHERE _key = 'x'"),
              "get: GET "));
  }
  // A key of another table than this one selects nothing.
  simulator.reset();
  db.rows(
      "CREATE VIRTUAL TABLE temp.other USING oauth_tokens(userId='00ux', "
      "writable=1)");
  db.rows("DELETE FROM other WHERE _key IN (SELECT _key FROM oauth_tokens" +
          where + ")");
  check_gone({});
}

// The key says the org itself.
TEST_CASE_FIXTURE(Fixture, "a row by its key and its org is one call") {
  const std::string grants = "SELECT count(*) FROM grants WHERE subdomain = " +
                             literal(simulator.subdomain()) + " AND _key ";
  const std::string key = db.value(
      "SELECT min(_key) FROM grants WHERE userId = " + literal(ids.user));
  for (const std::string& which : std::vector<std::string>{
           "= " + literal(key), "IN (" + literal(key) + ")"}) {
    INFO(which);
    db.sent();
    CHECK(db.value(grants + which) == "1");
    CHECK(db.sent().size() == 1);
  }
  // Where the two differ there is no row.
  CHECK(db.value("SELECT count(*) FROM grants WHERE _key = " + literal(key) +
                 " AND subdomain = 'another'") == "0");
}

}  // namespace
}  // namespace idp::test::delete_test
