// slashid_test.cpp - a second provider: rows in an envelope, pages by offset,
// orgs in a header.
#include "support/slashid.h"

#include <doctest/doctest.h>

#include "support/org.h"
#include "support/program.h"

namespace idp::test::slashid_test {
namespace {

const std::string& kTable = kSlashIdTable;

// The first call is answered with that body.
std::string answered_with(SlashIdFixture& org, const std::string& body) {
  org.simulator.fail({.status = 200, .body = body});
  return org.db.error("SELECT client_id FROM " + kTable);
}

TEST_CASE_FIXTURE(SlashIdFixture, "all documented fields of all clients") {
  const json::Tree dump = simulator.dump();
  const Rows rows = db.rows("SELECT * FROM " + kTable);
  REQUIRE(rows.size() == 7);
  REQUIRE(rows[0].size() == 11);
  const Rows texts = db.rows(
      "SELECT json_object('client_id', client_id, 'client_name', client_name, "
      "'grant_types', grant_types, 'response_types', response_types, 'scopes', "
      "scopes, 'access_token_duration', access_token_duration, "
      "'refresh_token_duration', refresh_token_duration, 'public', "
      "json(CASE WHEN public THEN 'true' ELSE 'false' END), 'redirect_uris', "
      "redirect_uris, "
      "'created_at', created_at, 'last_used', last_used) FROM " +
      kTable);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const json::Tree& client = dump.items("clients")[i];
    const auto shown = json::parse(texts[i][0]);
    REQUIRE(shown.ok());
    for (const json::Member& member : shown->members()) {
      const json::Tree* expected = client.find(member.name);
      INFO(member.name);
      if (expected == nullptr) {
        CHECK(std::holds_alternative<Null>(member.value.value));
      } else {
        CHECK(member.value.value.index() == expected->value.index());
        CHECK(member.value.text() == expected->text());
        CHECK(member.value.items().size() == expected->items().size());
      }
    }
  }
  CHECK(db.value("SELECT response_types FROM " + kTable +
                 " WHERE json_extract(response_types, '$[1][1]') = 'id_token' "
                 "LIMIT 1") == R"([["code"],["code","id_token"]])");
}

TEST_CASE_FIXTURE(SlashIdFixture, "the org is in a header, and in org_id") {
  CHECK(db.value("SELECT DISTINCT org_id FROM " + kTable) == kSlashIdOrg);
  CHECK(db.rows("SELECT 1 FROM " + kTable +
                " WHERE org_id = " + literal(kSlashIdOrg))
            .size() == 7);
  const std::string other = "00000000-7ce7-4548-8b30-4cd59cb2aba1";
  db.refuses("SELECT 1 FROM " + kTable + " WHERE org_id = " + literal(other),
             {"no credential is configured for"});
  for (const std::string& call : simulator.calls()) {
    CHECK(call == "GET /oauth2/clients");
  }
}

TEST_CASE_FIXTURE(SlashIdFixture, "one client, and one that is not there") {
  const auto ids = client_ids(simulator);
  CHECK(db.value("SELECT client_id FROM " + kTable +
                 " WHERE client_id = " + literal(ids[3])) == ids[3]);
  CHECK(simulator.calls().back() == "GET /oauth2/clients/" + ids[3]);
  CHECK(db.rows("SELECT 1 FROM " + kTable +
                " WHERE client_id = " + literal(kSlashIdOrg))
            .empty());
}

TEST_CASE("pages are asked for where the answer says that there are more") {
  for (const std::string page : {"3", "6", "7", "1"}) {
    SlashIdFixture paged({"--clients", "7", "--slashid-page", page});
    std::vector<std::string> ids;
    for (const auto& row : paged.db.rows("SELECT client_id FROM " + kTable)) {
      ids.push_back(row[0]);
    }
    INFO(page);
    CHECK(ids == client_ids(paged.simulator));
    const auto calls = paged.simulator.calls();
    CHECK(calls.front() == "GET /oauth2/clients");
    const std::size_t size = std::stoul(page);
    REQUIRE(calls.size() == (7 + size - 1) / size);
    if (calls.size() > 1) {
      CHECK(calls[1] ==
            "GET /oauth2/clients?limit=" + page + "&offset=" + page);
    }
  }
  SlashIdFixture lazy({"--clients", "7", "--slashid-page", "3"});
  CHECK(lazy.db.rows("SELECT 1 FROM " + kTable + " LIMIT 2").size() == 2);
  CHECK(lazy.simulator.calls().size() == 1);
}

TEST_CASE("a list that contradicts itself fails the query") {
  const std::string pagination =
      R"({"meta": {"pagination": {"limit": 1, "offset": )";
  struct Case {
    std::string body, text;
  };
  const Case cases[] = {
      {R"({"result": []})", "no number of rows in meta.pagination.total_count"},
      {R"({"meta": {}, "result": [{"client_id": "a"}]})", "no number of rows"},
      {pagination + R"(0, "total_count": -1}}, "result": []})",
       "no number of rows"},
      {pagination + R"(0, "total_count": "2"}}, "result": []})",
       "no number of rows"},
      {pagination + R"(0, "total_count": 1e3}}, "result": []})",
       "no number of rows"},
      {pagination + R"(1, "total_count": 2}}, "result": [{"client_id": "a"}]})",
       "does not begin behind row 0"},
      {pagination + R"(0, "total_count": 2}}, "result": []})",
       "ends behind row 0, but the answer says that it has 2"},
      // The second page is the real one, which has 7.
      {pagination +
           R"(0, "total_count": 99}}, "result": [{"client_id": "a"}]})",
       "changed from 99 to 7 rows while it was read; run the statement again"},
      // The simulator gives all, whatever the offset.
      {pagination + R"(0, "total_count": 7}}, "result": [{"client_id": "a"}]})",
       "does not begin behind row 1"},
      {pagination + R"(0, "total_count": 0}}})", "no member \"result\""},
      {pagination + R"(0, "total_count": 0}}, "result": {}})",
       "expected an array, got an object"},
      {R"([])", "expected an object, got an array"},
  };
  SlashIdFixture org;
  for (const Case& c : cases) {
    const std::string error = answered_with(org, c.body);
    INFO(c.body << "\n" << error);
    CHECK(has(error,
              kTable + ": GET " + org.simulator.url() + "/oauth2/clients"));
    CHECK(has(error, c.text));
  }
}

TEST_CASE_FIXTURE(SlashIdFixture, "errors have the provider's own words") {
  simulator.fail_all({{.status = 400},
                      {.status = 404},
                      {.status = 404,
                       .body = "404 page not found",
                       .content_type = "text/plain"}});
  const std::string select = "SELECT client_id FROM " + kTable;
  db.refuses(select, {" answered 400 \"simulated fault\". See "});
  db.refuses(select, {" answered 404 \"simulated fault\". "});
  const std::string one =
      select + " WHERE client_id = " + literal(client_ids(simulator)[0]);
  db.refuses(one, {" answered 404. This is not the provider's"});
  db.configure({{"provider", "slashid"},
                {"orgId", kSlashIdOrg},
                {"orgUrl", simulator.url()},
                {"token", "the-wrong-key"}});
  const std::string refused =
      db.refuses(select, {" answered 401 \"invalid API key\". "});
  CHECK_FALSE(has(refused, "the-wrong-key"));
}

TEST_CASE_FIXTURE(SlashIdFixture, "a client is deleted by its id only") {
  const auto ids = client_ids(simulator);
  for (const std::string& where : {std::string(), std::string(" WHERE public"),
                                   " WHERE org_id = " + literal(kSlashIdOrg)}) {
    db.refuses("DELETE FROM " + kTable + where,
               {"this DELETE names no client_id, so it would go through "
                "the whole org; nothing was revoked. Name one, or all of "
                "them by a subquery: WHERE client_id IN (SELECT client_id "
                "FROM slashid_oauth2_clients)."});
  }
  CHECK(client_ids(simulator) == ids);
  db.rows("DELETE FROM " + kTable + " WHERE client_id = " + literal(ids[2]));
  db.rows("DELETE FROM " + kTable +
          " WHERE client_id IN (SELECT client_id "
          "FROM " +
          kTable + " WHERE client_id IN (" + literal(ids[0]) + ", " +
          literal(ids[6]) + "))");
  CHECK(client_ids(simulator) ==
        std::vector<std::string>{ids[1], ids[3], ids[4], ids[5]});
  CHECK(simulator.requests("DELETE /oauth2/clients/{id}") == 3);
  // What is gone already is no row, and no error.
  db.rows("DELETE FROM " + kTable + " WHERE client_id = " + literal(ids[2]));
  CHECK(simulator.requests("DELETE /oauth2/clients/{id}") == 3);
  db.rows("BEGIN; DELETE FROM " + kTable +
          " WHERE client_id = " + literal(ids[1]));
  CHECK(db.rows("SELECT 1 FROM " + kTable).size() == 3);
  db.rows("ROLLBACK");
  CHECK(db.rows("SELECT 1 FROM " + kTable).size() == 4);
}

// Two orgs at the same server: only the header tells them apart.
TEST_CASE_FIXTURE(SlashIdFixture,
                  "no answer of one org is shown as another's") {
  db.configure({{"cache_ttl", 3600}});
  CHECK(db.rows("SELECT 1 FROM " + kTable).size() == 7);
  configure_slashid(db, simulator, "00000000-7ce7-4548-8b30-4cd59cb2aba1");
  db.refuses("SELECT 1 FROM " + kTable,
             {"answered 403 \"the API key is not of this organization\". The "
              "token (from idp_configure()) may not do this: check that it "
              "belongs to '00000000-7ce7-4548-8b30-4cd59cb2aba1'."});
}

TEST_CASE_FIXTURE(OrgFixture, "two providers in one statement") {
  Simulator slashid(slashid_flags({"--clients", "7", "--record", "on"}));
  configure_slashid(db, slashid);
  CHECK(db.value("SELECT (SELECT count(*) FROM users) || ' ' || "
                 "(SELECT count(*) FROM slashid_oauth2_clients)") == "20 7");
  const std::string join =
      "SELECT count(*) FROM users u, slashid_oauth2_clients c "
      "WHERE u.id <> c.client_id";
  CHECK(db.value(join) == "140");
  // Each got its own credential and no other header of one.
  const auto received = slashid.get("/_sim/received");
  std::string all;
  for (const json::Tree& one : received.items()) all += one.text("bytes");
  INFO(all);
  CHECK(has(all, "SlashID-OrgID: " + kSlashIdOrg));
  CHECK(has(all, "SlashID-API-Key: " + Simulator::kToken));
  CHECK_FALSE(has(all, "SSWS"));
  CHECK_FALSE(has(all, "Authorization"));
  CHECK(simulator.requests("GET /oauth2/clients") == 0);
}

}  // namespace
}  // namespace idp::test::slashid_test
