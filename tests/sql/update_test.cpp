// update_test.cpp - UPDATE of a status: which call it becomes, and what a
// transaction sees of it before it is sent.
#include <doctest/doctest.h>

#include "support/changes.h"

namespace idp::test::update_test {
namespace {

using Fixture = ChangesFixture;

TEST_CASE_FIXTURE(Fixture, "a new status is one call, told as any change is") {
  db.rows(set("SUSPENDED"));
  CHECK(sqlite3_changes(db.handle()) == 1);
  CHECK(status() == "SUSPENDED");
  CHECK(posts() == Calls{suspend});
  const std::string columns =
      "SELECT call, state, verb, path, bulk, table_name, id, sets, status, "
      "error_code FROM ";
  const Rows expected = {{"1", "changed", "POST",
                          user_path + "/lifecycle/suspend", "0", "users",
                          ids.user, "status = 'SUSPENDED'", "200", "NULL"}};
  CHECK(db.rows(columns + "idp_changes") == expected);
  CHECK(db.rows(columns + "idp_revocations") == expected);
  db.rows(set("ACTIVE"));
  CHECK(status() == "ACTIVE");
  CHECK(posts() ==
        Calls{suspend, "POST " + user_path + "/lifecycle/unsuspend"});
}

TEST_CASE_FIXTURE(Fixture,
                  "nothing is sent before COMMIT, and ROLLBACK forgets") {
  db.rows("BEGIN;" + set("SUSPENDED"));
  CHECK(db.rows("SELECT state, sets FROM idp_changes") ==
        Rows{{"staged", "status = 'SUSPENDED'"}});
  db.rows("ROLLBACK");
  CHECK(db.rows("SELECT * FROM idp_changes").empty());
  db.rows("BEGIN;" + set("SUSPENDED"));
  CHECK(posts().empty());
  db.rows("COMMIT");
  CHECK(posts() == Calls{suspend});
}

TEST_CASE_FIXTURE(Fixture, "who reads in the transaction sees the new status") {
  const auto count = [&](const std::string& which) {
    return db.value("SELECT count(*) FROM users WHERE " + which);
  };
  const std::string active = count("status = 'ACTIVE'");
  db.rows("BEGIN;" + set("SUSPENDED"));
  CHECK(db.value("SELECT status FROM users" + where) == "SUSPENDED");
  // The provider, which has not heard of it, is not asked by it.
  CHECK(db.rows("SELECT id FROM users WHERE status = 'SUSPENDED'") ==
        Rows{{ids.user}});
  CHECK(db.rows("SELECT id FROM users WHERE status IN ('SUSPENDED', 'X')") ==
        Rows{{ids.user}});
  CHECK(db.rows("SELECT id FROM users WHERE status = 'SUSPENDED' LIMIT 1") ==
        Rows{{ids.user}});
  CHECK(count("status = 'ACTIVE'") == std::to_string(std::stoi(active) - 1));
  CHECK(db.rows("SELECT id FROM okta_users WHERE status LIKE 'SUSP%'") ==
        Rows{{ids.user}});
  CHECK(db.value("SELECT status FROM okta_users WHERE login = " +
                 literal(login)) == "SUSPENDED");
  db.rows("ROLLBACK");
  CHECK(count("status = 'ACTIVE'") == active);
  CHECK(count("status = 'SUSPENDED'") == "0");
}

TEST_CASE_FIXTURE(Fixture, "savepoints take back what came after them") {
  db.rows("BEGIN;" + set("SUSPENDED") + "SAVEPOINT s;" + set("DEPROVISIONED"));
  CHECK(db.value("SELECT status FROM users" + where) == "DEPROVISIONED");
  db.rows("ROLLBACK TO s");
  CHECK(db.value("SELECT status FROM users" + where) == "SUSPENDED");
  db.rows(set("ACTIVE") + set("SUSPENDED") + "ROLLBACK TO s; RELEASE s");
  CHECK(db.rows("SELECT sets FROM idp_changes") ==
        Rows{{"status = 'SUSPENDED'"}});
  db.rows("COMMIT");
  CHECK(status() == "SUSPENDED");
  CHECK(posts() == Calls{suspend});
  // A statement that fails leaves what was staged before it.
  simulator.reset();
  db.rows("BEGIN;" + set("SUSPENDED"));
  db.refuses(set("STAGED"), {"no call makes that 'STAGED'"});
  db.rows("COMMIT");
  CHECK(status() == "SUSPENDED");
}

TEST_CASE_FIXTURE(Fixture, "two moves of a row go one after the other") {
  db.rows("BEGIN;" + set("SUSPENDED") + set("DEPROVISIONED"));
  CHECK(db.rows("SELECT path FROM idp_changes") ==
        Rows{{user_path + "/lifecycle/suspend"},
             {user_path + "/lifecycle/deactivate"}});
  db.rows("COMMIT");
  CHECK(status() == "DEPROVISIONED");
  CHECK(posts() == Calls{suspend, deactivate});
}

TEST_CASE_FIXTURE(Fixture, "a status that the row has is no call") {
  db.rows(set("ACTIVE") + "UPDATE users SET status = status" + where + ";");
  CHECK(sqlite3_changes(db.handle()) == 1);
  db.rows("BEGIN;" + set("SUSPENDED") + set("SUSPENDED") + "COMMIT");
  db.rows(set("SUSPENDED"));
  CHECK(posts() == Calls{suspend});
}

TEST_CASE_FIXTURE(Fixture, "no call leads there: what does is told") {
  db.rows(set("DEPROVISIONED"));
  simulator.heal();
  const Calls before = posts();
  const std::string refusal =
      "' has status = 'DEPROVISIONED', and no call makes that 'SUSPENDED'; "
      "nothing was staged.";
  db.refuses(set("SUSPENDED"), {"users: the row '", ids.user, refusal,
                                "From there it can become 'ACTIVE' (activate).",
                                "To 'SUSPENDED' it comes from 'ACTIVE'."});
  for (const std::string value :
       {"'suspended'", "'NONSENSE'", "NULL", "x'41'", "1", "''"}) {
    db.refuses("UPDATE users SET status = " + value + where,
               {"no call makes that", "nothing was staged"});
  }
  // One row that can't, and no row is staged.
  db.rows("BEGIN");
  db.refuses("UPDATE users SET status = 'SUSPENDED' WHERE id IN (" +
                 literal(other) + ", " + literal(ids.user) + ")",
             {"no call makes that 'SUSPENDED'"});
  CHECK(db.rows("SELECT * FROM idp_changes").empty());
  db.rows("COMMIT");
  CHECK(posts() == before);
}

TEST_CASE_FIXTURE(Fixture, "all that is no status is refused in words") {
  const std::string usual =
      "users: only SELECT and UPDATE of status work here; Okta offers no call "
      "for more that is safe.";
  for (const std::string sets :
       {"id = id", "login = 'x'", "status = 'SUSPENDED', login = 'x'",
        "_key = 'x'", "\"_key for DELETE\" = 'x'", "_raw = '{}'"}) {
    db.refuses("UPDATE users SET " + sets + where, {usual});
  }
  db.refuses("INSERT INTO users(id) VALUES('x')", {usual});
  db.refuses("REPLACE INTO users(id, status) VALUES('x', 'ACTIVE')", {usual});
  db.refuses("DELETE FROM users" + where,
             {usual, "a second one deletes the person for good",
              "UPDATE users SET status = 'DEPROVISIONED' WHERE id = "});
  db.refuses("DELETE FROM users", {usual});
  db.refuses("DELETE FROM apps WHERE id = 'x'",
             {"UPDATE apps SET status = 'INACTIVE' WHERE id = "});
  db.refuses("UPDATE grants SET status = 'REVOKED' WHERE userId = 'x'",
             {"grants: only SELECT and DELETE (which revokes) work here"});
  // Nothing was read to say so.
  CHECK(simulator.requests("GET /api/v1/users") == 0);
  CHECK(posts().empty());
}

TEST_CASE_FIXTURE(Fixture, "ways to choose the rows") {
  const std::string named = literal(ids.user);
  db.rows("CREATE TABLE mine(id, wanted)");
  db.rows("INSERT INTO mine VALUES(" + named + ", 'SUSPENDED')");
  const std::vector<std::string> wheres = {
      "WHERE login = " + literal(login),
      "WHERE status = 'ACTIVE' AND id = " + named,
      "WHERE id IN (SELECT id FROM mine)",
      "WHERE _key IN (SELECT _key FROM users WHERE id = " + named + ")",
      "WHERE id = 'nobody' OR login = " + literal(login),
      "WHERE email LIKE " + literal(login) + " AND status <> 'SUSPENDED'"};
  for (const std::string& one : wheres) {
    INFO(one);
    simulator.reset();
    db.rows("UPDATE users SET status = 'SUSPENDED' " + one);
    CHECK(posts() == Calls{suspend});
  }
  simulator.reset();
  db.rows(
      "UPDATE OR REPLACE users SET status = (SELECT wanted FROM mine WHERE "
      "mine.id = users.id) " +
      wheres[2]);
  CHECK(posts() == Calls{suspend});
  db.refuses("UPDATE OR IGNORE users SET status = 'STAGED' " + wheres[2],
             {"no call makes that 'STAGED'"});
  // Which columns it sets, only newer releases tell of such a statement.
  simulator.reset();
  if (has_sql("UPDATE t SET x = 1 FROM t AS other")) {
    Rows rows;
    std::string error;
    const int code = db.run(
        "UPDATE users SET status = mine.wanted FROM mine WHERE mine.id = "
        "users.id",
        rows, error);
    INFO(error);
    CHECK((code == SQLITE_OK ? posts() == Calls{suspend}
                             : has(error, "choose the rows by WHERE")));
    // One row that can't, and none is staged.
    simulator.reset();
    const std::string before = set("SUSPENDED");
    db.rows(
        "INSERT INTO mine SELECT id, iif(id > (SELECT min(id) FROM users), "
        "'DEPROVISIONED', 'STAGED') FROM users ORDER BY id DESC; BEGIN;" +
        before);
    db.refuses(
        "UPDATE users SET status = mine.wanted FROM mine WHERE mine.id = "
        "users.id",
        {"users: "});
    CHECK(db.value("SELECT count(*) FROM idp_changes") == "1");
    db.rows("COMMIT");
    CHECK(posts() == Calls{suspend});
  }
}

TEST_CASE_FIXTURE(Fixture, "created tables, and one row through two of them") {
  const std::string create =
      "CREATE VIRTUAL TABLE temp.mine USING users(id=" + literal(ids.user);
  db.rows(create + ")");
  db.refuses("UPDATE mine SET status = 'SUSPENDED'", {"mine is read-only"});
  db.rows("DROP TABLE mine; " + create + ", writable=1)");
  db.rows("BEGIN; UPDATE mine SET status = 'SUSPENDED'");
  CHECK(db.value("SELECT status FROM users" + where) == "SUSPENDED");
  db.rows(set("ACTIVE") + "UPDATE okta_users SET status = 'DEPROVISIONED'" +
          where + "; COMMIT");
  CHECK(posts() == Calls{suspend, "POST " + user_path + "/lifecycle/unsuspend",
                         deactivate});
  CHECK(status() == "DEPROVISIONED");
}

}  // namespace
}  // namespace idp::test::update_test
