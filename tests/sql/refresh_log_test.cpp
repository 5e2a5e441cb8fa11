// refresh_log_test.cpp - a refresh by the log reads what events name, and has
// what a full one would have.
#include <doctest/doctest.h>

#include "support/inventory.h"

namespace idp::test::refresh_log_test {
namespace {

// Users enough for a part to be cheaper than all; every row of the file is as
// the provider has it at the start.
struct Logged : InventoryFixture {
  explicit Logged(const std::string& users = "60")
      : InventoryFixture({"--users", users, "--rare", "on"}) {
    static_cast<void>(refresh());
  }
  std::string changes(const std::string& table, const std::string& what) {
    return file.value("SELECT count(*) FROM saved_" + table +
                      "_changes WHERE refresh = (SELECT max(number) FROM "
                      "saved_refreshes) AND what = " +
                      literal(what));
  }
  std::string kind() {
    return file.value(
        "SELECT kind FROM saved_refreshes ORDER BY number DESC LIMIT 1");
  }
  std::string path_of(const json::Tree& token) {
    return "/api/v1/users/" + token.text("userId") + "/clients/" +
           token.text("clientId") + "/tokens/" + token.text("id");
  }
};

TEST_CASE_FIXTURE(Logged, "a token that is revoked, and one that comes") {
  CHECK(kind() == "full");
  simulator.act("DELETE", tokens_path + "/" + ids.token);
  by_log();
  check_equal();
  CHECK(kind() == "log");
  CHECK(changes("oauth_tokens", "removed") == "1");
  arrive("token", ids.token);
  by_log();
  check_equal();
  CHECK(changes("oauth_tokens", "added") == "1");
}

TEST_CASE_FIXTURE(Logged, "all tokens of a user, of a client, of an app") {
  simulator.act("DELETE", tokens_path);
  by_log();
  check_equal();
  const Org now(simulator);
  const std::string app =
      file.value("SELECT id FROM saved_apps WHERE client_id = " +
                 literal(now.tokens().back().text("clientId")));
  simulator.act("DELETE", "/api/v1/apps/" + app + "/tokens");
  by_log();
  check_equal();
  simulator.act("DELETE", "/api/v1/users/" + now.users()[5].text("id") +
                              "/sessions?oauthTokens=true");
  by_log();
  check_equal();
}

TEST_CASE_FIXTURE(Logged, "consents that go, and one that comes with a token") {
  simulator.act("DELETE", user_path + "/grants/" + ids.grant);
  by_log();
  check_equal();
  simulator.act("DELETE", tokens_path + "/" + ids.token);
  by_log();
  arrive("grant", ids.grant);
  arrive("token", ids.token);
  by_log();
  check_equal();
  simulator.act("DELETE", user_path + "/grants");
  by_log();
  check_equal();
}

TEST_CASE_FIXTURE(Logged, "users who change, leave, are deleted and come") {
  simulator.set_login(ids.user, "other@example.com");
  by_log();
  check_equal();
  simulator.act("POST", user_path + "/lifecycle/suspend");
  by_log();
  check_equal();
  simulator.act("DELETE", user_path);
  by_log();
  check_equal();
  CHECK(file.value("SELECT status FROM saved_users WHERE id = " +
                   literal(ids.user)) == "DEPROVISIONED");
  simulator.act("DELETE", user_path);
  by_log();
  check_equal();
  CHECK(changes("users", "removed") == "1");
  for (const std::string table : {"grants", "oauth_tokens", "user_clients"}) {
    CHECK(file.rows("SELECT 1 FROM saved_" + table +
                    " WHERE userId = " + literal(ids.user))
              .empty());
  }
  arrive("user", ids.user);
  arrive("token", ids.token);
  by_log();
  check_equal();
  CHECK(changes("users", "added") == "1");
}

TEST_CASE_FIXTURE(Logged, "apps that are deactivated, deleted and come") {
  const std::string app = file.value(
      "SELECT id FROM saved_apps WHERE client_id = " + literal(ids.client));
  const std::string app_path = "/api/v1/apps/" + app;
  simulator.act("POST", app_path + "/lifecycle/deactivate");
  refresh();
  check_equal();
  simulator.act("DELETE", app_path);
  refresh();
  check_equal();
  CHECK(changes("apps", "removed") == "1");
  arrive("app", app);
  arrive("token", ids.token);
  refresh();
  check_equal();
  CHECK(changes("apps", "added") == "1");
}

// What is read by key instead of as a list.
TEST_CASE("of many users those that events name are looked up") {
  Logged org("1500");
  const auto lists = [&] {
    return org.simulator.requests("GET /api/v1/users");
  };
  const auto clients = [&] {
    return org.simulator.requests("GET /api/v1/users/{userId}/clients");
  };
  const long before = lists();
  org.simulator.set_login(org.ids.user, "other@example.com");
  org.by_log();
  CHECK(lists() == before);
  CHECK(org.saved("users") == org.live("users"));
  CHECK(org.changes("users", "changed") == "1");
  const long read = clients();
  org.simulator.act("DELETE", org.user_path);
  org.simulator.act("DELETE", org.user_path);
  org.by_log();
  CHECK(org.changes("users", "removed") == "1");
  CHECK(clients() - read < 40);
}

}  // namespace
}  // namespace idp::test::refresh_log_test
