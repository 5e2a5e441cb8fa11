// orgs_test.cpp - several orgs in one connection and in one statement, each
// with its own credential.
#include <doctest/doctest.h>

#include <list>

#include "support/service_app.h"

namespace idp::test::orgs_test {
namespace {

// What a simulator received, byte by byte.
std::string bytes_of(const Simulator& simulator) {
  std::string bytes;
  const json::Tree connections = simulator.get("/_sim/received");
  for (const json::Tree& connection : connections.items()) {
    bytes += connection.text("bytes");
  }
  return bytes;
}

// Orgs with API tokens of their own, named one, two …
struct ApiTokenOrg {
  explicit ApiTokenOrg(const std::string& org_name, const std::string& users)
      : name(org_name),
        token("00token-of-" + org_name),
        simulator({"--users", users, "--record", "on", "--token", token,
                   "--seed", users}) {}

  std::string settings() const {
    return R"({"orgUrl": ")" + simulator.url() + R"(", "subdomain": ")" + name +
           R"(", "token": ")" + token + "\"}";
  }

  std::string name, token;
  Simulator simulator;
};

std::string list(const std::string& one, const std::string& two) {
  return R"({"orgs": [)" + one + ", " + two + "]}";
}

void configure(Database& db, const std::string& settings) {
  db.rows("SELECT idp_configure(" + literal(settings) + ")");
}

TEST_CASE("an IN list and a join go through several orgs") {
  const ApiTokenOrg one("one", "5"), two("two", "7");
  Database db;
  configure(db, list(one.settings(), two.settings()));
  CHECK(db.rows("SELECT subdomain, count(*) FROM users WHERE subdomain IN "
                "('one', 'two') GROUP BY 1") ==
        Rows{{"one", "5"}, {"two", "7"}});
  CHECK(db.rows("SELECT a.subdomain, b.subdomain, count(*) FROM users a JOIN "
                "users b WHERE a.subdomain = 'one' AND b.subdomain = 'two'") ==
        Rows{{"one", "two", "35"}});
  CHECK(db.value("SELECT count(DISTINCT subdomain) FROM users WHERE subdomain "
                 "IN (SELECT subdomain FROM idp_orgs)") == "2");
  // The fan-out, too, stays within each org.
  const Org first(one.simulator), second(two.simulator);
  CHECK(db.value("SELECT count(*) FROM grants WHERE subdomain IN ('one', "
                 "'two')") ==
        std::to_string(first.grants().size() + second.grants().size()));
  for (const auto* org : {&one, &two}) {
    const std::string bytes = bytes_of(org->simulator);
    CHECK(has(bytes, "Authorization: SSWS " + org->token));
    CHECK_FALSE(has(bytes, (org == &one ? two : one).token));
  }
}

TEST_CASE("without a default the error names the orgs") {
  const ApiTokenOrg one("one", "5"), two("two", "7");
  Database db;
  configure(db, list(one.settings(), two.settings()));
  const std::string error = db.error("SELECT * FROM users");
  CHECK(
      error.starts_with("users: which org is meant? There are 'one' (by "
                        "idp_configure()), 'two' (by idp_configure())"));
  CHECK(has(error, "\"default\": true"));
  CHECK(one.simulator.requests() + two.simulator.requests() == 0);
  // An org that is added alone becomes the default, and replaces its like.
  configure(db, two.settings());
  CHECK(db.value("SELECT count(*) FROM users") == "7");
  CHECK(db.rows("SELECT subdomain, is_default FROM idp_orgs") ==
        Rows{{"one", "0"}, {"two", "1"}});
  CHECK(db.value("SELECT count(*) FROM users WHERE subdomain = 'one'") == "5");
}

TEST_CASE("a DELETE revokes in the org that it names") {
  const ApiTokenOrg one("one", "20"), two("two", "20");
  Database db;
  configure(db, list(one.settings(), two.settings()));
  const Ids ids = Org(two.simulator).first();
  const std::size_t before = Org(one.simulator).grants().size();
  db.rows("DELETE FROM grants WHERE subdomain = 'two' AND userId = " +
          literal(ids.user));
  CHECK(Org(two.simulator).grant_ids(ids.user).empty());
  CHECK(Org(one.simulator).grants().size() == before);
  CHECK(bytes_of(one.simulator).empty());
}

TEST_CASE("what is staged goes to the org as it was then") {
  const ApiTokenOrg one("one", "20"), two("two", "20");
  Database db;
  configure(db, list(one.settings(), two.settings()));
  const Ids ids = Org(one.simulator).first();
  const std::string where =
      " WHERE subdomain = 'one' AND userId = " + literal(ids.user);
  const std::string staged =
      "idp_configure: revocations in 'one' are staged, so that its URL and "
      "credential can't be changed now. COMMIT or ROLLBACK first.";
  std::string url = one.settings(), token = url;
  url.replace(url.find(one.simulator.url()), one.simulator.url().size(),
              two.simulator.url());
  token.replace(token.find(one.token), one.token.size(), two.token);
  db.rows("BEGIN; DELETE FROM grants" + where);
  for (const std::string& other : {url, token, list(url, two.settings())}) {
    CHECK(db.error("SELECT idp_configure(" + literal(other) + ")") == staged);
  }
  // Neither the same again, nor another org, nor other settings matter.
  configure(db, one.settings());
  configure(db, R"({"parallelism": 2, "max_revocations": 500})");
  configure(db, R"({"orgUrl": "https://acme.okta.com", "token": "T"})");
  db.rows("COMMIT");
  CHECK(Org(one.simulator).grant_ids(ids.user).empty());
  CHECK(bytes_of(two.simulator).empty());
  // Nor while a DELETE chooses its rows: nothing is staged yet.
  const std::string changing = " AND idp_configure(" + literal(url) + ") <> ''";
  CHECK(db.error("DELETE FROM oauth_tokens" + where + changing) == staged);
  CHECK(bytes_of(two.simulator).empty());
  db.rows("BEGIN; DELETE FROM oauth_tokens" + where + "; ROLLBACK");
  configure(db, url);
  CHECK(db.value("SELECT orgUrl FROM idp_orgs WHERE subdomain = 'one'") ==
        two.simulator.url());
}

TEST_CASE("two orgs at one host are told apart by their names alone") {
  const ApiTokenOrg one("one", "5");
  Database db;
  std::string other = one.settings();
  other.replace(other.find("\"one\""), 5, "\"two\"");
  configure(db, list(one.settings(), other));
  CHECK(db.value("SELECT count(*) FROM users WHERE subdomain = 'two'") == "5");
  db.refuses("SELECT * FROM users WHERE subdomain = " +
                 literal(one.simulator.subdomain()),
             {"is the host of several: 'one' (by"});
}

TEST_CASE("lists of orgs that can't be right are refused") {
  Database db;
  const std::string acme =
      R"({"orgUrl": "https://acme.okta.com", "token": "T"})";
  const std::string marked =
      R"({"orgUrl": "https://b.okta.com", "token": "T", "default": true})";
  const std::string other =
      R"({"orgUrl": "https://c.okta.com", "token": "T", "default": true})";
  CHECK(db.error("SELECT idp_configure(" + literal(list(acme, acme)) + ")") ==
        "idp_configure: there are two orgs of the name \"acme\".");
  CHECK(
      db.error("SELECT idp_configure(" + literal(list(marked, other)) + ")") ==
      "idp_configure: there are two default orgs, \"b\" and \"c\".");
  CHECK(db.error(R"(SELECT idp_configure('{"orgs": [{"orgUrl": "https://a.com",
                 "token": "T", "default": 1}]}'))") ==
        "idp_configure: \"default\" must be true or false.");
  CHECK(db.rows("SELECT * FROM idp_orgs").empty());
}

TEST_CASE("idp_orgs is not for views, and shows all but secrets") {
  const ServiceAppFixture app;
  Database db;
  app.configure(db, R"("scopes": "okta.users.read, okta.apps.read")");
  CHECK(db.rows("SELECT * FROM idp_orgs") ==
        Rows{{"okta", app.simulator.subdomain(), app.simulator.url(), "1",
              "service app", ServiceAppFixture::kClient,
              "okta.users.read okta.apps.read", "idp_configure()"}});
  db.rows("CREATE TEMP VIEW mine AS SELECT * FROM idp_orgs");
  db.refuses("CREATE VIEW v AS SELECT * FROM idp_orgs; SELECT * FROM v",
             {"unsafe use of virtual table"});
}

// Two API tokens, two service apps (one with DPoP), one access token.
TEST_CASE("one statement over five orgs, with credentials of three kinds") {
  const ApiTokenOrg one("one", "5"), two("two", "7");
  AppAtOrg with_dpop;
  with_dpop.dpop = true;
  const ServiceAppFixture three({}, {"--users", "11"});
  const ServiceAppFixture four(with_dpop, {"--users", "13"});
  ServiceAppFixture five({}, {"--users", "17"});
  five.db.rows("SELECT count(*) FROM users");
  const std::string access =
      five.received("Authorization: Bearer ", "\r").at(0);

  Database db;
  configure(db, list(one.settings(), two.settings()));
  three.configure(db, R"("subdomain": "three")");
  four.configure(db, R"("subdomain": "four")");
  configure(db, R"({"subdomain": "five", "orgUrl": ")" + five.simulator.url() +
                    R"(", "accessToken": ")" + access + "\"}");
  CHECK(db.rows("SELECT credential, count(*) FROM idp_orgs GROUP BY 1") ==
        Rows{{"API token", "2"}, {"access token", "1"}, {"service app", "2"}});
  CHECK(db.rows("SELECT subdomain, count(*) FROM users WHERE subdomain IN "
                "(SELECT subdomain FROM idp_orgs) GROUP BY 1 ORDER BY 2") ==
        Rows{{"one", "5"},
             {"two", "7"},
             {"three", "11"},
             {"four", "13"},
             {"five", "17"}});

  // Each saw its own credential, and nothing of another one's.
  const std::vector<std::pair<const Simulator*, std::string>> owners = {
      {&one.simulator, one.token},
      {&two.simulator, two.token},
      {&three.simulator, three.received("Authorization: Bearer ", "\r").at(0)},
      {&four.simulator, four.received("Authorization: DPoP ", "\r").at(0)},
      {&five.simulator, access},
  };
  for (const auto& org : owners) {
    const std::string bytes = bytes_of(*org.first);
    for (const auto& other : owners) {
      const bool own = org.first == other.first;
      CHECK((bytes.find(other.second) != bytes.npos) == own);
      CHECK((bytes.find(other.first->subdomain()) != bytes.npos) == own);
    }
  }
}

}  // namespace
}  // namespace idp::test::orgs_test
