// audit_test.cpp - the audit log: a line before each call that revokes and one
// after it, so that it can be told what was tried, whatever happens.
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <thread>

#include "support/home.h"
#include "support/org.h"
#include "support/program.h"
#include "support/service_app.h"

namespace idp::test::audit_test {
namespace {

using Set = std::set<std::string>;

// An audit log, for a connection that is made meanwhile.
struct Log {
  explicit Log(std::string name)
      : path(std::move(name)), settings(R"({"audit_log": ")" + path + "\"}") {}

  const std::string path;
  const OwnSettings settings;
};

struct Fixture : Log, OrgFixture {
  explicit Fixture(const std::string& count = "4")
      : Log("/tmp/idp-audit-" + std::to_string(getpid()) + ".log"),
        OrgFixture({"--users", "3", "--tokens", count, "--grants", "3"}) {
    unlink(path.c_str());
  }
  ~Fixture() { unlink(path.c_str()); }
  Fixture(const Fixture&) = delete;

  void configure(const std::string& json) {
    db.rows("SELECT idp_configure(" + literal(json) + ")");
  }
  std::string text() const {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::vector<json::Tree> lines() const {
    std::vector<json::Tree> all;
    std::istringstream file(text());
    for (std::string line; std::getline(file, line);) {
      INFO(line);
      const Result<json::Tree> tree = json::parse(line);
      REQUIRE(tree.ok());
      all.push_back(*tree);
    }
    return all;
  }
  // The URLs of calls of which there is such a line.
  Set urls(const std::string& event, const std::string& outcome = "") const {
    std::map<std::string, std::string> url_of;
    Set all;
    for (const json::Tree& line : lines()) {
      const std::string call =
          line.text("transaction") + "/" +
          std::to_string(std::get<std::int64_t>(line.find("call")->value));
      if (line.text("event") == "attempt") url_of[call] = line.text("url");
      REQUIRE(url_of.contains(call));
      if (line.text("event") != event) continue;
      if (!outcome.empty() && line.text("outcome") != outcome) continue;
      all.insert(url_of[call]);
    }
    return all;
  }
  std::string url(const std::string& token) const {
    return simulator.url() + tokens_path + "/" + token;
  }
  Set deletes() const {
    Set all;
    for (const std::string& call : simulator.calls()) {
      const std::string verb = "DELETE ";
      if (call.starts_with(verb)) {
        all.insert(simulator.url() + call.substr(verb.size()));
      }
    }
    return all;
  }
  Set gone() const {
    Set all;
    for (const std::string& id : tokens) all.insert(url(id));
    for (const std::string& id : Org(simulator).token_ids(ids)) {
      all.erase(url(id));
    }
    return all;
  }

  std::string client = " WHERE userId = " + literal(ids.user) +
                       " AND clientId = " + literal(ids.client) + " ";
  std::vector<std::string> tokens = org.token_ids(ids);
  std::string one_by_one =
      "DELETE FROM oauth_tokens" + client + "AND status = 'ACTIVE'";
};

bool within(const Set& some, const Set& all) {
  return std::ranges::includes(all, some);
}

TEST_CASE_FIXTURE(Fixture, "a line before each call, and one after it") {
  simulator.fail({.method = "DELETE", .path = "*" + tokens[1], .status = 403});
  db.rows("BEGIN;" + one_by_one);
  CHECK(text().empty());
  simulator.act("DELETE", tokens_path + "/" + tokens[2]);
  db.error("COMMIT");
  CHECK(lines().size() == 8);
  CHECK(urls("attempt").size() == 4);
  CHECK(urls("outcome", "revoked") == Set{url(tokens[0]), url(tokens[3])});
  CHECK(urls("outcome", "failed") == Set{url(tokens[1])});
  CHECK(urls("outcome", "already gone") == Set{url(tokens[2])});
  const json::Tree first = lines().front();
  CHECK(first.text("event") == "attempt");
  CHECK(first.text("verb") == "DELETE");
  CHECK(first.text("table") == "oauth_tokens");
  CHECK(first.items("keys").size() == 1);
  for (const json::Tree& line : lines()) {
    std::string form = line.text("time");
    std::ranges::replace_if(
        form, [](char c) { return '0' <= c && c <= '9'; }, '9');
    CHECK(form == "9999-99-99T99:99:99.999Z");
    CHECK(line.text("transaction") == first.text("transaction"));
    if (line.text("outcome") != "failed") continue;
    CHECK(std::get<std::int64_t>(line.find("status")->value) == 403);
    CHECK(line.text("error_code") == "E0000006");
    CHECK(line.text("error_id").starts_with("oae"));
    CHECK(has(line.text("message"), "okta.users.manage"));
  }
  CHECK_FALSE(has(text(), Simulator::kToken));
  struct stat info = {};
  REQUIRE(stat(path.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
}

// Of whoever looks at the log: what `id -un` says.
std::string user_name() {
  const std::string said = run_program({"id", "-un"}, "").output;
  return said.substr(0, said.find('\n'));
}

TEST_CASE_FIXTURE(Fixture, "each line says who did it, and by which secret") {
  db.rows(one_by_one);
  const auto all = lines();
  REQUIRE(all.size() == 8);
  for (const json::Tree& line : all) {
    CHECK(line.text("user") == user_name());
    REQUIRE(line.find("credential") != nullptr);
    const json::Tree& credential = *line.find("credential");
    CHECK(std::get<std::int64_t>(line.find("process")->value) == getpid());
    CHECK(credential.text("source") == "idp_configure()");
    CHECK(credential.text("kind") == "API token");
    CHECK(credential.find("client_id") == nullptr);
  }
}

TEST_CASE("a service app is named by its client id") {
  const std::string path =
      "/tmp/idp-audit-app-" + std::to_string(getpid()) + ".log";
  const Log log(path);
  ServiceAppFixture app;
  app.configure();
  app.db.rows("DELETE FROM grants WHERE userId = " +
              literal(Org(app.simulator).first().user));
  std::ifstream file(path);
  std::string line;
  for (int i = 0; i < 2; ++i) {
    REQUIRE(std::getline(file, line));
    INFO(line);
    const Result<json::Tree> tree = json::parse(line);
    REQUIRE(tree.ok());
    REQUIRE(tree->find("credential") != nullptr);
    const json::Tree& credential = *tree->find("credential");
    CHECK(credential.text("kind") == "service app");
    CHECK(credential.text("client_id") == ServiceAppFixture::kClient);
  }
  unlink(path.c_str());
}

TEST_CASE_FIXTURE(Fixture, "it is appended to, and names each row of a list") {
  db.rows("DELETE FROM grants" + client + "AND id = " + literal(ids.grant));
  db.rows("DELETE FROM oauth_tokens" + client);
  const auto all = lines();
  REQUIRE(all.size() == 4);
  CHECK(all[0].text("transaction") != all[2].text("transaction"));
  CHECK(all[2].text("url") == simulator.url() + tokens_path);
  CHECK(all[2].items("keys").size() == 4);
  CHECK(all[3].text("outcome") == "revoked");
  // None where nothing is revoked, or no log is wished for.
  db.rows("BEGIN; DELETE FROM grants" + client + "; ROLLBACK");
  const Log none("");
  Database(simulator).rows("DELETE FROM grants" + client);
  CHECK(lines().size() == 4);
}

TEST_CASE_FIXTURE(Fixture, "the line is there when the call comes") {
  simulator.fail({.method = "DELETE", .times = kAlways, .delay_ms = 100000});
  db.rows("BEGIN;" + one_by_one);
  Set attempts, came;
  std::thread looking([&] {
    while (came.size() < 4) came = deletes();
    attempts = urls("attempt");
    sqlite3_interrupt(db.handle());
  });
  const std::string error = db.error("COMMIT");
  looking.join();
  CHECK(attempts == came);
  CHECK(has(error, "interrupted"));
  CHECK(urls("outcome", "unknown") == came);
  CHECK(db.value(
            "SELECT count(*) FROM idp_revocations WHERE state = 'unknown' "
            "AND message LIKE '%Whether it was carried out is not known%'") ==
        "4");
}

TEST_CASE_FIXTURE(Fixture, "what was not attempted is told, too") {
  db.configure({{"on_revoke_error", "stop"}, {"parallelism", 2}});
  simulator.fail({.method = "DELETE", .times = kAlways, .status = 403});
  db.error(one_by_one);
  const Set failed = urls("outcome", "failed");
  CHECK_FALSE(failed.empty());
  CHECK(failed == deletes());
  CHECK(urls("attempt").size() <= 3);
}

TEST_CASE_FIXTURE(Fixture, "if it can't be written, nothing is revoked") {
  for (const std::string file :
       {"/nowhere/audit.log", "/proc/version", "/dev/full"}) {
    const Log log(file);
    const std::string error = Database(simulator).error(one_by_one);
    INFO(error);
    CHECK(has(error, "The audit log '" + file + "' can't be "));
    CHECK(has(error, "0 of 4 were revoked, 4 were not"));
    CHECK(has(error, "by IDP_AUDIT_LOG or in the settings file"));
  }
  CHECK(deletes().empty());
  const Log relative("audit.log");
  CHECK(
      Database()
          .error("SELECT * FROM users")
          .ends_with("config.json: \"audit_log\" must be the absolute path of "
                     "a file, or empty for none."));
}

TEST_CASE("killed in the middle of 200: the log and the org agree") {
  Fixture f("200");
  // The first 49 are answered; then all 16 that are under way hang.
  f.simulator.fail(
      {.method = "DELETE", .skip = 49, .times = kAlways, .delay_ms = 100000});
  const std::size_t hanging = 49 + 16;
  {
    Program shell({"sqlite3", "-batch", ":memory:"},
                  load_extension() + f.one_by_one + ";\n",
                  {{"IDP_AUDIT_LOG", f.path},
                   {"OKTA_CLIENT_ORGURL", f.simulator.url()},
                   {"OKTA_CLIENT_TOKEN", Simulator::kToken}});
    while (f.deletes().size() < hanging) std::this_thread::yield();
    shell.kill();
    shell.wait();
  }
  const Set attempted = f.urls("attempt"), sent = f.deletes(),
            told = f.urls("outcome", "revoked");
  CHECK(sent.size() == hanging);
  CHECK(within(sent, attempted));
  CHECK(within(f.gone(), attempted));
  // What was answered last may not have been written down any more.
  CHECK(f.gone().size() == 49);
  CHECK(within(told, f.gone()));
  CHECK(told.size() + 16 >= 49);
  CHECK(attempted.size() < 200);

  // Nothing to repair: again, and it is done.
  f.simulator.heal();
  f.db.rows(f.one_by_one);
  CHECK(sqlite3_changes(f.db.handle()) == 151);
  CHECK(f.gone().size() == 200);
  CHECK(f.urls("attempt").size() == 200);
}

}  // namespace
}  // namespace idp::test::audit_test
