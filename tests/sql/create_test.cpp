// create_test.cpp - tables that are created, with parameters pinned; and what a
// database file may do with them.
#include <doctest/doctest.h>
#include <unistd.h>

#include "support/org.h"

namespace idp::test::create_test {
namespace {

struct Fixture : OrgFixture {
  std::string subdomain = literal(simulator.subdomain());
  std::string user = literal(ids.user);
};

TEST_CASE_FIXTURE(Fixture, "pinned parameters need not be repeated") {
  db.rows("CREATE VIRTUAL TABLE g USING grants(subdomain=" + subdomain +
          ", userid = " + user + ", \"limit\"=2)");
  CHECK(db.sent().empty());
  CHECK(sorted(db.rows("SELECT id FROM g")) == org.grant_ids(ids.user));
  CHECK(db.sent().front() ==
        "GET /api/v1/users/" + ids.user + "/grants?limit=2");
  CHECK(db.rows("SELECT DISTINCT subdomain, \"limit\", userId FROM g") ==
        Rows{{simulator.subdomain(), "2", ids.user}});
  CHECK(db.plan("SELECT * FROM g") ==
        "SCAN g VIRTUAL TABLE INDEX 0:list: GET https://<subdomain>"
        "/api/v1/users/<userId>/grants?limit=<limit>; calls: 1\n");
}

TEST_CASE_FIXTURE(Fixture, "a WHERE that contradicts a pin selects nothing") {
  db.rows("CREATE VIRTUAL TABLE g USING grants(userId=" + user + ")");
  CHECK(db.rows("SELECT * FROM g WHERE userId = 'somebody else'").empty());
  CHECK(sorted(db.rows("SELECT id FROM g WHERE userId = " + user)) ==
        org.grant_ids(ids.user));
}

TEST_CASE_FIXTURE(Fixture, "arguments that are wrong are refused at CREATE") {
  const std::pair<std::string, std::string> cases[] = {
      {"subdoman='a'",
       "there is no argument subdoman; did you mean subdomain?"},
      {"userId='a', USERID='b'", "the argument userId is given twice"},
      {"userId", "the argument userId can't be read; write name='value'"},
      {"userId='a", ""},
      {"userId='a' 'b'", "can't be read"},
      {"writable=2", "writable must be 0 or 1"},
  };
  for (const auto& [argument, expected] : cases) {
    const std::string error =
        db.error("CREATE VIRTUAL TABLE g USING grants(" + argument + ")");
    INFO(error);
    CHECK(error.find(expected) != error.npos);
  }
  CHECK(db.error("CREATE VIRTUAL TABLE u USING user_clients(writable=1)")
            .find("there is no argument writable") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture,
                  "created tables are read-only unless they say otherwise") {
  db.rows("CREATE VIRTUAL TABLE g USING grants(userId=" + user + ")");
  CHECK(db.error("DELETE FROM g") ==
        "g is read-only. Delete from okta_grants, or create g in temp with "
        "writable=1.");
  db.rows("CREATE VIRTUAL TABLE temp.w USING grants(userId=" + user +
          ", writable=1)");
  db.rows("DELETE FROM w");
  CHECK(Org(simulator).grant_ids(ids.user).empty());
}

TEST_CASE_FIXTURE(Fixture, "no file can bring a table that can be written") {
  db.rows("ATTACH ':memory:' AS other");
  for (const std::string name : {"w", "main.w", "other.w"}) {
    CHECK(db.error("CREATE VIRTUAL TABLE " + name +
                   " USING grants(writable=1)") ==
          "w: writable=1 is for tables in the temp schema only, so that no "
          "database file can bring one: CREATE VIRTUAL TABLE temp.w USING …");
  }
}

TEST_CASE_FIXTURE(Fixture, "views may read created tables, and only those") {
  db.rows("CREATE VIRTUAL TABLE g USING grants(userId=" + user + ")");
  db.rows("CREATE VIEW on_g AS SELECT id FROM g");
  db.rows("CREATE VIEW on_grants AS SELECT id FROM grants WHERE userId = " +
          user);
  CHECK(sorted(db.rows("SELECT * FROM on_g")) == org.grant_ids(ids.user));
  db.refuses("SELECT * FROM on_grants", {"unsafe use of virtual table"});
}

TEST_CASE_FIXTURE(Fixture,
                  "no trigger can revoke, and none can move the token") {
  db.rows("CREATE TABLE bait(x)");
  for (const std::string& body : std::vector<std::string>{
           "DELETE FROM grants WHERE userId = " + user,
           "UPDATE grants SET status = '' WHERE userId = " + user,
           "DELETE FROM bait WHERE x IN (SELECT id FROM users)",
           "INSERT INTO bait SELECT id FROM users",
           "SELECT idp_configure('{}')"}) {
    db.rows(
        "DROP TRIGGER IF EXISTS t; CREATE TRIGGER t AFTER INSERT ON bait "
        "BEGIN " +
        body + "; END");
    const std::string error = db.error("INSERT INTO bait VALUES(1)");
    INFO(error);
    CHECK(error.find("unsafe use of") != error.npos);
  }
  CHECK(Org(simulator).grants().size() == org.grants().size());
}

// Nor where a transaction has revoked before, by what another trigger does, or
// beside rows that the statement itself reads.
TEST_CASE_FIXTURE(Fixture, "no trigger can revoke beside one who may") {
  db.rows(
      "CREATE TABLE bait(x); CREATE TABLE other(x); CREATE TRIGGER t AFTER "
      "INSERT ON bait BEGIN INSERT INTO other VALUES(NEW.x); END;"
      "CREATE TRIGGER u AFTER INSERT ON other WHEN NEW.x <> '' BEGIN DELETE "
      "FROM grants WHERE userId = NEW.x; END");
  db.rows("BEGIN; DELETE FROM grants WHERE id = 'x' AND userId = " + user);
  db.sent();
  for (const std::string& values : std::vector<std::string>{
           "VALUES(" + user + ")", "SELECT id FROM users"}) {
    CHECK(has(db.error("INSERT INTO bait " + values), "unsafe use of"));
  }
  CHECK(db.sent().empty());
  db.rows("COMMIT");
  CHECK(Org(simulator).grants().size() == org.grants().size());
}

TEST_CASE_FIXTURE(Fixture, "created tables live on in a database file") {
  const std::string path = "/tmp/idp-test-" + std::to_string(getpid()) + ".db";
  unlink(path.c_str());
  {
    Database file(simulator, path);
    file.rows("CREATE VIRTUAL TABLE g USING grants(userId=" + user + ")");
  }
  {
    Database file(simulator, path);
    CHECK(sorted(file.rows("SELECT id FROM g")) == org.grant_ids(ids.user));
    file.rows("DROP TABLE g");
  }
  unlink(path.c_str());
}

}  // namespace
}  // namespace idp::test::create_test
