// afterwards_test.cpp - the table of docs/revoking.md: what can be found out
// after a COMMIT, row by row: at the provider, in the database, in
// idp_revocations and in the audit log.
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>
#include <thread>

#include "support/client.h"
#include "support/home.h"
#include "support/program.h"

namespace idp::test::afterwards_test {
namespace {

const Fault kRefused = {.method = "DELETE", .times = kAlways, .status = 403};
const Fault kLost = {
    .method = "DELETE", .times = kAlways, .close = true, .after_effect = true};
const Fault kSlow = {.method = "DELETE", .times = kAlways, .delay_ms = 600000};

// Four tokens, a database file with a table, and an audit log.
struct Place : ClientFixture {
  explicit Place(const std::string& audit_log = "")
      : log(audit_log.empty() ? home / "audit.log" : audit_log),
        settings(R"({"audit_log": ")" + log + "\"}") {
    file.configure({{"max_retries", 0}});
    file.rows("CREATE TABLE local(x)");
  }

  // The transaction, and its COMMIT.
  void begin() {
    file.rows("BEGIN; INSERT INTO local VALUES(1);" + one_by_one);
  }
  std::string commit() { return file.error("COMMIT"); }

  // What can be found out: rows left at the provider, rows in the database,
  // the states of idp_revocations, and the audit log's lines, "attempt" and
  // outcomes alike.
  std::string found() {
    std::map<std::string, int> lines;
    std::ifstream text(log);
    for (std::string line; std::getline(text, line);) {
      const Result<json::Tree> tree = json::parse(line);
      REQUIRE(tree.ok());
      const bool attempt = tree->text("event") == "attempt";
      ++lines[attempt ? "attempt" : tree->text("outcome")];
    }
    std::string all = std::to_string(left().size()) + " left; " +
                      file.value("SELECT count(*) FROM local") + " local;";
    for (const auto& row : file.rows("SELECT state, count(*) FROM "
                                     "idp_revocations GROUP BY 1 ORDER BY 1")) {
      all += " " + row[1] + " " + row[0];
    }
    all += "; log:";
    for (const auto& [name, count] : lines) {
      all += " " + std::to_string(count) + " " + name;
    }
    return all;
  }

  Home home;
  const std::string log, path = home / "local.db";
  const OwnSettings settings;
  Database file{simulator, path};
  std::string one_by_one =
      "DELETE FROM oauth_tokens" + client + "AND status = 'ACTIVE';";
};

void succeeds(Place& at) {
  at.begin();
  at.simulator.act("DELETE", at.tokens_path + "/" + at.tokens[2]);
  at.file.rows("COMMIT");
  CHECK(at.found() ==
        "0 left; 1 local; 1 already gone 3 revoked; log: 1 already gone 4 "
        "attempt 3 revoked");
}

void rolls_back(Place& at) {
  at.begin();
  CHECK(at.found() == "4 left; 1 local; 4 staged; log:");
  at.file.rows("ROLLBACK");
  CHECK(at.found() == "4 left; 0 local;; log:");
  at.file.rows("BEGIN; SAVEPOINT a; INSERT INTO local VALUES(1);" +
               at.one_by_one + "ROLLBACK TO a; COMMIT");
  CHECK(at.found() == "4 left; 0 local;; log:");
}

void delete_is_refused(Place& at) {
  at.begin();
  at.file.rows(
      "CREATE TEMP TRIGGER t AFTER INSERT ON local BEGIN SELECT 1; END");
  at.file.refuses("DELETE FROM grants", {"names no"});
  CHECK(at.found() == "4 left; 1 local; 4 staged; log:");
  at.file.rows("ROLLBACK");
}

void commit_is_refused(Place& at) {
  at.begin();
  at.file.configure({{"writes", "off"}});
  at.commit();
  CHECK(at.found() == "4 left; 0 local;; log:");
}

void sqlite_refuses(Place& at) {
  at.file.rows(
      "PRAGMA foreign_keys = 1; CREATE TABLE parent(id PRIMARY KEY); CREATE "
      "TABLE child(id REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED)");
  at.begin();
  at.file.rows("INSERT INTO child VALUES(1)");
  at.commit();
  CHECK(at.found() == "4 left; 1 local; 4 staged; log:");
  at.file.rows("ROLLBACK");
}

void some_fail(Place& at) {
  at.begin();
  Fault fault = kRefused;
  fault.path = "*" + at.tokens[1];
  at.simulator.fail(fault);
  at.commit();
  CHECK(at.found() ==
        "1 left; 0 local; 1 failed 3 revoked; log: 4 attempt 1 failed 3 "
        "revoked");
  CHECK(at.file.value("SELECT count(*) FROM idp_revocations WHERE status = 403 "
                      "AND error_code = 'E0000006' AND error_id <> '' AND "
                      "message <> ''") == "1");
}

void stops(Place& at) {
  at.file.configure({{"on_revoke_error", "stop"}, {"parallelism", 1}});
  at.begin();
  at.simulator.fail(kRefused);
  at.commit();
  CHECK(at.found() ==
        "4 left; 0 local; 1 failed 3 not attempted; log: 1 attempt 1 failed");
}

void interrupts(Place& at) {
  at.file.configure({{"parallelism", 2}});
  at.begin();
  at.simulator.fail(kSlow);
  const long before = at.simulator.requests();
  std::thread user([&] {
    while (at.simulator.requests() < before + 2) std::this_thread::yield();
    sqlite3_interrupt(at.file.handle());
  });
  at.commit();
  user.join();
  CHECK(at.found().starts_with(
      "4 left; 0 local; 2 not attempted 2 unknown; log: 4 attempt"));
  CHECK(at.found().ends_with("2 unknown"));
}

void is_read_again(Place& at) {
  at.begin();
  Fault kept = kLost;
  kept.after_effect = false;
  kept.path = "*" + at.tokens[1];
  at.simulator.fail_all({kept, kLost});
  at.commit();
  CHECK(at.found() ==
        "1 left; 0 local; 1 failed 3 revoked; log: 4 attempt 1 failed 3 "
        "revoked");
}

void nobody_knows(Place& at) {
  at.begin();
  at.simulator.fail_all(
      {kLost, {.method = "GET", .times = kAlways, .close = true}});
  at.commit();
  CHECK(at.found() == "0 left; 0 local; 4 unknown; log: 4 attempt 4 unknown");
}

void answer_is_lost(Place& at) {
  at.file.configure({{"max_retries", 5}});
  at.begin();
  Fault once = kLost;
  once.times = 1;
  at.simulator.fail(once);
  at.file.rows("COMMIT");
  CHECK(at.found() == "0 left; 1 local; 4 revoked; log: 4 attempt 4 revoked");
}

void no_log(Place&) {
  Place at("/dev/full");
  at.begin();
  at.commit();
  CHECK(at.left().size() == 4);
  CHECK(at.file.value("SELECT count(*) FROM local") == "0");
  CHECK(at.file.value("SELECT count(*) FROM idp_revocations WHERE state = 'not "
                      "attempted'") == "4");
}

void local_commit_fails(Place& at) {
  at.begin();
  const auto refuse = [](void*) { return 1; };
  sqlite3_commit_hook(at.file.handle(), refuse, nullptr);
  at.commit();
  sqlite3_commit_hook(at.file.handle(), nullptr, nullptr);
  CHECK(at.found() == "0 left; 0 local; 4 revoked; log: 4 attempt 4 revoked");
}

void finds_a_lock(Place& at) {
  at.file.rows("INSERT INTO local VALUES(0)");
  Database other(at.path);
  sqlite3_stmt* reading = nullptr;
  REQUIRE(sqlite3_prepare_v2(other.handle(), "SELECT * FROM local", -1,
                             &reading, nullptr) == SQLITE_OK);
  REQUIRE(sqlite3_step(reading) == SQLITE_ROW);
  at.begin();
  CHECK(has(at.commit(), "locked"));
  CHECK(sqlite3_get_autocommit(at.file.handle()) == 0);
  sqlite3_finalize(reading);
  at.file.rows("COMMIT");
  CHECK(at.found() == "0 left; 2 local; 4 revoked; log: 4 attempt 4 revoked");
}

void is_killed(Place& at) {
  const auto stats = [&] { return at.simulator.requests(); };
  Fault slow = kSlow;
  slow.skip = 2;
  at.simulator.fail(slow);
  const long before = stats();
  Program shell({"sqlite3", "-batch", at.path},
                load_extension() + "BEGIN; INSERT INTO local VALUES(1);" +
                    at.one_by_one + "COMMIT;\n",
                {{"IDP_AUDIT_LOG", at.log},
                 {"OKTA_CLIENT_ORGURL", at.simulator.url()},
                 {"OKTA_CLIENT_TOKEN", Simulator::kToken}});
  while (stats() < before + 5) std::this_thread::yield();
  shell.kill();
  shell.wait();
  const std::string found = at.found();
  INFO(found);
  CHECK(found.starts_with("2 left; 0 local;; log: 4 attempt"));
  // Those that were under way have no second line.
  CHECK_FALSE(has(found, "unknown"));
  CHECK_FALSE(has(found, "3 revoked"));
}

const std::map<std::string, std::function<void(Place&)>>& rows() {
  static const std::map<std::string, std::function<void(Place&)>> all = {
      {"COMMIT succeeds", succeeds},
      {"ROLLBACK, ROLLBACK TO", rolls_back},
      {"a DELETE is refused", delete_is_refused},
      {"COMMIT is refused: a guard was tightened since", commit_is_refused},
      {"SQLite refuses the COMMIT (a foreign key)", sqlite_refuses},
      {"some calls fail", some_fail},
      {"`on_revoke_error` is `stop`", stops},
      {"Ctrl-C during COMMIT", interrupts},
      {"an answer is lost", answer_is_lost},
      {"no answer comes, however often it is sent", is_read_again},
      {"nor can it be read then", nobody_knows},
      {"the audit log can't be written", no_log},
      {"the local commit fails after that (disk full)", local_commit_fails},
      {"it finds the database locked", finds_a_lock},
      {"the process is killed, power is lost", is_killed}};
  return all;
}

TEST_CASE("what can be found out afterwards is what docs/revoking.md says") {
  std::ifstream page(IDP_SOURCE_DIR "/docs/revoking.md");
  std::string line;
  while (std::getline(page, line) && !line.starts_with("| what happened |")) {
  }
  std::getline(page, line);
  std::size_t count = 0;
  while (std::getline(page, line) && line.starts_with("| ")) {
    const std::string what = line.substr(2, line.find(" |") - 2);
    CAPTURE(what);
    REQUIRE(rows().contains(what));
    Place at;
    rows().at(what)(at);
    // The same DELETE, run again, finishes.
    at.simulator.heal();
    at.file.configure({{"writes", "on"}});
    at.file.rows(at.one_by_one);
    CHECK(at.left().empty());
    ++count;
  }
  CHECK(count == rows().size());
}

}  // namespace
}  // namespace idp::test::afterwards_test
