// several_orgs_test.cpp - one statement and several orgs: each table says which
// org it means, or all mean the default one.
#include <doctest/doctest.h>

#include "support/org.h"
#include "support/running.h"

namespace idp::test::several_orgs_test {
namespace {

// The default org, and another one with other ids.
struct Fixture : OrgFixture {
  Fixture() {
    db.configure({{"orgUrl", other.url()},
                  {"subdomain", "preview"},
                  {"token", Simulator::kToken},
                  {"default", false}});
    db.configure({{"orgUrl", other.url()},
                  {"subdomain", "elsewhere"},
                  {"token", Simulator::kToken},
                  {"default", false}});
  }
  Simulator other{{"--users", "12", "--seed", "7"}};
  Org preview{other};

  std::string count(const json::Array& rows) {
    return std::to_string(rows.size());
  }
};

TEST_CASE_FIXTURE(Fixture, "a table without an org, beside another org's") {
  for (const std::string sql :
       {"SELECT count(*) FROM users p JOIN grants g ON g.userId = p.id "
        "WHERE p.subdomain = 'preview'",
        "SELECT count(*) FROM grants g JOIN users p ON g.userId = p.id "
        "WHERE p.subdomain IN ('preview', 'elsewhere')",
        "SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM users "
        "WHERE subdomain = 'preview')"}) {
    db.refuses(sql, {"no subdomain is given", ".subdomain = "});
  }
  db.refuses(
      "DELETE FROM grants WHERE userId IN (SELECT id FROM users WHERE "
      "subdomain = 'preview')",
      {"grants: no subdomain is given", "grants.subdomain = users.subdomain"});
  CHECK(simulator.requests("DELETE /api/v1/users/{userId}/grants") == 0);
  CHECK(Org(other).grants().size() == preview.grants().size());
}

TEST_CASE_FIXTURE(Fixture, "the join that the message names") {
  const std::string join =
      "SELECT count(*) FROM users p JOIN grants g ON g.userId = p.id AND "
      "g.subdomain = p.subdomain ";
  CHECK(db.value(join + "WHERE p.subdomain = 'preview'") ==
        count(preview.grants()));
  CHECK(db.value(join) == count(org.grants()));
  CHECK(db.value(join + "WHERE p.subdomain = " +
                 literal(simulator.subdomain())) == count(org.grants()));
  CHECK(db.value("SELECT count(*) FROM grants g JOIN users p ON g.userId = "
                 "p.id AND g.subdomain = p.subdomain WHERE p.subdomain = "
                 "'preview'") == count(preview.grants()));
  db.rows(
      "DELETE FROM grants WHERE subdomain = 'preview' AND userId IN "
      "(SELECT id FROM users WHERE subdomain = 'preview')");
  CHECK(Org(other).grants().empty());
  CHECK(Org(simulator).grants().size() == org.grants().size());
}

TEST_CASE_FIXTURE(Fixture, "an org that a local table says is no guess") {
  db.rows("CREATE TABLE t(s); INSERT INTO t VALUES ('preview'), ('elsewhere')");
  const std::string two = std::to_string(2 * preview.users().size());
  for (const std::string join : {"t JOIN users u", "users u JOIN t"}) {
    CHECK(db.value("SELECT count(*) FROM " + join + " ON u.subdomain = t.s") ==
          two);
  }
  // However much SQLite takes them all to cost: it thinks that `t` is long.
  const std::string rows = db.value(
      "SELECT 2 * count(*) FROM user_clients c JOIN grants g ON "
      "g.userId = c.userId AND g.subdomain = 'preview' "
      "WHERE c.subdomain = 'preview'");
  const std::string join =
      "JOIN user_clients c JOIN grants g ON g.userId = c.userId AND "
      "g.subdomain = t.s AND c.subdomain = t.s";
  CHECK(db.value("SELECT count(*) FROM t " + join) == rows);
  CHECK(db.value("SELECT count(*) FROM t a JOIN t b JOIN t " + join) ==
        db.value("SELECT 4 * " + rows));
}

// SQLite's order is forced, and puts the table that says the org behind.
TEST_CASE_FIXTURE(Fixture, "an org that is said too late") {
  db.rows("CREATE TABLE o(subdomain); INSERT INTO o VALUES ('preview'), (" +
          literal(simulator.subdomain()) + ")");
  db.rows(
      "CREATE TEMP VIEW named AS SELECT subdomain, id, userId FROM grants;"
      "CREATE TABLE w(subdomain, userId);"
      "INSERT INTO w SELECT 'preview', id FROM users "
      "WHERE subdomain = 'preview'");
  db.sent();
  const std::vector<std::string> late = {
      "grants g CROSS JOIN o WHERE g.subdomain = o.subdomain",
      "grants g CROSS JOIN o USING (subdomain)",
      "grants g CROSS JOIN o WHERE (1, g.subdomain) = (1, o.subdomain)",
      "named g CROSS JOIN o WHERE g.subdomain = o.subdomain",
      "grants g CROSS JOIN w USING (subdomain, userId)"};
  for (const std::string& from : late) {
    const std::string counting = "SELECT count(*) FROM " + from;
    for (const std::string& sql :
         {counting, "CREATE TABLE copied AS " + counting,
          "INSERT INTO o " + counting,
          "WITH x AS (" + counting + ") SELECT * FROM x",
          "SELECT 5 WHERE 1 = (" + counting + ")"}) {
      db.refuses(sql, {": which org is meant is said by a table that SQLite "
                       "reads later",
                       "In FROM name that table first", ".subdomain = '"});
    }
    CHECK(db.value(replace_all(counting, "CROSS JOIN", "JOIN")) ==
          std::to_string(from.find("w USING") != from.npos
                             ? preview.grants().size()
                             : org.grants().size() + preview.grants().size()));
  }
  const std::string out_of_from =
      "SELECT count(*) FROM grants g WHERE NOT EXISTS "
      "(SELECT 1 FROM o WHERE o.subdomain = g.subdomain)";
  db.refuses(out_of_from, {"which org is meant"});
  if (has_sql(kRightJoin)) {
    db.refuses(
        "SELECT count(g.id) FROM grants g RIGHT JOIN o "
        "ON g.subdomain = o.subdomain",
        {"which org is meant"});
  }
  // Both are ours, or there is nobody else who could be meant.
  CHECK(db.value("SELECT count(*) FROM users u CROSS JOIN grants g ON g.userId "
                 "= u.id AND u.subdomain = g.subdomain AND g.subdomain = "
                 "u.subdomain") == count(org.grants()));
  CHECK(db.value("SELECT count(*) FROM grants g LEFT JOIN o "
                 "ON g.subdomain = o.subdomain") == count(org.grants()));
  Database alone(simulator);
  alone.rows("CREATE TABLE o AS SELECT subdomain FROM users LIMIT 1");
  CHECK(alone.value("SELECT count(*) FROM " + late.front()) ==
        count(org.grants()));
}

// What is compared is not the column itself, or not of the table whose rows
// depend on it.
TEST_CASE_FIXTURE(Fixture, "an org that is said of an expression") {
  db.rows("CREATE TABLE o(subdomain); INSERT INTO o VALUES ('preview'), (" +
          literal(simulator.subdomain()) +
          ");"
          "CREATE TABLE oi(subdomain TEXT PRIMARY KEY) WITHOUT ROWID;"
          "INSERT INTO oi SELECT * FROM o;"
          "CREATE TEMP VIEW n AS SELECT subdomain s, count(*) FROM users "
          "GROUP BY 1");
  db.sent();
  for (const std::string from :
       {"users u CROSS JOIN grants g CROSS JOIN o WHERE g.userId = u.id AND "
        "g.subdomain = u.subdomain AND g.subdomain = o.subdomain",
        "users u JOIN o ON u.subdomain || '' = o.subdomain",
        "users u JOIN oi ON lower(u.subdomain) = oi.subdomain",
        "o JOIN users u ON o.subdomain LIKE u.subdomain",
        "o JOIN users u ON instr(o.subdomain, u.subdomain)",
        "users WHERE subdomain || '' = 'preview'",
        "users WHERE coalesce(subdomain, '') = 'preview'",
        "users GROUP BY subdomain || id HAVING max(subdomain) = 'preview'",
        "users WHERE lower(subdomain) IN (SELECT subdomain FROM o)",
        "users WHERE NOT (subdomain, id) IN (SELECT subdomain, 'x' FROM o)",
        "(SELECT DISTINCT subdomain s FROM users) CROSS JOIN o ON s = "
        "o.subdomain",
        "n JOIN o ON n.s = o.subdomain", "o LEFT JOIN n ON n.s = o.subdomain",
        "users u CROSS JOIN json_each('[\"preview\"]') "
        "WHERE value = u.subdomain"}) {
    db.refuses("SELECT count(*) FROM " + from,
               {": which org is meant is said", "or of an expression",
                "compare the column itself"});
  }
  db.rows(
      "CREATE VIRTUAL TABLE temp.shown USING users();"
      "CREATE TEMP TRIGGER org AFTER INSERT ON o BEGIN INSERT INTO oi "
      "SELECT id FROM shown WHERE lower(subdomain) = new.subdomain; END");
  db.refuses("INSERT INTO o VALUES ('preview')", {"users: which org is meant"});
  CHECK(db.sent().empty());
}

TEST_CASE_FIXTURE(Fixture, "an org that is only shown") {
  db.rows("CREATE TABLE o AS SELECT 'preview' AS subdomain");
  const std::string grants = count(org.grants());
  const std::string usual = simulator.subdomain();
  const std::string left = " LEFT JOIN o ON ";
  for (const std::string& sql : std::vector<std::string>{
           "SELECT DISTINCT subdomain FROM users ORDER BY subdomain LIMIT 5",
           "SELECT lower(subdomain) FROM users GROUP BY 1",
           "SELECT subdomain FROM users GROUP BY 1 HAVING count(*) > 0",
           "SELECT subdomain FROM users EXCEPT SELECT subdomain FROM o",
           "SELECT DISTINCT u.subdomain FROM users u" + left +
               "lower(u.subdomain) = o.subdomain",
           "SELECT s FROM (SELECT DISTINCT subdomain s FROM users)" + left +
               "s = o.subdomain",
           "SELECT subdomain FROM users ORDER BY subdomain || id LIMIT 1"}) {
    CHECK(db.value(sql) == usual);
  }
  for (const std::string on :
       {"g.subdomain = u.subdomain", "lower(g.subdomain) = u.subdomain"}) {
    CHECK(db.value("SELECT count(*) FROM users u JOIN grants g ON "
                   "g.userId = u.id AND " +
                   on) == grants);
  }
}

TEST_CASE_FIXTURE(Fixture, "what only a part of the query says of the org") {
  db.refuses(
      "SELECT count(*) FROM grants g CROSS JOIN users p ON p.id = g.userId AND "
      "p.subdomain = g.subdomain WHERE p.subdomain IN ('preview', 'elsewhere')",
      {"grants: no subdomain is given", "= 'elsewhere'"});
  for (const std::string where : {"p.subdomain IN ('elsewhere', ",
                                  "p.subdomain IN (", "p.subdomain = ("}) {
    const std::string named =
        "SELECT count(*) FROM grants g CROSS JOIN users p ON p.id = g.userId "
        "AND "
        "p.subdomain = g.subdomain WHERE " +
        where + literal(simulator.subdomain()) + ")";
    if (has(where, "elsewhere"))
      db.refuses(named, {"grants: no subdomain is given"});
    else
      CHECK(db.value(named) == count(org.grants()));
  }
  // One org by two names is one org.
  const std::string twice =
      "SELECT count(*) FROM users WHERE subdomain IN ('preview', 'PREVIEW')";
  if (hands_over_lists()) {
    CHECK(db.value(twice) == count(preview.users()));
  } else {
    db.refuses(twice, {"users: 'preview' is an org", "Name it once."});
  }
  CHECK(db.rows("SELECT id FROM users WHERE subdomain = 'preview' AND "
                "subdomain = 'elsewhere'")
            .empty());
}

TEST_CASE_FIXTURE(Fixture, "naming the default org is as good as none") {
  CHECK(db.value("SELECT count(*) FROM users p JOIN grants g ON g.userId = "
                 "p.id WHERE p.subdomain = " +
                 literal(simulator.subdomain())) == count(org.grants()));
  // Another statement is another thing, even while this one is open.
  Running open(db, "SELECT id FROM users WHERE subdomain = 'preview'");
  CHECK(db.value("SELECT count(*) FROM grants") == count(org.grants()));
  CHECK(open.rest() == preview.users().size());
}

}  // namespace
}  // namespace idp::test::several_orgs_test
