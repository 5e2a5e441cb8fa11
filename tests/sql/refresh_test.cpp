// refresh_test.cpp - what a refresh saves is what the provider has, and what
// its history says is what happened.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <random>

#include "support/inventory.h"
#include "support/inventory_changes.h"
#include "support/pages.h"
#include "support/slashid.h"

namespace idp::test::refresh_test {
namespace {

TEST_CASE_FIXTURE(InventoryFixture, "every row is saved, column by column") {
  const json::Tree told = refresh();
  CHECK(number(told, "refresh") == 1);
  CHECK(number(told, "added") == number(told, "rows"));
  CHECK(number(told, "calls") == simulator.requests());
  check_equal();
  // NOCASE as the provider has it, and types.
  const std::string login = file.value("SELECT login FROM users LIMIT 1");
  CHECK(file.rows("SELECT 1 FROM saved_users WHERE login = upper(" +
                  literal(login) + ")")
            .size() == 1);
  CHECK(file.rows("SELECT state, user <> '', host <> '', pid > 0, ended >= "
                  "started, calls, message FROM saved_refreshes") ==
        Rows{{"complete", "1", "1", "1", "1",
              std::to_string(number(told, "calls")),
              "oauth_tokens of " + host +
                  ": without those of apps that Okta hides or the admin role "
                  "leaves out"}});
  std::ifstream bytes(path, std::ios::binary);
  const std::string all{std::istreambuf_iterator<char>(bytes), {}};
  CHECK(has(all, ids.user));
  CHECK_FALSE(has(all, Simulator::kToken));
}

TEST_CASE_FIXTURE(InventoryFixture, "a refresh sends the calls of the scan") {
  const long before = simulator.requests();
  for (const std::string& table : kSavedTables) {
    static_cast<void>(file.rows("SELECT * FROM " + table));
  }
  const long of_scan = simulator.requests() - before;
  // A scan lists the users again for each table that is read by them.
  CHECK(number(refresh(), "calls") <= of_scan);
}

TEST_CASE_FIXTURE(InventoryFixture, "what has not changed costs nothing") {
  static_cast<void>(refresh());
  file.rows("PRAGMA wal_checkpoint(TRUNCATE)");
  const std::string pages = file.value("PRAGMA page_count");
  const json::Tree told = refresh();
  CHECK(number(told, "refresh") == 2);
  CHECK(number(told, "added") + number(told, "changed") +
            number(told, "removed") ==
        0);
  for (const std::string& table : kSavedTables) {
    CHECK(file.value("SELECT count(*) FROM saved_" + table +
                     "_history WHERE came <> 1 OR gone IS NOT NULL") == "0");
  }
  CHECK(file.value("PRAGMA page_count") == pages);
}

// An admin at work: something goes, changes, or all comes back.
void change(InventoryFixture& org, std::minstd_rand& random) {
  const Org now(org.simulator);
  if (random() % 8 == 0) return org.simulator.reset();
  const std::string user =
      now.users()[random() % now.users().size()].text("id");
  const std::string path = "/api/v1/users/" + user;
  switch (random() % 4) {
    case 0:
      return org.simulator.act("DELETE", path + "/grants");
    case 1:
      return org.simulator.set_login(
          user, "x" + std::to_string(random()) + "@example.com");
    case 2: {
      const auto& token = now.tokens()[random() % now.tokens().size()];
      return org.simulator.act(
          "DELETE", "/api/v1/users/" + token.text("userId") + "/clients/" +
                        token.text("clientId") + "/tokens/" + token.text("id"));
    }
    default:
      return org.simulator.act("DELETE", path);  // deactivated, then deleted
  }
}

TEST_CASE_FIXTURE(InventoryFixture, "the history is what happened") {
  std::minstd_rand random(7);
  std::map<std::string, Snapshot> before;
  for (int number_of = 1; number_of <= 12; ++number_of) {
    INFO("refresh " << number_of);
    REQUIRE(number(refresh(), "refresh") == number_of);
    for (const Keyed& of : kKeyed) {
      INFO(of.table);
      CHECK(check_changes(*this, of, number_of, before[of.table]) ==
            snapshot(*this, of));
    }
    for (int i = 0; i < 5; ++i) change(*this, random);
  }
}

TEST_CASE_FIXTURE(InventoryFixture,
                  "other orgs of the file keep their rows as they are") {
  const Simulator other({"--users", "9", "--seed", "5"});
  file.rows(
      "SELECT idp_configure('" +
      json::text_of({json::Object{
          {"orgs",
           {json::Array{{json::Object{{"subdomain", {"here"}},
                                      {"orgUrl", {simulator.url()}},
                                      {"token", {Simulator::kToken}}}},
                        {json::Object{{"subdomain", {"there"}},
                                      {"orgUrl", {other.url()}},
                                      {"token", {Simulator::kToken}}}}}}}}}) +
      "')");
  static_cast<void>(refresh(R"('main', '{"orgs": ["here", "there"]}')"));
  const Rows there =
      file.rows("SELECT * FROM saved_grants_history WHERE subdomain = 'there'");
  CHECK(file.value("SELECT count(*) FROM saved_users WHERE subdomain = "
                   "'there'") == "9");
  simulator.act("DELETE", user_path + "/grants");
  CHECK(number(refresh(R"('main', '{"orgs": ["here"]}')"), "removed") > 0);
  CHECK(file.rows("SELECT * FROM saved_grants_history WHERE subdomain = "
                  "'there'") == there);
}

TEST_CASE("without a default org one has to be named") {
  const Simulator one, other;
  const Home home;
  Database db(home / "inventory.db");
  db.configure(
      {{"orgs",
        {json::Array{{json::Object{{"subdomain", {"a"}},
                                   {"orgUrl", {one.url()}},
                                   {"token", {Simulator::kToken}}}},
                     {json::Object{{"subdomain", {"b"}},
                                   {"orgUrl", {other.url()}},
                                   {"token", {Simulator::kToken}}}}}}}});
  db.refuses("SELECT idp_refresh()",
             {"idp_refresh: which org is meant", "'a'", "'b'", "\"orgs\""});
  db.refuses(R"(SELECT idp_refresh('main', '{"orgs": ["c"]}'))", {"'c'"});
}

TEST_CASE_FIXTURE(InventoryFixture,
                  "an attached file, whatever it is called and has in it") {
  const std::string second = home / "it's \"second\".db";
  db.rows("ATTACH " + literal(second) + " AS \"the \"\"inv'\"");
  db.rows("CREATE TABLE \"the \"\"inv'\".users(id, login)");
  static_cast<void>(db.value("SELECT idp_refresh('the \"inv''')"));
  CHECK(db.value("SELECT count(*) FROM \"the \"\"inv'\".saved_users") == "30");
  CHECK(db.value("SELECT count(*) FROM \"the \"\"inv'\".users") == "0");
  // From decision to act: the live tables decide what is revoked.
  db.rows(
      "DELETE FROM grants WHERE userId IN (SELECT userId FROM saved_grants "
      "WHERE userId = " +
      literal(ids.user) + ")");
  CHECK(Org(simulator).grant_ids(ids.user).empty());
}

TEST_CASE_FIXTURE(InventoryFixture, "every example of its page runs") {
  refresh();
  for (std::string sql :
       sql_blocks(text_of(IDP_SOURCE_DIR "/docs/inventory.md"))) {
    sql = replace_all(sql, "'inventory.db'", literal(path));
    INFO(sql);
    file.rows(sql);
  }
}

TEST_CASE_FIXTURE(SlashIdFixture,
                  "a provider whose orgs are called otherwise") {
  const Home home;
  Database file(home / "inventory.db");
  configure_slashid(file, simulator);
  static_cast<void>(file.value("SELECT idp_refresh()"));
  CHECK(file.rows("SELECT client_id, org_id, public, scopes FROM "
                  "saved_slashid_oauth2_clients ORDER BY 1") ==
        file.rows("SELECT client_id, org_id, public, scopes FROM "
                  "slashid_oauth2_clients ORDER BY 1"));
}

}  // namespace
}  // namespace idp::test::refresh_test
