// refresh_file_test.cpp - the file of an inventory: what is refused, who else
// may use it meanwhile, and what is not covered.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>

#include "support/inventory.h"

namespace idp::test::refresh_file_test {
namespace {

TEST_CASE_FIXTURE(InventoryFixture, "refused where it could do no good") {
  db.refuses("SELECT idp_refresh()", {"main is in memory", "ATTACH"});
  db.refuses("SELECT idp_refresh('nope')", {"no schema named nope"});
  db.refuses("SELECT idp_refresh('temp')", {"in memory"});
  file.refuses("SELECT idp_refresh('main', 'x')", {"JSON object"});
  file.refuses(R"(SELECT idp_refresh('main', '{"table": ["users"]}'))",
               {"\"table\"", "\"tables\""});
  file.refuses(R"(SELECT idp_refresh('main', '{"tables": ["nix"]}'))",
               {"no table nix", "grants"});
  file.rows("CREATE VIEW v AS SELECT idp_refresh()");
  file.refuses("SELECT * FROM v", {"unsafe use of idp_refresh"});
  CHECK(simulator.requests() == 0);
  file.rows("CREATE TABLE saved_grants(x)");
  file.refuses("SELECT idp_refresh()", {"its own named saved_grants"});
  CHECK(file.value("SELECT count(*) FROM sqlite_master") == "2");
  file.configure({{"configure", "off"}});
  file.refuses("SELECT idp_refresh()", {"configuration by SQL is off"});
}

TEST_CASE_FIXTURE(InventoryFixture, "refused in a file for reading only") {
  static_cast<void>(refresh());
  Database reading("file:" + path + "?mode=ro");
  reading.configure(
      {{"orgUrl", simulator.url()}, {"token", Simulator::kToken}});
  reading.refuses("SELECT idp_refresh()", {"for reading only"});
  file.refuses("PRAGMA query_only = 1; SELECT idp_refresh()",
               {"for reading only"});
}

TEST_CASE_FIXTURE(InventoryFixture, "a transaction of the same connection") {
  file.rows("CREATE TABLE own(x)");
  file.rows("BEGIN; SELECT * FROM own");
  file.refuses("SELECT idp_refresh()",
               {"write-ahead log", "COMMIT or ROLLBACK first"});
  file.rows("COMMIT");
  static_cast<void>(refresh());
  // One that reads is in nobody's way, and sees its own time.
  simulator.act("DELETE", user_path);
  file.rows("BEGIN; SELECT count(*) FROM saved_users");
  const Rows before = saved("users");
  static_cast<void>(refresh());
  CHECK(saved("users") == before);
  file.rows("COMMIT");
  CHECK(saved("users") != before);
  file.rows("BEGIN IMMEDIATE");
  file.refuses("SELECT idp_refresh()", {"COMMIT or ROLLBACK first"});
  file.rows("COMMIT");
}

// What was thrown away is read again as a whole, and nothing shows before all
// is there.
TEST_CASE_FIXTURE(InventoryFixture, "what a user throws away") {
  static_cast<void>(refresh());
  static_cast<void>(refresh());
  file.rows("DROP TABLE saved_grants_history");
  static_cast<void>(refresh());
  check_equal();
  const Rows before = saved("users");
  file.rows("DELETE FROM saved_refreshes");
  simulator.set_login(ids.user, "new@example.com");
  file.configure({{"max_retries", std::int64_t{0}}});
  simulator.fail({.path = "*/grants", .times = kAlways, .status = 503});
  file.refuses("SELECT idp_refresh(" + kFull + ")", {"503"});
  CHECK(saved("users") == before);
  simulator.heal();
  CHECK(number(refresh(), "refresh") == 4);
  check_equal();
  for (const std::string table :
       {"state", "read", "steps", "due", "refreshes", "users_history"}) {
    INFO(table);
    file.rows("DROP TABLE saved_" + table);
    static_cast<void>(refresh());
    check_equal();
  }
}

// Until the file has a refresh in that state.
void wait_for(Database& db, const std::string& state) {
  Rows rows;
  std::string error;
  do {
    rows.clear();
    db.run("SELECT 1 FROM saved_refreshes WHERE state = " + literal(state),
           rows, error);
  } while (rows.empty());
}

struct SlowOrg : InventoryFixture {
  SlowOrg() : InventoryFixture({"--users", "60", "--latency", "50"}) {}
};

TEST_CASE_FIXTURE(SlowOrg, "of two at once the second says who is at it") {
  Program first = shell(path, "SELECT idp_refresh();");
  wait_for(file, "running");
  file.refuses("SELECT idp_refresh()",
               {"under way since", "process", "saved_refreshes"});
  first.kill();
  first.wait();
  CHECK(number(refresh(), "refresh") == 1);
  check_equal();
}

TEST_CASE_FIXTURE(SlowOrg,
                  "readers see one refresh or the next; writers write") {
  static_cast<void>(refresh());
  file.rows("CREATE TABLE notes(x)");
  for (const json::Tree& user : org.users()) {
    const std::string of = "/api/v1/users/" + user.text("id");
    simulator.act("DELETE", of + "/grants");
    simulator.set_login(user.text("id"), "x" + user.text("id") + "@x.com");
  }
  const std::string shown =
      "SELECT (SELECT count(*) FROM saved_grants), (SELECT count(*) FROM "
      "saved_users WHERE login LIKE 'x00u%')";
  const Rows old = file.rows(shown);
  const Rows next = {{"0", "60"}};
  REQUIRE(old != next);
  // Of a writer who can wait for a second, none ever fails.
  sqlite3_busy_timeout(file.handle(), 1000);
  Program other = shell(path, "SELECT idp_refresh();");
  int during = 0;
  for (bool complete = false; !complete;) {
    complete = file.value(
                   "SELECT count(*) FROM saved_refreshes WHERE number "
                   "= 2 AND state = 'complete'") == "1";
    const Rows now = file.rows(shown);
    CHECK((now == old || now == next));
    if (complete) CHECK(now == next);
    if (now == old) ++during;
    file.rows("INSERT INTO notes VALUES (1)");
  }
  CHECK(during > 0);
  CHECK(other.wait().exit_code == 0);
}

// No file of this process grows beyond so many bytes while it lasts.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    signal(SIGXFSZ, SIG_DFL);
  }
  FullDisk(const FullDisk&) = delete;

 private:
  rlimit before_{};
};

TEST_CASE_FIXTURE(InventoryFixture, "a full disk loses nothing") {
  for (const rlim_t bytes : {0U, 20'000U, 150'000U, 200'000U, 250'000U}) {
    const FullDisk full(bytes);
    file.refuses("SELECT idp_refresh()", {"idp_refresh: ", "the file can't"});
  }
  CHECK(number(refresh(), "refresh") == 1);
  check_equal();
  CHECK(file.value("PRAGMA integrity_check") == "ok");
}

TEST_CASE_FIXTURE(InventoryFixture,
                  "what may not be read keeps its last rows") {
  static_cast<void>(refresh());
  const Rows before = saved("grants");
  simulator.act("DELETE", user_path + "/grants");
  simulator.fail(
      {.path = "*/grants", .skip = 9, .times = kAlways, .status = 403});
  const json::Tree told = refresh(kFull);
  check_parts(
      told.text("message"),
      {"grants of " + host + ": not covered: ", "403", "okta.users.read"});
  CHECK(told.find("covers")->find("grants of " + host) == nullptr);
  CHECK(saved("grants") == before);
  CHECK(saved("users") == live("users"));
  // Tokens have another way, which sees all of them.
  simulator.fail({.path = "*/apps/*/tokens", .times = kAlways, .status = 403});
  CHECK(refresh(kFull).text("message").empty());
  check_equal();
  simulator.fail({.times = kAlways, .status = 403});
  file.refuses("SELECT idp_refresh()", {"403", "goes on there"});
  simulator.heal();
  CHECK(number(refresh(), "refresh") == 4);
  check_equal();
}

TEST_CASE_FIXTURE(InventoryFixture, "a user who left meanwhile has nothing") {
  simulator.fail(
      {.path = user_path + "/*",
       .times = kAlways,
       .status = 404,
       .body = R"_({"errorCode": "E0000007", "errorSummary": "none"})_"});
  static_cast<void>(refresh());
  CHECK(file.value("SELECT count(*) FROM saved_grants WHERE userId = " +
                   literal(ids.user)) == "0");
  simulator.heal();
  static_cast<void>(refresh(kFull));
  check_equal();
}

}  // namespace
}  // namespace idp::test::refresh_file_test
