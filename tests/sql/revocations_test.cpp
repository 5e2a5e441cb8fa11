// revocations_test.cpp - idp_revocations: what COMMIT would send, and what
// became of it. One transaction has one outcome, whatever its tables.
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>

#include "support/client.h"

namespace idp::test::revocations_test {
namespace {

struct Fixture : ClientFixture {
  using ClientFixture::ClientFixture;

  // All of the client's tokens, but one by one.
  std::string one_by_one =
      "DELETE FROM oauth_tokens" + client + "AND status = 'ACTIVE';";

  // These tokens can't be revoked.
  void refuse(const std::vector<std::string>& refused) {
    std::vector<Fault> faults;
    faults.reserve(refused.size());
    for (const std::string& id : refused) {
      faults.push_back({.method = "DELETE",
                        .path = "*" + id,
                        .times = kAlways,
                        .status = 403});
    }
    simulator.fail_all(faults);
  }
  long deletes() const {
    const auto calls = simulator.calls();
    return std::ranges::count_if(
        calls, [](auto& call) { return call.starts_with("DELETE "); });
  }
  Rows states() {
    return db.rows(
        "SELECT state, count(*) FROM idp_revocations GROUP BY 1 ORDER BY 1");
  }
};

TEST_CASE_FIXTURE(Fixture, "the dry run: BEGIN, DELETE, look, ROLLBACK") {
  db.rows("BEGIN; DELETE FROM oauth_tokens" + client);
  db.rows("DELETE FROM grants" + user + "AND id = " + literal(ids.grant));
  const std::string key =
      simulator.subdomain() + "/" + ids.user + "/" + ids.client + "/";
  const Rows rows = db.rows(
      "SELECT call, state, verb, path, bulk, table_name, key, subdomain, "
      "userId, clientId, tokenId, grantId, status, error_code, error_id, "
      "message FROM idp_revocations");
  REQUIRE(rows.size() == 5);
  for (std::size_t i = 0; i < 4; ++i) {
    std::string key_now = rows[i][6];
    key_now.replace(key_now.find("%3A"), 3, ":");
    CHECK(key_now == key + tokens[i]);
    auto row = rows[i];
    row.erase(row.begin() + 6);
    CHECK(row == std::vector<std::string>{
                     "1", "staged", "DELETE", tokens_path, "1", "oauth_tokens",
                     simulator.subdomain(), ids.user, ids.client, tokens[i],
                     "NULL", "NULL", "NULL", "NULL", "NULL"});
  }
  CHECK(rows[4][0] == "2");
  CHECK(rows[4][3] == "/api/v1/users/" + ids.user + "/grants/" + ids.grant);
  CHECK(rows[4][4] == "0");
  CHECK(rows[4][11] == ids.grant);
  db.rows("ROLLBACK");
  CHECK(db.rows("SELECT * FROM idp_revocations").empty());
  CHECK(deletes() == 0);
}

TEST_CASE_FIXTURE(Fixture, "the preview is what COMMIT sends") {
  db.rows("BEGIN; DELETE FROM grants" + user + "; SAVEPOINT s;" + one_by_one +
          "ROLLBACK TO s; DELETE FROM oauth_tokens" + client +
          "AND id IN (SELECT id FROM oauth_tokens" + client + "LIMIT 2);");
  const auto preview = sorted(
      db.rows("SELECT DISTINCT verb || ' ' || path FROM idp_revocations"));
  CHECK(preview.size() == 3);
  db.sent();
  db.rows("COMMIT");
  auto sent = db.sent();
  std::ranges::sort(sent);
  CHECK(sent == preview);
}

TEST_CASE_FIXTURE(Fixture, "the outcome of a COMMIT can be kept") {
  db.rows("BEGIN;" + one_by_one);
  simulator.act("DELETE", tokens_path + "/" + tokens[2]);
  db.rows("COMMIT; CREATE TABLE audit AS SELECT * FROM idp_revocations");
  CHECK(db.rows("SELECT tokenId, state, status, error_code FROM audit") ==
        Rows{{tokens[0], "revoked", "204", "NULL"},
             {tokens[1], "revoked", "204", "NULL"},
             {tokens[2], "already gone", "404", "NULL"},
             {tokens[3], "revoked", "204", "NULL"}});
  // A dry run does not forget it, and a transaction can still keep it.
  db.rows("BEGIN; DELETE FROM grants" + user + "; ROLLBACK");
  db.rows("BEGIN; INSERT INTO audit SELECT * FROM idp_revocations; COMMIT");
  CHECK(db.value("SELECT count(*) FROM audit") == "8");
  // The next DELETE does, even if it revokes nothing: its outcome is empty.
  db.rows("DELETE FROM oauth_tokens" + client);
  CHECK(db.rows("SELECT * FROM idp_revocations").empty());
}

TEST_CASE("of 100 revocations the 37th and the 61st are refused") {
  Fixture f("100");
  f.db.rows("CREATE TABLE local(x)");
  f.refuse({f.tokens[36], f.tokens[60]});
  f.db.refuses("BEGIN; INSERT INTO local VALUES(1);" + f.one_by_one + "COMMIT",
               {"answered 403 E0000006", " 98 of 100 were revoked, 2 were not.",
                " Failed: DELETE " + f.tokens_path + "/" + f.tokens[36] +
                    " (403 E0000006), DELETE " + f.tokens_path + "/" +
                    f.tokens[60] + " (403 E0000006).",
                "idp_revocations tells what became of each row"});
  CHECK(f.left() == std::vector<std::string>{f.tokens[36], f.tokens[60]});
  CHECK(sqlite3_get_autocommit(f.db.handle()) == 1);
  CHECK(f.db.value("SELECT count(*) FROM local") == "0");
  CHECK(f.states() == Rows{{"failed", "2"}, {"revoked", "98"}});
  const Rows failed = f.db.rows(
      "SELECT tokenId, status, error_code, error_id <> '', message FROM "
      "idp_revocations WHERE state = 'failed'");
  REQUIRE(failed.size() == 2);
  CHECK(failed[0][0] == f.tokens[36]);
  CHECK(failed[1][0] == f.tokens[60]);
  for (const auto& row : failed) {
    CHECK(row[1] == "403");
    CHECK(row[2] == "E0000006");
    CHECK(row[3] == "1");
    CHECK(has(row[4], "okta.users.manage"));
  }

  f.simulator.heal();
  f.db.sent();
  const long before = f.deletes();
  f.db.rows("BEGIN; INSERT INTO local VALUES(1);" + f.one_by_one + "COMMIT");
  CHECK(f.deletes() - before == 2);
  CHECK(f.left().empty());
  CHECK(f.db.value("SELECT count(*) FROM local") == "1");
}

TEST_CASE_FIXTURE(Fixture, "several tables, one outcome") {
  db.rows("CREATE TABLE local(x)");
  refuse({tokens[1], ids.grant});
  db.refuses("BEGIN; INSERT INTO local VALUES(1); DELETE FROM grants" + client +
                 "AND id <> '';" + one_by_one +
                 "INSERT INTO local VALUES(2); COMMIT",
             {"5 of 7 were revoked, 2 were not.",
              "/grants/" + ids.grant + " (403 E0000006)",
              "/tokens/" + tokens[1] + " (403 E0000006)"});
  CHECK(db.rows("SELECT table_name, state, count(*) FROM idp_revocations GROUP "
                "BY 1, 2 ORDER BY 1, 2") ==
        Rows{{"grants", "failed", "1"},
             {"grants", "revoked", "2"},
             {"oauth_tokens", "failed", "1"},
             {"oauth_tokens", "revoked", "3"}});
  CHECK(db.value("SELECT count(*) FROM local") == "0");
  // Nothing is left over for the next COMMIT.
  simulator.heal();
  db.rows("BEGIN; INSERT INTO local VALUES(1); COMMIT");
  CHECK(left() == std::vector<std::string>{tokens[1]});
}

TEST_CASE_FIXTURE(Fixture, "a whole list that fails counts with all its rows") {
  simulator.fail({.method = "DELETE", .times = kAlways, .status = 403});
  db.refuses("DELETE FROM oauth_tokens" + client,
             {" 0 of 4 were revoked, 4 were not."});
  CHECK(states() == Rows{{"failed", "4"}});
}

TEST_CASE_FIXTURE(Fixture, "on_revoke_error stop: the rest is not attempted") {
  db.configure({{"on_revoke_error", "stop"}, {"parallelism", 1}});
  refuse({tokens[1]});
  db.refuses(one_by_one,
             {" 1 of 4 were revoked, 3 were not (2 of them were not tried)."});
  CHECK(db.rows("SELECT state, status FROM idp_revocations") ==
        Rows{{"revoked", "204"},
             {"failed", "403"},
             {"not attempted", "NULL"},
             {"not attempted", "NULL"}});
  CHECK(deletes() == 2);
}

TEST_CASE_FIXTURE(Fixture, "only the first failures are named") {
  refuse(tokens);
  const std::string error =
      db.refuses(one_by_one, {tokens[2] + " (403 E0000006) and 1 more."});
  CHECK_FALSE(has(error, tokens[3] + " (403"));
}

TEST_CASE_FIXTURE(Fixture, "what may pass is tried again") {
  simulator.fail_all({{.method = "DELETE", .status = 503},
                      {.method = "DELETE", .status = 502, .after_effect = true},
                      {.method = "DELETE", .close = true},
                      {.method = "DELETE", .close = true, .after_effect = true},
                      {.method = "DELETE", .rate_limit_concurrency = true}});
  db.rows("DELETE FROM oauth_tokens" + client + "AND id > ''");
  CHECK(left().empty());
  CHECK(deletes() == 4 + 5);
  CHECK(db.value("SELECT count(*) FROM idp_revocations WHERE state IN "
                 "('revoked', 'already gone')") == "4");
}

TEST_CASE("they go out at once, as many as parallelism says") {
  Fixture f("40");
  f.db.configure({{"parallelism", 6}});
  f.db.rows("BEGIN;" + f.one_by_one);
  f.simulator.fail({.method = "DELETE", .times = kAlways, .delay_ms = 20});
  f.db.rows("COMMIT");
  CHECK(f.db.value("SELECT peak_in_flight FROM idp_stats WHERE scope = "
                   "'statement'") == "6");
  CHECK(f.left().empty());
}

TEST_CASE_FIXTURE(Fixture, "a COMMIT that waits for a lock revokes just once") {
  const std::string path = "/tmp/idp-busy-" + std::to_string(getpid()) + ".db";
  unlink(path.c_str());
  Database file(simulator, path);
  file.rows("CREATE TABLE local(x); INSERT INTO local VALUES(0)");
  Database other(path);
  sqlite3_stmt* reading = nullptr;
  REQUIRE(sqlite3_prepare_v2(other.handle(), "SELECT * FROM local", -1,
                             &reading, nullptr) == SQLITE_OK);
  REQUIRE(sqlite3_step(reading) == SQLITE_ROW);
  file.rows("BEGIN; INSERT INTO local VALUES(1);" + one_by_one);
  CHECK(has(file.error("COMMIT"), "locked"));
  // The transaction goes on; what was revoked is told.
  CHECK(sqlite3_get_autocommit(file.handle()) == 0);
  CHECK(left().empty());
  CHECK(file.value("SELECT count(*) FROM idp_revocations WHERE state = "
                   "'revoked'") == "4");
  sqlite3_finalize(reading);
  file.rows("COMMIT");
  CHECK(deletes() == 4);
  CHECK(file.value("SELECT count(*) FROM local") == "2");
  CHECK(file.value("SELECT count(*) FROM idp_revocations WHERE state = "
                   "'revoked'") == "4");
  unlink(path.c_str());
}

TEST_CASE_FIXTURE(Fixture, "what SQLite refuses beforehand revokes nothing") {
  db.rows(
      "PRAGMA foreign_keys = 1; CREATE TABLE parent(id PRIMARY KEY); CREATE "
      "TABLE child(id REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED)");
  db.rows("BEGIN; INSERT INTO child VALUES(1);" + one_by_one);
  db.refuses("COMMIT", {"FOREIGN KEY constraint failed"});
  CHECK(deletes() == 0);
  CHECK(states() == Rows{{"staged", "4"}});
  db.rows("INSERT INTO parent VALUES(1); COMMIT");
  CHECK(left().empty());
}

TEST_CASE_FIXTURE(Fixture,
                  "a local commit that fails: what was revoked is told") {
  db.rows("CREATE TABLE local(x)");
  const auto refuse_commit = [](void*) { return 1; };
  sqlite3_commit_hook(db.handle(), refuse_commit, nullptr);
  db.error("BEGIN; INSERT INTO local VALUES(1);" + one_by_one + "COMMIT");
  sqlite3_commit_hook(db.handle(), nullptr, nullptr);
  CHECK(sqlite3_get_autocommit(db.handle()) == 1);
  CHECK(db.value("SELECT count(*) FROM local") == "0");
  CHECK(left().empty());
  CHECK(states() == Rows{{"revoked", "4"}});
}

TEST_CASE_FIXTURE(Fixture, "SAVEPOINT without BEGIN: RELEASE revokes") {
  db.rows("SAVEPOINT a;" + one_by_one + "SAVEPOINT b; DELETE FROM grants" +
          client + "; ROLLBACK TO b; RELEASE b;");
  CHECK(deletes() == 0);
  CHECK(states() == Rows{{"staged", "4"}});
  db.rows("RELEASE a");
  CHECK(states() == Rows{{"revoked", "4"}});
  CHECK(left().empty());
  CHECK(Org(simulator).grant_ids(ids.user, ids.client).size() == 3);
}

}  // namespace
}  // namespace idp::test::revocations_test
