// bulk_by_app_test.cpp - one call for all tokens of an app, by the same proof
// as for other lists; and row by row where the provider refuses that call.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/client.h"
#include "support/service_app.h"

namespace idp::test::bulk_by_app_test {
namespace {

std::vector<std::string> revoked_by(Database& db) {
  std::vector<std::string> calls = db.sent();
  std::erase_if(calls, [](auto& c) { return !c.starts_with("DELETE "); });
  std::ranges::sort(calls);
  return calls;
}

struct Fixture : ClientFixture {
  using ClientFixture::ClientFixture;

  std::string app =
      db.value("SELECT id FROM apps WHERE client_id = " + literal(ids.client));
  std::string app_path = "/api/v1/apps/" + app + "/tokens";
  std::string by_app = " WHERE appId = " + literal(app) + " ";
  std::vector<std::string> of_app =
      sorted(db.rows("SELECT id FROM oauth_tokens" + by_app));

  std::vector<std::string> revoked() { return revoked_by(db); }
  std::vector<std::string> whole() const { return {"DELETE " + app_path}; }
  std::size_t tokens_left() const { return Org(simulator).tokens().size(); }
  std::size_t all = org.tokens().size();

  // Nothing but the app's tokens is gone, and each was told so.
  void check_told(const std::string& bulk) {
    const std::string count = std::to_string(of_app.size());
    CHECK(of_app.size() > tokens.size());
    CHECK(all - tokens_left() == of_app.size());
    CHECK(db.value("SELECT count(*) FROM idp_revocations WHERE state = "
                   "'revoked' AND status = 204 AND bulk = " +
                   bulk) == count);
    CHECK(db.value("SELECT count(DISTINCT call) FROM idp_revocations") ==
          (bulk == "1" ? "1" : count));
  }
};

TEST_CASE_FIXTURE(Fixture, "all tokens of an app go in one call") {
  const std::string pinned = ", writable=1); DELETE FROM ";
  for (const std::string& sql :
       {"DELETE FROM oauth_tokens" + by_app,
        "DELETE FROM clienttokens" + by_app,
        "DELETE FROM oauth_tokens WHERE clientId = " + literal(ids.client),
        "DELETE FROM oauth_tokens" + by_app +
            "AND clientId = " + literal(ids.client),
        "DELETE FROM oauth_tokens WHERE appId IN (SELECT id FROM apps WHERE "
        "client_id = " +
            literal(ids.client) + ")",
        "DELETE FROM oauth_tokens WHERE clientId IN ('nobody', " +
            literal(ids.client) + ")",
        "CREATE VIRTUAL TABLE temp.a USING oauth_tokens(appId=" + literal(app) +
            pinned + "a",
        "CREATE VIRTUAL TABLE temp.c USING oauth_tokens(clientId=" +
            literal(ids.client) + pinned + "c"}) {
    INFO(sql);
    simulator.reset();
    revoked();
    db.rows(sql);
    CHECK(revoked() == whole());
    check_told("1");
  }
}

TEST_CASE_FIXTURE(Fixture, "the tokens of several apps, each app's in one") {
  db.rows("DELETE FROM oauth_tokens WHERE appId IN (SELECT id FROM apps)");
  const auto calls = revoked();
  CHECK(calls.size() > 5);
  CHECK(std::ranges::all_of(calls, [](auto& call) {
    return call.starts_with("DELETE /api/v1/apps/");
  }));
  CHECK(tokens_left() == 0);
}

TEST_CASE_FIXTURE(Fixture, "row by row where an app's tokens are chosen") {
  for (const std::string more :
       {"AND status = 'ACTIVE'", "AND userId > ''", "AND id <> ''",
        "AND userId IN (SELECT id FROM users)", "AND \"limit\" = 200"}) {
    simulator.reset();
    revoked();
    INFO(more);
    db.rows("DELETE FROM oauth_tokens" + by_app + more);
    const auto calls = revoked();
    CHECK(calls.size() == of_app.size());
    CHECK(has(calls.front(), "/users/"));
    CHECK(all - tokens_left() == of_app.size());
  }
}

// What was staged before goes with the call that is for all of them.
TEST_CASE_FIXTURE(Fixture, "lists within a list, in one transaction") {
  const std::string preview =
      "SELECT count(*), count(DISTINCT call), min(bulk), min(path) FROM "
      "idp_revocations";
  const std::string count = std::to_string(of_app.size());
  db.rows("BEGIN; DELETE FROM clienttokens" + client +
          "; SAVEPOINT b; DELETE FROM oauth_tokens" + by_app);
  CHECK(db.rows(preview) == Rows{{count, "1", "1", app_path}});
  // Taken back, the first list is as it was.
  db.rows("ROLLBACK TO b");
  CHECK(db.rows(preview) == Rows{{"4", "1", "1", tokens_path}});
  db.rows("DELETE FROM oauth_tokens" + by_app + "AND status = 'ACTIVE'");
  CHECK(db.rows(preview + " WHERE bulk = 0")[0][0] ==
        std::to_string(of_app.size() - 4));
  db.rows("ROLLBACK TO b; DELETE FROM oauth_tokens" + by_app + "; COMMIT");
  CHECK(revoked() == whole());
  check_told("1");
}

TEST_CASE_FIXTURE(Fixture, "two statements that make up the whole by chance") {
  const std::string half = literal(of_app[of_app.size() / 2]);
  db.rows("BEGIN; DELETE FROM oauth_tokens" + by_app + "AND id < " + half +
          "; DELETE FROM oauth_tokens" + by_app + "AND id >= " + half +
          "; COMMIT");
  CHECK(revoked().size() == of_app.size());
  check_told("0");
}

TEST_CASE_FIXTURE(Fixture, "no bulk call once bulk_revoke is off") {
  db.rows("BEGIN; DELETE FROM oauth_tokens" + by_app);
  db.configure({{"bulk_revoke", "off"}});
  CHECK(db.value("SELECT max(bulk) FROM idp_revocations") == "0");
  db.rows("COMMIT");
  CHECK(revoked().size() == of_app.size());
  check_told("0");
}

TEST_CASE_FIXTURE(Fixture, "as many rows count as were read") {
  db.configure({{"max_revocations", std::int64_t(of_app.size()) - 1}});
  db.refuses("DELETE FROM oauth_tokens" + by_app, {"max_revocations"});
  CHECK(revoked().empty());
  CHECK(tokens_left() == all);
}

// The scope for apps is not the one for users.
TEST_CASE_FIXTURE(Fixture, "row by row where the call for all is refused") {
  const std::string unseen =
      R"({"errorCode": "E0000007", "errorSummary": "Not found"})";
  for (const int status : {403, 404}) {
    simulator.reset();
    simulator.fail({.method = "DELETE",
                    .path = "/api/v1/apps/*",
                    .times = kAlways,
                    .status = status,
                    .body = unseen});
    revoked();
    db.configure({{"on_revoke_error", "stop"}});
    db.rows("DELETE FROM oauth_tokens" + by_app);
    const auto calls = revoked();
    CHECK(calls.front() == whole().front());
    CHECK(calls.size() == of_app.size() + 1);
    check_told("0");
  }
}

TEST_CASE_FIXTURE(Fixture, "a failure is told for each row of the list") {
  db.configure({{"max_retries", 1}});
  // Nobody says what became of it: the list is read again.
  simulator.fail({.method = "DELETE",
                  .times = kAlways,
                  .status = 503,
                  .after_effect = true});
  db.rows("DELETE FROM oauth_tokens" + by_app);
  CHECK(db.value("SELECT count(*) FROM idp_revocations WHERE bulk = 1 AND "
                 "state = 'revoked'") == std::to_string(of_app.size()));
  simulator.reset();
  simulator.fail({.method = "DELETE", .times = kAlways, .status = 503});
  db.refuses("DELETE FROM oauth_tokens" + by_app, {"503", "still there"});
  CHECK(tokens_left() == all);
  // A list that can't be read any more is no proof.
  simulator.fail_all(
      {{.method = "DELETE", .times = kAlways, .status = 503},
       {.path = "/api/v1/apps/*", .skip = 1, .times = kAlways, .status = 404}});
  db.refuses("DELETE FROM oauth_tokens" + by_app, {"503"});
  CHECK(db.value("SELECT count(*) FROM idp_revocations WHERE state = "
                 "'unknown'") == std::to_string(of_app.size()));
}

TEST_CASE_FIXTURE(ServiceAppFixture, "row by row without the scope for apps") {
  configure();
  const std::string app = db.value(
      "SELECT appId FROM (SELECT id FROM apps) a CROSS JOIN oauth_tokens t ON "
      "t.appId = a.id LIMIT 1");
  const std::string sql =
      "DELETE FROM oauth_tokens WHERE appId = " + literal(app);
  revoked_by(db);
  db.rows(sql);
  const auto calls = revoked_by(db);
  CHECK(calls.size() > 1);
  CHECK(std::ranges::count_if(calls, [](auto& call) {
          return has(call, "/users/");
        }) == sqlite3_changes(db.handle()));
  CHECK(sqlite3_changes(db.handle()) > 1);
}

TEST_CASE("what can't be seen is not revoked") {
  const Simulator simulator(
      {"--users", "20", "--tokens", "4", "--hidden-apps", "2"});
  Database db(simulator);
  db.rows("DELETE FROM oauth_tokens WHERE appId IN (SELECT id FROM apps)");
  CHECK(revoked_by(db).size() > 3);
  const Org left(simulator);
  CHECK_FALSE(left.tokens().empty());
  CHECK(db.value("SELECT count(*) FROM oauth_tokens WHERE appId IN (SELECT id "
                 "FROM apps)") == "0");
}

TEST_CASE_FIXTURE(Fixture, "apps of two orgs, each in a call of its own") {
  const Simulator other({"--users", "20", "--tokens", "4"});
  db.configure({{"orgUrl", other.url()},
                {"subdomain", "preview"},
                {"token", Simulator::kToken},
                {"default", false}});
  revoked();
  db.rows(
      "BEGIN; DELETE FROM oauth_tokens WHERE subdomain = 'preview' AND "
      "appId = " +
      literal(app) + "; DELETE FROM oauth_tokens WHERE subdomain = " +
      literal(simulator.subdomain()) + " AND userId = " + literal(ids.user) +
      " AND clientId = " + literal(ids.client) + "; COMMIT");
  CHECK(revoked() ==
        std::vector<std::string>{whole().front(), "DELETE " + tokens_path});
  CHECK(tokens_left() == all - 4);
  CHECK(Org(other).tokens().size() == all - of_app.size());
}

}  // namespace
}  // namespace idp::test::bulk_by_app_test
