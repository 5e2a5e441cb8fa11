// update_guards_test.cpp - UPDATEs that are refused as DELETEs are, and what is
// written down of those that are not.
#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>

#include "support/changes.h"
#include "support/home.h"

namespace idp::test::update_guards_test {
namespace {

using Fixture = ChangesFixture;

TEST_CASE_FIXTURE(Fixture,
                  "an UPDATE that names nobody stops at its first row") {
  for (const std::string predicate :
       {"", " WHERE status = 'ACTIVE'", " WHERE status <> 'SUSPENDED'",
        " WHERE _key > ''", " WHERE _key IN (SELECT _key FROM users)"}) {
    INFO(predicate);
    db.refuses("UPDATE users SET status = 'SUSPENDED'" + predicate,
               {"this UPDATE names no id, so it would go through the whole "
                "org; nothing was changed. ",
                "WHERE id IN (SELECT id FROM users)"});
  }
  db.refuses("UPDATE users SET status = 'SUSPENDED' WHERE rowid_",
             {"no such column"});
  db.refuses("UPDATE users SET status = 'SUSPENDED' WHERE \"_rowid_\" > ''",
             {"the WHERE of this UPDATE names none of its columns"});
  CHECK(posts().empty());
  // As the message says; and by a value that only some have.
  db.rows(
      "UPDATE users SET status = 'SUSPENDED' WHERE id IN (SELECT id FROM "
      "users WHERE status = 'ACTIVE')");
  CHECK(status(other) == "SUSPENDED");
  db.rows(
      "UPDATE users SET status = 'ACTIVE' WHERE created > '2000-01-01' AND "
      "status = 'SUSPENDED'");
  CHECK(status(other) == "ACTIVE");
}

TEST_CASE_FIXTURE(Fixture, "writes that are off, and more rows than may be") {
  const std::string two =
      "UPDATE users SET status = 'SUSPENDED' WHERE id IN (" +
      literal(ids.user) + ", " + literal(other) + ")";
  db.configure({{"max_revocations", 1}});
  db.refuses(two, {"users: this transaction would change more than 1 rows",
                   "nothing was changed"});
  db.rows("BEGIN;" + set("SUSPENDED"));
  db.refuses(set("ACTIVE"), {"more than 1 rows"});
  db.rows("COMMIT");
  CHECK(posts() == Calls{suspend});
  db.rows("BEGIN;" + set("ACTIVE"));
  db.configure({{"writes", "off"}});
  db.refuses("COMMIT", {"this connection may only read", "nothing was"});
  db.refuses(set("ACTIVE"), {"this connection may only read"});
  CHECK(posts() == Calls{suspend});
}

TEST_CASE_FIXTURE(Fixture, "triggers may not") {
  db.rows(
      "CREATE TABLE t(x); CREATE TRIGGER change AFTER INSERT ON t BEGIN "
      "UPDATE users SET status = 'SUSPENDED' WHERE id = new.x; END");
  db.refuses("INSERT INTO t VALUES(" + literal(ids.user) + ")",
             {"unsafe use of virtual table \"users\""});
  CHECK(posts().empty());
}

TEST_CASE_FIXTURE(Fixture, "another statement on the way, and cursors") {
  // A SELECT that began before goes on with what it was told.
  sqlite3_stmt* reading = nullptr;
  REQUIRE(sqlite3_prepare_v2(db.handle(), "SELECT id, status FROM users", -1,
                             &reading, nullptr) == SQLITE_OK);
  REQUIRE(sqlite3_step(reading) == SQLITE_ROW);
  db.rows(set("SUSPENDED"));
  long rows = 1;
  while (sqlite3_step(reading) == SQLITE_ROW) ++rows;
  CHECK(sqlite3_finalize(reading) == SQLITE_OK);
  CHECK(rows == static_cast<long>(org.users().size()));
  CHECK(status() == "SUSPENDED");
  // One that looks at another row of the same table, and one that joins.
  db.rows(
      "UPDATE users SET status = (SELECT o.status FROM users o WHERE o.id "
      "= " +
      literal(other) + ")" + where);
  CHECK(status() == "ACTIVE");
  if (has_sql(kRightJoin)) {
    db.rows(
        "UPDATE users SET status = 'SUSPENDED' WHERE id IN (SELECT b.id FROM "
        "grants g RIGHT JOIN users b ON b.id = g.userId WHERE b.id = " +
        literal(ids.user) + ")");
    CHECK(status() == "SUSPENDED");
  }
}

TEST_CASE("the audit log has each call with its verb") {
  const std::string path =
      "/tmp/idp-update-audit-" + std::to_string(getpid()) + ".log";
  unlink(path.c_str());
  const OwnSettings settings(R"({"audit_log": ")" + path + "\"}");
  Fixture f;
  f.db.rows(f.set("SUSPENDED"));
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  unlink(path.c_str());
  CHECK(has(text, R"("verb":"POST")"));
  CHECK(has(text, f.user_path + "/lifecycle/suspend\""));
  CHECK(has(text, R"("outcome":"changed")"));
  CHECK(has(text, R"("table":"users")"));
}

}  // namespace
}  // namespace idp::test::update_guards_test
