// path_test.cpp - what a path of the provider can't carry, or would read as
// something else, is no id: a clear error, and nothing is sent.
#include <doctest/doctest.h>

#include "support/org.h"

namespace idp::test::path_test {
namespace {

struct Fixture : OrgFixture {
  // Behind each of these the provider would see another path. What stands
  // before it is the id of a user who has tokens and grants.
  const std::vector<std::string> ends = {";x",  ";",  "/x",  "/",
                                         "\\x", "?x", "/..", ";/../.."};

  Fixture() {
    db.rows("CREATE TABLE l(userId, clientId)");
    db.sent();
  }

  void check_refused(const std::string& sql, const std::string& message) {
    INFO(sql);
    const std::string error = db.error(sql);
    INFO(error);
    CHECK(has(error, message));
    CHECK(has(error, " is refused: "));
    CHECK(db.sent().empty());
  }

  void check_all_there() const {
    const Org after(simulator);
    CHECK(after.tokens().size() == org.tokens().size());
    CHECK(after.grants().size() == org.grants().size());
  }
};

TEST_CASE_FIXTURE(Fixture, "an id that would be cut is nobody's: SELECT") {
  const std::string client = " AND clientId = " + literal(ids.client);
  for (const std::string& end : ends) {
    const std::string user = literal(ids.user + end);
    const std::string at = "userId = " + user;
    for (const std::string table : {"user_clients", "grants"}) {
      check_refused("SELECT * FROM " + table + " WHERE " + at,
                    table + ": " + at);
    }
    check_refused("SELECT * FROM oauth_tokens WHERE " + at + client,
                  "oauth_tokens: " + at);
    check_refused("SELECT * FROM oauth_tokens WHERE " + at,
                  "user_clients: " + at);
    check_refused(
        "SELECT * FROM oauth_tokens WHERE userId = " + literal(ids.user) +
            " AND clientId = " + literal(ids.client + end),
        "oauth_tokens: clientId = " + literal(ids.client + end));
    check_refused(
        "SELECT * FROM oauth_tokens WHERE userId = " + literal(ids.user) +
            client + " AND tokenId = " + literal(ids.token + end),
        "oauth_tokens: tokenId = " + literal(ids.token + end));
    check_refused("SELECT * FROM users WHERE id = " + user,
                  "users: id = " + user);
    check_refused("SELECT * FROM apps WHERE id = " + user, "apps: id = ");
    check_refused("SELECT * FROM oauth_tokens WHERE appId = " + user,
                  "oauth_tokens: appId = ");
  }
}

TEST_CASE_FIXTURE(Fixture, "an id that would be cut is nobody's: DELETE") {
  const std::string user = "userId = " + literal(ids.user);
  const std::string client = " AND clientId = " + literal(ids.client);
  for (const std::string& end : ends) {
    const std::string cut = "userId = " + literal(ids.user + end);
    const std::string grant = literal(ids.grant + end);
    const std::string token = literal(ids.token + end);
    check_refused("DELETE FROM grants WHERE " + cut, "grants: " + cut);
    check_refused("DELETE FROM oauth_tokens WHERE " + cut + client,
                  "oauth_tokens: " + cut);
    check_refused("DELETE FROM grants WHERE " + user + " AND id = " + grant,
                  "grants: grantId = " + grant);
    check_refused("DELETE FROM oauth_tokens WHERE " + user + client +
                      " AND id = " + token,
                  "oauth_tokens: tokenId = " + token);
  }
  check_all_there();
}

TEST_CASE_FIXTURE(Fixture,
                  "an id that would be cut is nobody's: join, IN, key") {
  db.rows("CREATE VIRTUAL TABLE temp.mine USING grants(writable=1, userId=" +
          literal(ids.user + ";x") + ")");
  for (const std::string& end : ends) {
    const std::string user = ids.user + end;
    db.rows("DELETE FROM l; INSERT INTO l VALUES (" + literal(user) + ", " +
            literal(ids.client) + ")");
    db.sent();
    check_refused("SELECT * FROM l CROSS JOIN grants g ON g.userId = l.userId",
                  "grants: userId = " + literal(user));
    check_refused("SELECT * FROM grants WHERE userId IN (SELECT userId FROM l)",
                  "grants: userId = " + literal(user));
    check_refused(
        "DELETE FROM oauth_tokens WHERE (userId, clientId) IN (SELECT * FROM "
        "l) AND userId IN (SELECT userId FROM l)",
        "userId = " + literal(user));
    check_refused("DELETE FROM grants WHERE userId IN (SELECT userId FROM l)",
                  "grants: userId = " + literal(user));
    std::string escaped = user;
    for (std::size_t i = escaped.size(); i-- > 0;) {
      if (std::string_view(";/\\?").find(escaped[i]) ==
          std::string_view::npos) {
        continue;
      }
      const std::string code = escaped[i] == ';'    ? "%3B"
                               : escaped[i] == '/'  ? "%2F"
                               : escaped[i] == '\\' ? "%5C"
                                                    : "%3F";
      escaped.replace(i, 1, code);
    }
    const std::string key =
        db.value("SELECT _key FROM grants WHERE userId = " + literal(ids.user) +
                 " AND id = " + literal(ids.grant));
    db.sent();
    const std::string other =
        std::string(key).replace(key.find(ids.user), ids.user.size(), escaped);
    check_refused("DELETE FROM grants WHERE _key = " + literal(other),
                  "grants: userId = " + literal(user));
  }
  check_refused("SELECT * FROM mine", "userId = " + literal(ids.user + ";x"));
  check_refused("DELETE FROM mine", "userId = " + literal(ids.user + ";x"));
  check_all_there();
}

TEST_CASE_FIXTURE(Fixture, "a list does not go on behind an id that is none") {
  const std::string sql = "DELETE FROM grants WHERE userId IN (" +
                          literal(ids.user) + ", " +
                          literal(org.users()[7].text("id") + ";") + ")";
  CHECK(has(db.error(sql), " is refused: "));
  for (const std::string& call : db.sent()) CHECK(call.starts_with("GET "));
  check_all_there();
}

TEST_CASE_FIXTURE(Fixture, "a row with a hostile id can't reach another call") {
  const std::string client = " WHERE userId = " + literal(ids.user) +
                             " AND clientId = " + literal(ids.client);
  for (const std::string id :
       {"..", ".", "../../grants", "?", "x/../..", "oar1;", ";", "oar1\\"}) {
    INFO(id);
    simulator.fail(
        {.method = "GET", .body = "[{\"id\":" + json::quote(id) + "}]"});
    const std::string error = db.error("DELETE FROM oauth_tokens" + client);
    CHECK(has(error, "oauth_tokens: tokenId = '" + id + "' is refused: "));
  }
  // A user like that ends a walk through all of them.
  simulator.fail(
      {.path = "/api/v1/users", .body = "[{\"id\":\"" + ids.user + ";x\"}]"});
  CHECK(has(db.error("SELECT * FROM grants"), ";x' is refused: "));
  check_all_there();
}

}  // namespace
}  // namespace idp::test::path_test
