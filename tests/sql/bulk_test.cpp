// bulk_test.cpp - one call for a whole list, where that is provably the same as
// a call for each row of it.
//
// The rule stands in src/run/whole_lists.h: the statement read that very list,
// from its first page to its end, asked nothing beside the path, selected every
// row that was not staged before, looked at nothing but the org and the path's
// parameters, there are two rows or more, and none was taken back. Each test
// below breaks one part of it, and row by row is what follows.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/client.h"

namespace idp::test::bulk_test {
namespace {

struct Fixture : ClientFixture {
  using ClientFixture::ClientFixture;

  // The calls that revoked, since it was asked last.
  std::vector<std::string> revoked() {
    std::vector<std::string> calls = db.sent();
    std::erase_if(calls, [](auto& c) { return !c.starts_with("DELETE "); });
    std::ranges::sort(calls);
    return calls;
  }
  std::vector<std::string> each(const std::vector<std::string>& all) const {
    std::vector<std::string> calls;
    calls.reserve(all.size());
    for (const std::string& id : all) {
      calls.push_back("DELETE " + tokens_path + "/" + id);
    }
    return calls;
  }
  std::vector<std::string> whole() const { return {"DELETE " + tokens_path}; }
};

TEST_CASE_FIXTURE(Fixture, "a whole list goes in one call") {
  struct Case {
    std::string sql, path;
  };

  const Case cases[] = {
      {"DELETE FROM oauth_tokens" + client, tokens_path},
      {"DELETE FROM clienttokens" + client, tokens_path},
      {"DELETE FROM grants" + client,
       user_path + "/clients/" + ids.client + "/grants"},
      {"DELETE FROM grants" + user, user_path + "/grants"},
      // What is the same for all rows of the list decides nothing.
      {"DELETE FROM oauth_tokens" + client + "AND userId > '' AND 1",
       tokens_path},
      {"DELETE FROM oauth_tokens" + client +
           "AND subdomain = " + literal(simulator.subdomain()),
       tokens_path},
      {"DELETE FROM oauth_tokens WHERE clientId = " + literal(ids.client) +
           " AND userId IN (" + literal(ids.user) + ", 'nobody')",
       tokens_path},
      {"CREATE VIRTUAL TABLE temp.w USING oauth_tokens(userId=" +
           literal(ids.user) + ", clientId=" + literal(ids.client) +
           ", writable=1); DELETE FROM w",
       tokens_path},
  };
  for (const Case& c : cases) {
    INFO(c.sql);
    simulator.reset();
    db.rows(c.sql);
    CHECK(revoked() == std::vector<std::string>{"DELETE " + c.path});
    const int changes = sqlite3_changes(db.handle());
    CHECK(changes > 1);
    CHECK(db.value("SELECT count(*) FROM idp_revocations WHERE bulk = 1 AND "
                   "state = 'revoked' AND status = 204") ==
          std::to_string(changes));
    const Org now(simulator);
    CHECK(org.tokens().size() + org.grants().size() - now.tokens().size() -
              now.grants().size() ==
          static_cast<std::size_t>(changes));
  }
}

TEST_CASE_FIXTURE(Fixture, "lists of several users and clients, each in one") {
  db.rows("DELETE FROM oauth_tokens" + user);
  const auto calls = revoked();
  const std::string rows = std::to_string(sqlite3_changes(db.handle()));
  CHECK(rows == std::to_string(4 * calls.size()));
  db.rows("DELETE FROM grants WHERE userId IN (SELECT id FROM users)");
  const std::vector<std::string> of_grants = revoked();
  CHECK(of_grants.size() <= 20);
  CHECK(std::ranges::all_of(
      of_grants, [](auto& call) { return call.ends_with("/grants"); }));
  CHECK(Org(simulator).grants().empty());
}

TEST_CASE_FIXTURE(Fixture,
                  "row by row where the WHERE looks at anything else") {
  const std::string alike = "oauth_tokens.id";
  for (const std::string& more : std::vector<std::string>{
           "AND status = 'ACTIVE'", "AND lastUpdated > '2000'", "AND id <> ''",
           "AND tokenId <> ''", "AND (id = 'x' OR scopes > '')",
           "AND _key <> ''", "AND \"limit\" = 200", "AND \"limit\" = 2",
           "AND expand = 'scope'",
           "AND EXISTS (SELECT 1 WHERE " + alike + " <> '')",
           "AND id IN (SELECT id FROM oauth_tokens" + client + ")",
           "AND _key IN (SELECT _key FROM oauth_tokens" + client + ")"}) {
    simulator.reset();
    const std::string sql = "DELETE FROM oauth_tokens" + client + more;
    INFO(sql);
    db.rows(sql);
    CHECK(revoked() == each(tokens));
    CHECK(sqlite3_changes(db.handle()) == 4);
    CHECK(left().empty());
  }
  // Asked for by the table itself.
  simulator.reset();
  db.rows("CREATE VIRTUAL TABLE temp.w USING oauth_tokens(userId=" +
          literal(ids.user) + ", clientId=" + literal(ids.client) +
          ", \"limit\"=200, writable=1); DELETE FROM w");
  CHECK(revoked() == each(tokens));
  // A parameter of the list that is none of its path.
  const std::string scope =
      db.value("SELECT scopeId FROM grants" + user + "LIMIT 1");
  db.rows("DELETE FROM grants" + user + "AND scopeId = " + literal(scope));
  for (const std::string& call : revoked()) {
    CHECK(has(call, "/grants/"));
  }
  CHECK_FALSE(Org(simulator).grant_ids(ids.user).empty());
}

TEST_CASE_FIXTURE(Fixture, "DELETE ... LIMIT revokes as many, and lists once") {
  if (!has_sql(kDeleteLimit)) return;
  for (const std::string limit : {"LIMIT 100", "LIMIT -1"}) {
    db.rows("DELETE FROM oauth_tokens" + client + limit);
    CHECK(revoked() == each(tokens));
    simulator.reset();
  }
  db.rows("DELETE FROM oauth_tokens" + client + "ORDER BY id LIMIT 2 OFFSET 1");
  const auto calls = db.sent();
  CHECK(std::ranges::count_if(
            calls, [](auto& call) { return call.starts_with("GET "); }) == 1);
  CHECK(left() == std::vector<std::string>{tokens[0], tokens[3]});
  CHECK(sqlite3_changes(db.handle()) == 2);
}

TEST_CASE_FIXTURE(Fixture, "row by row after a start in the middle") {
  db.rows("SELECT id FROM oauth_tokens" + client + "AND \"limit\" = 2");
  const std::string after = literal(cursor_of(db.sent().back()));
  const std::string rest = client + "AND after = " + after;
  const auto found = sorted(db.rows("SELECT id FROM oauth_tokens" + rest));
  CHECK(found.size() == 2);
  db.rows("DELETE FROM oauth_tokens" + rest);
  CHECK(revoked() == each(found));
}

TEST_CASE_FIXTURE(Fixture, "what was staged before goes with its list") {
  db.rows("BEGIN; DELETE FROM clienttokens" + client +
          "AND id = " + literal(tokens[1]) + "; SAVEPOINT a; DELETE FROM " +
          "oauth_tokens" + client);
  CHECK(db.rows("SELECT count(*), count(DISTINCT call) FROM idp_revocations") ==
        Rows{{"4", "1"}});
  db.rows("ROLLBACK TO a; COMMIT");
  CHECK(revoked() == each({tokens[1]}));
  db.rows("BEGIN; DELETE FROM clienttokens" + client +
          "AND id = " + literal(tokens[0]) + "; DELETE FROM oauth_tokens" +
          client + "; COMMIT");
  CHECK(revoked() == whole());
  CHECK(left().empty());
}

TEST_CASE_FIXTURE(Fixture, "row by row where rows came from another list") {
  db.configure({{"route", "apps"}});
  db.rows("DELETE FROM oauth_tokens" + user);
  for (const std::string& call : revoked()) {
    CHECK(has(call, "/tokens/"));
  }
  CHECK(left().empty());
}

TEST_CASE_FIXTURE(Fixture, "a statement's rows don't count for another's") {
  // The first statement has read the list to its end, and is still open.
  sqlite3_stmt* open = nullptr;
  const std::string sql = "SELECT _key FROM oauth_tokens" + client;
  REQUIRE(sqlite3_prepare_v2(db.handle(), sql.c_str(), -1, &open, nullptr) ==
          SQLITE_OK);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    REQUIRE(sqlite3_step(open) == SQLITE_ROW);
  }
  db.rows("DELETE FROM oauth_tokens" + client + "AND status = 'ACTIVE'");
  sqlite3_finalize(open);
  CHECK(revoked() == each(tokens));
}

TEST_CASE_FIXTURE(Fixture, "row by row after a DELETE that failed") {
  // All rows of the list are selected, but staging them is refused.
  db.rows("BEGIN");
  db.configure({{"max_revocations", 3}});
  db.error("DELETE FROM oauth_tokens" + client);
  db.configure({{"max_revocations", 4}});
  db.rows("DELETE FROM oauth_tokens" + client + "AND id > ''; COMMIT");
  CHECK(revoked() == each(tokens));
}

TEST_CASE_FIXTURE(Fixture, "ROLLBACK TO takes back a whole list") {
  db.rows("BEGIN; SAVEPOINT a; DELETE FROM oauth_tokens" + client +
          "; ROLLBACK TO a; DELETE FROM oauth_tokens" + client +
          "AND id = " + literal(tokens[0]) + "; COMMIT");
  CHECK(revoked() == each({tokens[0]}));
  db.rows("BEGIN; SAVEPOINT a; DELETE FROM oauth_tokens" + client +
          "; RELEASE a; COMMIT");
  CHECK(revoked() == whole());
}

TEST_CASE_FIXTURE(Fixture, "bulk_revoke off, and a list of one row") {
  db.configure({{"bulk_revoke", "off"}});
  db.rows("DELETE FROM oauth_tokens" + client);
  CHECK(revoked() == each(tokens));
  db.configure({{"bulk_revoke", "on"}});
  simulator.reset();
  db.rows("DELETE FROM oauth_tokens" + client + "AND id > " +
          literal(tokens[0]));
  revoked();
  const auto last = left();
  CHECK(last.size() == 1);
  db.rows("DELETE FROM oauth_tokens" + client);
  CHECK(revoked() == each(last));
}

TEST_CASE("row by row where the provider may have forgotten a page") {
  Fixture f("201");
  // The first page is full, and has no link to the next one.
  f.simulator.fail({.path = "*/tokens", .missing_next = true});
  f.db.rows("DELETE FROM oauth_tokens" + f.client);
  CHECK(f.revoked().size() == 200);
  CHECK(f.left().size() == 1);
  // Whole, it goes in one call, however many pages it has.
  f.simulator.reset();
  f.db.rows("DELETE FROM oauth_tokens" + f.client);
  CHECK(f.revoked() == f.whole());
  CHECK(sqlite3_changes(f.db.handle()) == 201);
  CHECK(f.left().empty());
}

// A last page that is full is read again, with a row fewer: then another page
// has to have that row, and no other.
TEST_CASE("a last page that is full is proven to be the last one") {
  Fixture f("400");
  f.db.sent();
  f.db.rows("DELETE FROM oauth_tokens" + f.client);
  const auto calls = f.db.sent();
  CHECK(calls.back() == f.whole().front());
  CHECK(calls.size() == 2 + 2 + 1);
  CHECK(sqlite3_changes(f.db.handle()) == 400);
  CHECK(f.db.value("SELECT count(*) FROM oauth_tokens" + f.client) == "0");
  f.db.sent();
  f.db.rows("DELETE FROM grants" + f.user);  // a page that is not full
  CHECK(f.db.sent().size() == 2);
}

TEST_CASE("row by row where a full page may not be the last one") {
  Fixture f("200");
  const std::vector<std::vector<Fault>> cases = {
      // It has no link, however it is asked.
      {{.path = "*/tokens", .times = kAlways, .missing_next = true}},
      {{.query = "*limit=199*", .status = 403}},
      {{.query = "*after=*limit=199*", .body = "no JSON"}},
      {{.query = "*limit=199*", .times = kAlways, .short_page = true}},
      {{.query = "*limit=199*", .times = kAlways, .spurious_next = true}}};
  for (const auto& faults : cases) {
    f.simulator.reset();
    f.simulator.fail_all(faults);
    INFO(document_of(faults));
    f.db.rows("DELETE FROM oauth_tokens" + f.client);
    CHECK(f.revoked().size() == 200);
    CHECK(f.db.value("SELECT count(*) FROM oauth_tokens" + f.client) == "0");
  }
}

TEST_CASE("a page that can't be read leaves nothing staged") {
  Fixture f("201");
  f.simulator.fail({.query = "*after=*", .times = kAlways, .status = 500});
  f.db.rows("BEGIN");
  f.db.error("DELETE FROM oauth_tokens" + f.client);
  CHECK(f.db.value("SELECT count(*) FROM idp_revocations") == "0");
  f.db.rows("COMMIT");
  CHECK(f.revoked().empty());
}

}  // namespace
}  // namespace idp::test::bulk_test
