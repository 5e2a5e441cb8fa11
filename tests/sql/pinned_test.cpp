// pinned_test.cpp - what a created table pins holds for each of its rows, and
// for each that a DELETE takes, whichever call they came from.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/copies.h"
#include "support/org.h"
#include "support/text.h"

namespace idp::test::pinned_test {
namespace {

struct Fixture : OrgFixture {
  Fixture() : OrgFixture({"--users", "12", "--tokens", "5", "--grants", "4"}) {
    db.rows("CREATE TABLE local_apps AS SELECT id, client_id FROM apps");
  }

  // The first value of a query, as an SQL literal.
  std::string one(const std::string& sql) { return literal(db.value(sql)); }

  // What the table has, pinned and asked like this, by the copies of the org.
  std::vector<std::string> expected(std::string table, const std::string& pin,
                                    const std::string& where) {
    table = table == "clienttokens" ? "oauth_tokens" : table;
    // Tokens don't say their app, but the client that it is.
    const auto locally = [](const std::string& text) {
      return replace_all(replace_all(text, "appId",
                                     "(SELECT a.id FROM local_apps a WHERE "
                                     "a.client_id = clientId)"),
                         "tokenId", "id");
    };
    return sorted(db.rows("SELECT id FROM local_" + table + " WHERE (" +
                          locally(pin) + ") AND (" + locally(where) + ")"));
  }

  // The ids of all tokens and grants that are gone from the org.
  std::vector<std::string> gone() const {
    const Org now(simulator);
    std::vector<std::string> missing;
    const auto add = [&](const json::Array& before, const json::Array& after) {
      for (const json::Tree& item : before) {
        const std::string& id = item.text("id");
        if (std::ranges::none_of(
                after, [&](auto& left) { return left.text("id") == id; })) {
          missing.push_back(id);
        }
      }
    };
    add(org.tokens(), now.tokens());
    add(org.grants(), now.grants());
    std::ranges::sort(missing);
    return missing;
  }

  LocalCopy copy{db, org};
  std::string U = literal(ids.user);
  std::string C = literal(ids.client);
};

struct Case {
  std::string table, pin, where;
};

TEST_CASE_FIXTURE(Fixture, "a pin holds for every row and every DELETE") {
  const std::string V =
      one("SELECT userId FROM local_grants WHERE userId <> " + U + " LIMIT 1");
  const std::string D =
      one("SELECT clientId FROM local_oauth_tokens WHERE clientId <> " + C +
          " AND userId = " + U + " LIMIT 1");
  const std::string S =
      one("SELECT scopeId FROM local_grants WHERE userId = " + U + " LIMIT 1");
  const std::string app = "(SELECT id FROM local_apps WHERE client_id = ";
  const std::string both = "userId IN (" + U + ", " + V + ")";
  const std::string of_user = "userId = " + U;
  const std::string any_grant = of_user +
                                " AND id IN (SELECT id FROM "
                                "local_grants WHERE userId = " +
                                U + ")";
  const std::string any_token = of_user + " AND clientId IN (" + C + ", " + D +
                                ") AND id IN (SELECT id FROM "
                                "local_oauth_tokens WHERE userId = " +
                                U + ")";
  const std::string apps = "appId IN (" + app + C + "), " + app + D + "))";
  std::vector<Case> cases;
  const auto add = [&](const std::string& table, const std::string& pin,
                       const std::vector<std::string>& wheres) {
    for (const std::string& where : wheres) {
      cases.push_back({table, pin, where});
    }
  };
  add("grants", "scopeId=" + S,
      {of_user, both, of_user + " AND clientId = " + C,
       of_user + " AND clientId = " + D, any_grant,
       of_user + " AND +scopeId > ''"});
  add("grants", "clientId=" + C,
      {"1", of_user, both, any_grant, of_user + " AND clientId > ''"});
  add("grants", "userId=" + U, {"1", "clientId = " + C, any_grant});
  for (const std::string table : {"oauth_tokens", "clienttokens"}) {
    add(table, "clientId=" + C, {"1", of_user, both, any_token});
    add(table, "userId=" + U, {"1", "clientId = " + C, any_token});
  }
  add("oauth_tokens", "clientId=" + C,
      {"appId = " + app + C + ")", "appId = " + app + D + ")", apps});
  add("oauth_tokens", "userId=" + U, {"appId = " + app + C + ")", apps});
  add("oauth_tokens", "tokenId=" + literal(ids.token),
      {of_user, of_user + " AND clientId = " + D, apps, any_token});
  for (const std::string route : {"", "users", "apps"}) {
    if (!route.empty()) {
      db.rows("SELECT idp_configure('{\"route\": \"" + route + "\"}')");
    }
    for (const Case& c : cases) {
      INFO(route << " " << c.table << "(" << c.pin << ") WHERE " << c.where);
      db.rows("CREATE VIRTUAL TABLE temp.p USING " + c.table + "(" + c.pin +
              ", writable=1)");
      const auto rows = expected(c.table, c.pin, c.where);
      CHECK(sorted(db.rows("SELECT id FROM p WHERE " + c.where)) == rows);
      const std::string where = c.where == "1" ? "" : " WHERE " + c.where;
      db.rows("BEGIN; DELETE FROM p" + where + "; COMMIT");
      CHECK(gone() == rows);
      db.rows("DROP TABLE p");
      simulator.reset();
    }
  }
}

TEST_CASE_FIXTURE(Fixture, "a pinned login or email shows that user alone") {
  const auto text = [&](std::size_t i, const std::string& name) {
    return org.users()[i].find("profile")->text(name);
  };
  const std::string id = literal(org.users()[3].text("id"));
  const std::string other = literal(org.users()[4].text("id"));
  for (const std::string& pin :
       {"login=" + literal(text(3, "login")), "id=" + id}) {
    INFO(pin);
    db.rows("CREATE VIRTUAL TABLE temp.p USING users(" + pin + ")");
    for (const auto& one : std::vector<std::pair<std::string, std::string>>{
             {"1", "1"},
             {"id = " + id, "1"},
             {"id = " + other, "0"},
             {"id IN (" + id + ", " + other + ")", "1"},
             {"login = " + literal(text(4, "login")), "0"},
             {"login = " + literal(text(3, "login")), "1"},
             {"email = " + literal(text(3, "email")), "1"},
             {"email = " + literal(text(4, "email")), "0"},
             {"status > ''", "1"}}) {
      const std::string& where = one.first;
      INFO(where);
      CHECK(db.value("SELECT count(*) FROM p WHERE " + where) == one.second);
    }
    db.rows("DROP TABLE p");
  }
}

}  // namespace
}  // namespace idp::test::pinned_test
