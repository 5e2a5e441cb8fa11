// visible_test.cpp - tables where programs look for them, and under names that
// no other program's tables have.
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "support/home.h"
#include "support/org.h"
#include "support/program.h"

namespace idp::test::visible_test {
namespace {

struct Fixture : OrgFixture {
  std::string user = literal(ids.user);

  std::string names(const std::string& schema) {
    return db.value("SELECT group_concat(name) FROM (SELECT name FROM " +
                    schema + " WHERE sql LIKE '%sqlite_idp%' ORDER BY name)");
  }
};

TEST_CASE_FIXTURE(Fixture, "one call makes all tables visible") {
  db.rows("ATTACH ':memory:' AS okta");
  const std::string all = db.value(
      "SELECT group_concat(name) FROM (SELECT DISTINCT resource AS name FROM "
      "idp_methods ORDER BY name)");
  CHECK(has(all, "app_grants,"));
  const std::string count = std::to_string(1 + std::ranges::count(all, ','));
  const std::pair<std::string, std::string> schemas[] = {
      {"temp", "sqlite_temp_master"},
      {"main", "sqlite_master"},
      {"okta", "okta.sqlite_master"}};
  for (const auto& [schema, master] : schemas) {
    const std::string call = "SELECT idp_create_tables('" + schema + "')";
    CHECK(db.value(call) == count);
    CHECK(names(master) == all);
    CHECK(db.value(call) == "0");
  }
  CHECK(db.sent().empty());
  CHECK(sorted(db.rows("SELECT id FROM okta.grants WHERE userId = " + user)) ==
        org.grant_ids(ids.user));
}

// Symptom: Spark took users.login for a number, by JDBC's word.
TEST_CASE_FIXTURE(Fixture, "each column has a type that drivers know") {
  CHECK(db.rows("SELECT t.name || '.' || c.name || ' ' || c.type"
                "  FROM (SELECT DISTINCT resource AS name FROM idp_methods) t,"
                "       pragma_table_xinfo(t.name) c"
                " WHERE c.type NOT IN ('TEXT', 'INTEGER', 'REAL')")
            .empty());
}

TEST_CASE_FIXTURE(Fixture, "what is made visible is read-only") {
  db.rows("SELECT idp_create_tables('temp')");
  CHECK(db.error("DELETE FROM grants WHERE userId = " + user) ==
        "grants is read-only. Delete from okta_grants, or create grants in "
        "temp with writable=1.");
  db.rows("CREATE TEMP VIEW mine AS SELECT id FROM grants WHERE userId = " +
          user);
  CHECK(sorted(db.rows("SELECT id FROM mine")) == org.grant_ids(ids.user));
  db.rows("DELETE FROM okta_grants WHERE userId = " + user);
  CHECK(Org(simulator).grant_ids(ids.user).empty());
}

TEST_CASE_FIXTURE(Fixture, "a name that is taken needs a prefix") {
  db.rows("CREATE TABLE Grants(x)");
  db.refuses("SELECT idp_create_tables('main')",
             {"main has something of its own named grants",
              "idp_create_tables('main', 'idp_')"});
  CHECK(names("sqlite_master") == "NULL");
  CHECK(db.value("SELECT idp_create_tables('main', 'my \"own\" ')") ==
        db.value("SELECT count(DISTINCT resource) FROM idp_methods"));
  CHECK(db.value("SELECT count(*) FROM \"my \"\"own\"\" grants\" WHERE "
                 "userId = " +
                 user) == std::to_string(org.grant_ids(ids.user).size()));
}

TEST_CASE_FIXTURE(Fixture, "in a transaction it belongs to that") {
  db.rows("BEGIN; SELECT idp_create_tables('main'); ROLLBACK");
  CHECK(names("sqlite_master") == "NULL");
}

TEST_CASE_FIXTURE(Fixture, "no schema, and no right to") {
  db.refuses("SELECT idp_create_tables('okta')",
             {"there is no schema named okta", "ATTACH ':memory:' AS okta"});
  db.refuses("SELECT idp_create_tables(NULL)", {"there is no schema named"});
  db.configure({{"configure", "off"}});
  db.refuses("SELECT idp_create_tables('temp')", {"IDP_CONFIGURE=off"});
  CHECK(names("sqlite_temp_master") == "NULL");
}

TEST_CASE_FIXTURE(Fixture, "a file says what is missing without us") {
  const Home home;
  const std::string path = home.path() + "/bi.db";
  {
    Database file(simulator, path);
    file.rows("SELECT idp_create_tables('main', 'okta_')");
    // It is the same table, so nothing is hidden.
    CHECK(file.value("SELECT count(hidden_by) FROM idp_methods") == "0");
  }
  sqlite3* stock = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &stock) == SQLITE_OK);
  CHECK(sqlite3_exec(stock, "SELECT * FROM okta_users", nullptr, nullptr,
                     nullptr) == SQLITE_ERROR);
  CHECK(sqlite3_errmsg(stock) ==
        std::string("no such module: sqlite_idp_users"));
  sqlite3_close(stock);
}

TEST_CASE_FIXTURE(Fixture, "each table has a name that collides with none") {
  db.rows("CREATE TABLE users(id); CREATE TABLE local(x)");
  CHECK(db.value("SELECT count(*) FROM users") == "0");
  CHECK(db.value("SELECT count(*) FROM okta_users") ==
        std::to_string(org.users().size()));
  CHECK(db.rows("SELECT DISTINCT resource, long_name, hidden_by FROM "
                "idp_methods WHERE resource IN ('users', "
                "'slashid_oauth2_clients') ORDER BY 1") ==
        Rows{{"slashid_oauth2_clients", "slashid_oauth2_clients", "NULL"},
             {"users", "okta_users", "main.users"}});
  const Rows joined = db.rows(
      "SELECT u.id FROM okta_users u JOIN okta_grants g ON g.userId = u.id "
      "WHERE u.id = " +
      user);
  CHECK(joined.size() == org.grant_ids(ids.user).size());
  db.rows("DELETE FROM okta_grants WHERE userId = " + user);
  CHECK(Org(simulator).grant_ids(ids.user).empty());
}

// SQLite takes a quoted name that is no column's for a text.
TEST_CASE_FIXTURE(Fixture, "a DELETE whose WHERE names no column is refused") {
  db.rows("CREATE VIRTUAL TABLE temp.w USING grants(userId=" + user +
          ", writable=1); CREATE TABLE l(x)");
  for (const std::string where :
       {"\"_rowid_\" IN ('_rowid_')", "1", "1 = 1 -- id", "EXISTS (SELECT 1)",
        "'id' = 'id'"}) {
    db.refuses("DELETE FROM w WHERE " + where,
               {"w: the WHERE of this DELETE names none of its columns",
                "Name a column, such as id"});
  }
  CHECK(Org(simulator).grant_ids(ids.user) == org.grant_ids(ids.user));
  db.rows("BEGIN; WITH c AS (SELECT 1 AS y WHERE 1) DELETE FROM w; ROLLBACK");
  db.rows("BEGIN; DELETE FROM w WHERE \"id\" > ''; ROLLBACK");
  db.rows("DELETE FROM w");
  CHECK(Org(simulator).grant_ids(ids.user).empty());
}

}  // namespace
}  // namespace idp::test::visible_test
