// rare_test.cpp - what few orgs have is read as it is: objects without usual
// fields, fields that are rare, and links in other words.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/copies.h"
#include "support/queries.h"

namespace idp::test::rare_test {
namespace {

struct Rare : OrgFixture {
  Rare() : OrgFixture({"--users", "250", "--rare", "on"}) {}

  std::string count(const std::string& table, const std::string& where) {
    return db.value("SELECT count(*) FROM " + table + " WHERE " + where);
  }
};

bool lacks(const json::Tree& object, const std::string& field) {
  return object.find(field) == nullptr;
}

std::string count_of(const json::Array& objects, auto predicate) {
  return std::to_string(std::ranges::count_if(objects, predicate));
}

TEST_CASE_FIXTURE(Rare, "every table is whole") {
  const std::pair<std::string, const json::Array&> tables[] = {
      {"users", org.users()},
      {"user_clients", org.clients()},
      {"oauth_tokens", org.tokens()},
      {"clienttokens", org.tokens()},
      {"grants", org.grants()}};
  for (const std::string route : {"users", "apps"}) {
    db.configure({{"route", route}});
    for (const auto& entry : tables) {
      const std::string& table = entry.first;
      const json::Array& objects = entry.second;
      INFO(table << " by " << route);
      CHECK(db.rows("SELECT * FROM " + table).size() == objects.size());
      CHECK(count(table, "json_valid(_links) AND json_valid(_raw)") ==
            std::to_string(objects.size()));
    }
  }
}

TEST_CASE_FIXTURE(Rare, "apps that the provider made, and without a mode") {
  CHECK(sorted(db.rows("SELECT name FROM apps WHERE signOnMode IS NULL")) ==
        std::vector<std::string>{"active_directory", "csv_directory_v2"});
  CHECK(count("apps",
              "signOnMode IS NULL AND orn IS NULL AND universalLogout "
              "IS NULL AND client_id IS NULL") == "2");
  CHECK(count("apps", "client_id = 'okta.' || id") == "5");
  CHECK(db.value("SELECT label FROM apps WHERE name = 'saasure'") ==
        "Okta Admin Console");
  CHECK(has(db.sent().back(), "filter=name%20eq%20%22saasure%22"));
  CHECK(db.rows("SELECT licensing, profile FROM apps WHERE name = "
                "'csv_directory_v2'") ==
        Rows{{R"({"seatCount":250})", R"({"owner":"Zoë"})"}});
  CHECK(db.value("SELECT expressConfiguration FROM apps WHERE name = "
                 "'okta_flow_sso'") == R"({"enabledCapabilities":["SSO"]})");
  CHECK(db.value("SELECT json_extract(settings, '$.app.url') = "
                 "'https://bookmark.example.com/' || id FROM apps "
                 "WHERE signOnMode = 'BOOKMARK'") == "1");
}

TEST_CASE_FIXTURE(Rare, "users between two states, and times that are null") {
  const auto changing = count_of(org.users(), [](const json::Tree& user) {
    return !lacks(user, "transitioningToStatus");
  });
  REQUIRE(changing != "0");
  CHECK(count("users", "transitioningToStatus = 'PROVISIONED'") == changing);
  const auto unknown = count_of(org.users(), [](const json::Tree& user) {
    return std::holds_alternative<Null>(user.find("statusChanged")->value);
  });
  REQUIRE(unknown != "0");
  CHECK(count("users", "statusChanged IS NULL") == unknown);
  CHECK(count("users", "status = 'STAGED' AND statusChanged IS NULL") ==
        unknown);
  CHECK(count("users",
              "realmId IS NOT NULL AND json_extract(profile, "
              "'$.costCenter') = 17 AND json_type(profile, "
              "'$.offices') = 'array'") ==
        count_of(org.users(), [](const json::Tree& user) {
          return !lacks(user, "realmId");
        }));
}

TEST_CASE_FIXTURE(Rare, "grants of an admin, which name no user") {
  const auto of_admin = [](const json::Tree& grant) {
    return grant.text("source") == "ADMIN";
  };
  const std::string all = count_of(org.grants(), of_admin);
  const std::string nameless = count_of(
      org.grants(),
      [&](const json::Tree& grant) { return lacks(grant, "clientId"); });
  REQUIRE(nameless != "0");
  // The user is the one whose grants were asked for.
  CHECK(count("grants", "source = 'ADMIN' AND userId IS NOT NULL") == all);
  CHECK(count("grants", "clientId IS NULL") == nameless);
  CHECK(count("grants", "createdBy IS NULL") ==
        count_of(org.grants(), [](const json::Tree& grant) {
          return lacks(grant, "createdBy");
        }));
  CHECK(db.value("SELECT count(*) FROM grants WHERE expand = 'scope' AND "
                 "source = 'ADMIN' AND json_extract(_embedded, '$.scope.id') = "
                 "scopeId") == all);
  db.rows(
      "DELETE FROM grants WHERE userId IN (SELECT id FROM users) AND "
      "source = 'ADMIN'");
  const Org rest(simulator);
  CHECK(count_of(rest.grants(), of_admin) == "0");
  CHECK(std::to_string(org.grants().size() - rest.grants().size()) == all);
}

struct OtherLinks : OrgFixture {
  OtherLinks() : OrgFixture({"--users", "14", "--links", "other"}) {}
};

TEST_CASE_FIXTURE(OtherLinks, "pages by links in other words") {
  CHECK(db.rows("SELECT id FROM users WHERE \"limit\" = 2").size() ==
        org.users().size());
  CHECK(db.sent().size() == 7);
  CHECK(db.rows("SELECT id FROM users WHERE status = 'ACTIVE' AND lastUpdated "
                "> '2020' AND \"limit\" = 2") ==
        db.rows("SELECT id FROM users WHERE status = 'ACTIVE'"));
  CHECK(sorted(db.rows("SELECT id FROM grants WHERE \"limit\" = 1")) ==
        sorted(db.rows("SELECT id FROM grants")));
  CHECK(db.rows("SELECT id FROM apps WHERE \"limit\" = 3") ==
        db.rows("SELECT id FROM apps"));
  LocalCopy copy(db, org);
  Queries generator(3, org);
  for (int i = 0; i < 100; ++i) {
    const std::string query = generator.query();
    INFO(query);
    CHECK(db.rows(LocalCopy::ours(query)) == db.rows(LocalCopy::local(query)));
  }
}

}  // namespace
}  // namespace idp::test::rare_test
