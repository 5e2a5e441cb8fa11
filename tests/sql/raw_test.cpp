// raw_test.cpp - _raw, in every table: the whole object of a row, as the
// provider sent it; and the fields that few orgs have.
#include <doctest/doctest.h>

#include "support/org.h"
#include "support/slashid.h"

namespace idp::test::raw_test {
namespace {

struct Fixture : OrgFixture {
  std::string client = " WHERE userId = " + literal(ids.user) +
                       " AND clientId = " + literal(ids.client);
  std::string token = client + " AND id = " + literal(ids.token);

  void answer(const std::string& path, const std::string& body) {
    simulator.fail(
        {.path = path, .times = kAlways, .status = 200, .body = body});
  }
};

const std::string kObject =
    R"({ "id":"oar1", "é" : "\u00e9\/", "n":1.50e1,"x":[1 ,{"y":null}] })";

TEST_CASE_FIXTURE(Fixture, "the very bytes of the row's own object") {
  answer("*/tokens", "[{\"id\":\"oar0\"},\n" + kObject + "\t,{\"id\":\"z\"}]");
  CHECK(db.rows("SELECT _raw FROM oauth_tokens" + client) ==
        Rows{{R"({"id":"oar0"})"}, {kObject}, {R"({"id":"z"})"}});
  answer("*/tokens/oar1", " " + kObject + "\n");
  for (const std::string columns : {"_raw", "id || _raw, _raw"}) {
    CHECK(db.rows("SELECT " + columns + " FROM clienttokens" + client +
                  " AND tokenId = 'oar1'")[0]
              .back() == kObject);
  }
}

TEST_CASE_FIXTURE(Fixture, "it is JSON to SQLite") {
  const std::string from = " FROM oauth_tokens" + token;
  CHECK(db.value("SELECT json_extract(_raw, '$.id')" + from) == ids.token);
  CHECK(db.value("SELECT json_object('r', _raw) = '{\"r\":' || _raw || '}'" +
                 from) == "1");
  CHECK(db.value("SELECT json_extract(_raw, '$._links') = _links AND "
                 "json_extract(_raw, '$.scopes') = scopes" +
                 from) == "1");
  CHECK(db.value("SELECT typeof(_raw)" + from) == "text");
  CHECK(db.value("SELECT count(*) FROM users WHERE _raw LIKE '%" + ids.user +
                 "%'") == "1");
}

TEST_CASE_FIXTURE(Fixture, "every table has it, hidden") {
  const std::pair<std::string, std::string> tables[] = {
      {"users", "id"},        {"apps", "id"},
      {"grants", "id"},       {"user_clients", "client_id"},
      {"oauth_tokens", "id"}, {"clienttokens", "id"}};
  for (const auto& pair : tables) {
    const std::string &table = pair.first, &id = pair.second;
    INFO(table);
    const std::string total = db.value("SELECT count(*) FROM " + table);
    CHECK(total != "0");
    CHECK(db.value("SELECT count(*) FROM " + table +
                   " WHERE json_extract(_raw, '$." + id + "') = " + id) ==
          total);
    CHECK(db.value("SELECT hidden FROM pragma_table_xinfo('" + table +
                   "') WHERE name = '_raw'") == "1");
    // Nothing is decoded for it that nobody asked for.
    CHECK_FALSE(has(db.plan("SELECT * FROM " + table), "_raw"));
    CHECK(has(db.plan("SELECT _raw FROM " + table), "_raw"));
  }
}

TEST_CASE_FIXTURE(SlashIdFixture, "another provider's rows, too") {
  const std::string sql = "SELECT count(*) FROM " + kSlashIdTable +
                          " WHERE json_extract(_raw, '$.client_id') = "
                          "client_id AND json_extract(_raw, '$.meta') IS NULL";
  CHECK(db.value(sql) == "7");
  CHECK(db.value(sql + " AND client_id = " +
                 literal(client_ids(simulator)[0])) == "1");
}

TEST_CASE_FIXTURE(Fixture, "with expand, from the cache, from a list") {
  CHECK(db.value("SELECT json_extract(_raw, '$._embedded') = _embedded FROM "
                 "oauth_tokens" +
                 token + " AND expand = 'scope'") == "1");
  db.configure({{"cache_ttl", 60}});
  const std::string sql = "SELECT id, _raw FROM users ORDER BY id";
  const Rows rows = db.rows(sql);
  simulator.fail({.times = kAlways, .status = 500});
  CHECK(db.rows(sql) == rows);
  simulator.heal();
  db.configure({{"cache_ttl", 0}});
  simulator.reset();
  // The look at each user is answered by the list.
  const Rows joined = db.rows(
      "SELECT u.id, v._raw FROM users u CROSS JOIN users v ON v.id = u.id "
      "ORDER BY 1");
  CHECK(joined == rows);
  CHECK(simulator.requests() == 1);
}

TEST_CASE_FIXTURE(Fixture,
                  "no table of one's own pins it, no DELETE needs it") {
  db.refuses("CREATE VIRTUAL TABLE temp.p USING users(_raw='{}')", {"_raw"});
  db.rows("DELETE FROM oauth_tokens" + client +
          " AND json_extract(_raw, '$.id') = " + literal(ids.token));
  CHECK(org.token_ids(ids).size() - Org(simulator).token_ids(ids).size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "fields that few objects have") {
  answer("/api/v1/users/00u1",
         R"({"id":"00u1","status":"STAGED","statusChanged":null,)"
         R"("transitioningToStatus":"PROVISIONED"})");
  CHECK(db.rows("SELECT transitioningToStatus, statusChanged FROM users WHERE "
                "id = '00u1'") == Rows{{"PROVISIONED", "NULL"}});
  const std::string licensing = R"({"seatCount":5})";
  const std::string logout =
      R"({"status":"ENABLED","supportType":"FULL","protocol":"PROPRIETARY"})";
  const std::string express = R"({"enabledCapabilities":["SSO"]})";
  answer("/api/v1/apps/0oa1",
         R"({"id":"0oa1","orn":"orn:okta:idp:00o1:apps:x:0oa1","licensing":)" +
             licensing + R"(,"universalLogout":)" + logout +
             R"(,"expressConfiguration":)" + express + "}");
  CHECK(db.rows("SELECT orn, licensing, universalLogout, expressConfiguration "
                "FROM apps WHERE id = '0oa1'") ==
        Rows{{"orn:okta:idp:00o1:apps:x:0oa1", licensing, logout, express}});
  CHECK(db.value("SELECT json_extract(json_object('l', licensing), "
                 "'$.l.seatCount') FROM apps WHERE id = '0oa1'") == "5");
}

}  // namespace
}  // namespace idp::test::raw_test
