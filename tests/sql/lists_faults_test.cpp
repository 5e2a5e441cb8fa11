// lists_faults_test.cpp - look-ups whose list is refused, late, short, empty,
// wrong or too large: they go on, and the rows are the same.
#include <doctest/doctest.h>

#include <chrono>

#include "support/copies.h"

namespace idp::test::lists_faults_test {
namespace {

const std::string kUsers =
    "SELECT u.login, u.status FROM some l CROSS JOIN @users u ON u.id = l.id "
    "ORDER BY 1";
const std::string kTokens =
    "SELECT l.id, t.id FROM some l CROSS JOIN @oauth_tokens t ON t.userId = "
    "l.id ORDER BY 1, 2";

struct Fixture {
  explicit Fixture(const std::vector<std::string>& more = {})
      : simulator([&] {
          std::vector<std::string> flags = {"--users", "450", "--rate-limit",
                                            "0"};
          flags.insert(flags.end(), more.begin(), more.end());
          return flags;
        }()) {
    db.rows(
        "CREATE TABLE some AS SELECT id FROM local_users WHERE rowid % 9 = 0 "
        "UNION ALL SELECT '00uNobody'");
  }

  // The calls for it, once its rows are those of ordinary tables.
  std::size_t calls(const std::string& sql) {
    INFO(sql);
    db.sent();
    const Rows rows = db.rows(LocalCopy::ours(sql));
    const std::size_t count = db.sent().size();
    CHECK(rows == db.rows(LocalCopy::local(sql)));
    CHECK(!rows.empty());
    return count;
  }

  Simulator simulator;
  Org org{simulator};
  Database db{simulator};
  LocalCopy copy{db, org};
};

TEST_CASE_FIXTURE(Fixture, "whatever is wrong with a list, look-ups go on") {
  db.configure({{"max_retries", 0}});
  const Fault faults[] = {
      {.status = 500},        {.status = 403}, {.rate_limit_concurrency = true},
      {.body = "[]"},         {.body = "{}"},  {.body = "<html>"},
      {.truncate = 40},       {.close = true}, {.short_page = true},
      {.spurious_next = true}};
  for (const std::string path : {"/api/v1/users", "/api/v1/apps"}) {
    const bool users = path.ends_with("users");
    for (Fault fault : faults) {
      for (fault.skip = 0; fault.skip < 2; ++fault.skip) {
        fault.path = path;
        fault.times = kAlways;
        // Which apps there are the provider alone knows.
        if (!users && fault.body == "[]") continue;
        simulator.fail(fault);
        calls(users ? kUsers : kTokens);
      }
    }
  }
}

// As of somebody whom it doesn't show yet: they are got one by one.
TEST_CASE_FIXTURE(Fixture, "a row that a list lacks is there all the same") {
  simulator.fail(
      {.path = "/api/v1/users", .times = kAlways, .missing_next = true});
  CHECK(calls(kUsers) > 20);
}

TEST_CASE_FIXTURE(Fixture, "more than may be kept is looked up") {
  const std::string large(std::size_t{9} << 20, 'x');
  simulator.fail({.path = "/api/v1/users",
                  .times = kAlways,
                  .body = R"([{"id": "00uA", "status": ")" + large +
                          R"("}, {"id": "00uB", "status": ")" + large +
                          R"("}])"});
  const std::size_t sent = calls(kUsers);
  CHECK(sent >= 51);
  CHECK(sent <= 51 + 2);
}

// Of the first page's users no more are looked up.
TEST_CASE_FIXTURE(Fixture, "nobody waits for a page that is late") {
  simulator.fail({.path = "/api/v1/users",
                  .skip = 1,
                  .times = kAlways,
                  .delay_ms = 20'000});
  const auto began = std::chrono::steady_clock::now();
  const std::size_t sent = calls(kUsers);
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(15));
  CHECK(sent <= 51 + 2);
}

// Two calls a second for the list, and as many for look-ups, which have a limit
// of their own.
TEST_CASE("while the list waits for its rate limit, look-ups go on") {
  Simulator simulator({"--users", "900", "--rate-limit", "4", "--window", "1"});
  const Org org(simulator);
  Database db(simulator);
  LocalCopy copy(db, org);
  db.rows("CREATE TABLE some AS SELECT id FROM local_users LIMIT 9");
  CHECK(db.rows(LocalCopy::ours(kUsers)) == db.rows(LocalCopy::local(kUsers)));
}

// The call that it waits for, and the list's, are answered long after.
TEST_CASE_FIXTURE(Fixture, "a stop ends look-ups and their list") {
  simulator.fail({.path = "/api/v1/users*",
                  .skip = 4,
                  .times = kAlways,
                  .delay_ms = 20'000});
  const auto ask = [](void* self) {
    return static_cast<const Simulator*>(self)->requests() >= 5 ? 1 : 0;
  };
  sqlite3_progress_handler(db.handle(), 1000, ask, &simulator);
  CHECK(db.error(LocalCopy::ours(kUsers)) == "interrupted");
  sqlite3_progress_handler(db.handle(), 0, nullptr, nullptr);
  simulator.heal();
  calls(kUsers);
}

// The same id is nobody in the other org, which has users of its own.
TEST_CASE_FIXTURE(Fixture, "each org has a list of its own") {
  const Simulator other({"--users", "250", "--seed", "7", "--rate-limit", "0"});
  db.configure({{"orgUrl", other.url()},
                {"subdomain", "preview"},
                {"token", Simulator::kToken},
                {"default", false}});
  db.rows("CREATE TABLE both(org, id); INSERT INTO both SELECT " +
          literal(simulator.subdomain()) +
          ", id FROM some UNION ALL SELECT 'preview', id FROM some");
  const Org preview(other);
  for (const json::Tree& user : preview.users()) {
    db.rows("INSERT INTO both VALUES ('preview', " + literal(user.text("id")) +
            ")");
  }
  db.sent();
  CHECK(db.value("SELECT group_concat(u.subdomain = b.org, '') FROM both b "
                 "CROSS JOIN users u ON u.id = b.id AND u.subdomain = b.org") ==
        std::string(300, '1'));
  CHECK(db.sent().size() < 200);
}

struct Hidden : Fixture {
  Hidden() : Fixture({"--hidden-apps", "2"}) {}
};

TEST_CASE_FIXTURE(Hidden, "apps that are hidden: told, and not by users") {
  const std::string partial =
      "SELECT partial FROM idp_stats WHERE scope = 'statement'";
  const Rows some = db.rows(LocalCopy::ours(kTokens));
  CHECK(db.value(partial) == "1");
  db.configure({{"route", "users"}});
  const Rows all = db.rows(LocalCopy::ours(kTokens));
  CHECK(db.value(partial) == "0");
  CHECK(all == db.rows(LocalCopy::local(kTokens)));
  CHECK(some.size() < all.size());
}

}  // namespace
}  // namespace idp::test::lists_faults_test
