// selection_test.cpp - which statements count as a DELETE of ours, which rows
// as selected, and when too many are told.
#include <doctest/doctest.h>

#include "support/client.h"

namespace idp::test::selection_test {
namespace {

struct Fixture : ClientFixture {
  std::string all = std::to_string(org.grants().size());
};

TEST_CASE_FIXTURE(Fixture, "statements that write elsewhere only read ours") {
  db.rows("CREATE TABLE local(id); CREATE TABLE ids AS SELECT id FROM users");
  // A RIGHT JOIN reads keys as a DELETE does.
  const bool right = has_sql(kRightJoin);
  const std::string join =
      right ? "SELECT g.id FROM ids i RIGHT JOIN grants g ON g.userId = i.id"
            : "SELECT g.id FROM grants g LEFT JOIN ids i ON g.userId = i.id";
  // Also in a transaction that has a DELETE in it.
  for (const std::string& begin : std::vector<std::string>{
           "BEGIN", "BEGIN; DELETE FROM oauth_tokens" + client}) {
    db.rows(begin);
    db.rows("INSERT INTO local " + join);
    CHECK(db.value("SELECT count(*) FROM local") == all);
    db.rows("CREATE TABLE made AS SELECT g.id FROM grants g " +
            std::string(right ? "FULL" : "LEFT") +
            " JOIN ids i ON g.userId = i.id");
    db.rows("DELETE FROM local WHERE id IN (" + join + ")");
    CHECK(db.value("SELECT count(*) FROM local") == "0");
    db.rows("ROLLBACK");
  }
  CHECK(Org(simulator).grants().size() == org.grants().size());
}

TEST_CASE_FIXTURE(Fixture, "keys that another table of the whole org gives") {
  for (const std::string sql :
       {"DELETE FROM oauth_tokens WHERE _key IN (SELECT _key FROM "
        "clienttokens)",
        "DELETE FROM oauth_tokens WHERE _key IN (SELECT max(_key) FROM "
        "clienttokens GROUP BY id)",
        "DELETE FROM clienttokens WHERE EXISTS (SELECT 1 FROM oauth_tokens o "
        "WHERE o._key = clienttokens._key)"}) {
    db.refuses(sql, {"names no userId and no clientId"});
  }
  CHECK(Org(simulator).tokens().size() == org.tokens().size());
  // One that names whose rows they are, and keys that the user has chosen.
  db.rows(
      "DELETE FROM oauth_tokens WHERE _key IN (SELECT _key FROM "
      "clienttokens" +
      client + "AND id < " + literal(tokens[2]) + ")");
  CHECK(left().size() == 2);
  db.rows("CREATE TABLE chosen AS SELECT _key FROM oauth_tokens" + client);
  db.rows("DELETE FROM oauth_tokens WHERE _key IN (SELECT _key FROM chosen)");
  CHECK(left().empty());
}

TEST_CASE("too many rows are told when the last one allowed is passed") {
  Simulator simulator({"--users", "3", "--tokens", "2500"});
  const Ids one = Org(simulator).first();
  Database db(simulator);
  db.configure({{"max_revocations", 150}, {"parallelism", 1}});
  db.sent();
  db.refuses("DELETE FROM oauth_tokens WHERE userId = " + literal(one.user) +
                 " AND clientId = " + literal(one.client),
             {"would revoke more than 150 rows"});
  // Thirteen pages would have been the whole list.
  CHECK(db.sent().size() <= 4);
}

TEST_CASE_FIXTURE(Fixture, "a row that two sides of an OR select counts once") {
  db.configure({{"max_revocations", 4}});
  const std::string both = "(userId = " + literal(ids.user) +
                           " OR userId = " + literal(ids.user) + ")";
  db.rows("DELETE FROM oauth_tokens WHERE clientId = " + literal(ids.client) +
          " AND " + both);
  CHECK(left().empty());
}

}  // namespace
}  // namespace idp::test::selection_test
