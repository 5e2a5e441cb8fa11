// visibility_test.cpp - apps that the provider hides, or that the admin role
// leaves out: a query is told what its way can't see, a DELETE is not decided
// by it.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/tokens.h"

namespace idp::test::visibility_test {
namespace {

constexpr char kUnseen[] = "apps that Okta hides or the admin role leaves out";

struct Hidden : TokensFixture {
  explicit Hidden(const std::string& flag = "--hidden-apps",
                  const std::string& count = "6")
      : TokensFixture(flag, count) {
    const auto listed = sorted(db.rows("SELECT client_id FROM apps"));
    for (const json::Tree& token : org.tokens()) {
      const std::string& client = token.text("clientId");
      if (std::ranges::count(listed, client) > 0) {
        seen = client;
      } else {
        unseen = client;
        user = token.text("userId");
      }
    }
    simulator.reset();
  }

  long deletes() const {
    const auto calls = simulator.calls();
    return std::ranges::count_if(
        calls, [](auto& call) { return call.starts_with("DELETE "); });
  }

  // Clients with tokens: of an app that is listed, and of one that is not,
  // with one of its users.
  std::string seen, unseen, user;
};

TEST_CASE_FIXTURE(Hidden, "a query is told what it can't see") {
  REQUIRE_FALSE(unseen.empty());
  CHECK(has(db.plan("SELECT * FROM oauth_tokens"),
            std::string("sees no ") + kUnseen + "]"));
  const auto some = read();
  CHECK(stat("partial") == "1");
  CHECK(some.size() < all().size());
  const std::string count = "SELECT count(*) FROM ";
  const std::string told = shell(count + "oauth_tokens UNION ALL " + count +
                                 "oauth_tokens UNION ALL " + count + "users;");
  check_parts(told,
              {std::string("oauth_tokens: GET /api/v1/apps/{appId}/tokens "
                           "can't see ") +
                   kUnseen + ", so that rows may be missing",
               R"(SELECT idp_configure('{"route": "users"}'))"});
  CHECK(std::ranges::count(told, '\n') == 4);
  force("users");
  CHECK(read() == all());
  CHECK(stat("partial") == "0");
  CHECK_FALSE(has(db.plan("SELECT * FROM oauth_tokens"), "sees no"));
}

TEST_CASE_FIXTURE(Hidden, "who may not see apps at all is told nothing") {
  simulator.fail({.path = "/api/v1/apps*", .times = kAlways, .status = 403});
  CHECK(read() == all());
  CHECK(stat("partial") == "0");
}

TEST_CASE("a role that covers no app shows no tokens by app, and is told so") {
  Hidden f("--role-apps", "0");
  CHECK(f.read().empty());
  CHECK(f.stat("partial") == "1");
  f.force("users");
  CHECK(f.read() == f.all());
}

TEST_CASE_FIXTURE(Hidden,
                  "a client that is named is found by its app, or not") {
  CHECK(read("WHERE clientId = " + literal(seen)) == tokens(org, seen));
  CHECK(stat("partial || missing") == "00");
  CHECK(read("WHERE clientId = " + literal(unseen)).empty());
  CHECK(stat("partial || missing") == "01");
  check_parts(shell("SELECT id FROM oauth_tokens WHERE clientId = " +
                    literal(unseen) + ";"),
              {"no row of apps has client_id = '" + unseen + "'", kUnseen,
               R"("route": "users")"});
  // With its user it is read by the user.
  CHECK(read("WHERE clientId = " + literal(unseen) +
             " AND userId = " + literal(user)) == tokens(org, unseen, user));
}

TEST_CASE("no DELETE is decided by what a list can't see") {
  for (const std::string flag : {"--hidden-apps", "--role-apps"}) {
    Hidden f(flag, "6");
    for (const std::string route : {"auto", "apps", "users"}) {
      INFO(flag << " " << route);
      f.simulator.reset();
      f.force(route);
      // Grants of clients without tokens: those of hidden apps have some.
      const std::string mine = " WHERE userId = " + literal(f.user);
      const auto grants = f.org.grant_ids(f.user);
      REQUIRE_FALSE(f.org.grant_ids(f.user, f.unseen).empty());
      f.db.rows("DELETE FROM grants" + mine +
                " AND clientId NOT IN (SELECT clientId FROM oauth_tokens)");
      const Org after(f.simulator);
      CHECK(after.grant_ids(f.user, f.unseen) ==
            f.org.grant_ids(f.user, f.unseen));
      // All who have tokens of it, and only they.
      f.db.rows(
          "DELETE FROM grants WHERE userId IN (SELECT userId FROM "
          "oauth_tokens WHERE +clientId = " +
          literal(f.unseen) + ")");
      const Org end(f.simulator);
      for (const json::Tree& one : f.org.users()) {
        const std::string& id = one.text("id");
        const bool holds = !f.tokens(f.org, f.unseen, id).empty();
        if (id != f.user && !holds) {
          CHECK(end.grant_ids(id) == f.org.grant_ids(id));
        } else if (holds) {
          CHECK(end.grant_ids(id).empty());
        }
      }
    }
  }
}

TEST_CASE_FIXTURE(Hidden, "a DELETE by user takes all, whatever the route") {
  force("apps");
  simulator.reset();
  db.rows("DELETE FROM oauth_tokens WHERE userId = " + literal(user));
  CHECK(tokens(Org(simulator), {}, user).empty());
  CHECK(Org(simulator).tokens().size() ==
        all().size() - tokens(org, {}, user).size());
  // It does not go through the org for that.
  CHECK(simulator.requests("GET /api/v1/users") == 0);
  CHECK(simulator.requests("GET /api/v1/apps") == 0);
}

TEST_CASE_FIXTURE(Hidden, "a DELETE by a client or app that can't be seen") {
  const std::string by_client =
      "DELETE FROM oauth_tokens WHERE clientId = " + literal(unseen);
  force("apps");
  db.refuses(by_client, {"no row of apps has client_id = '" + unseen + "'",
                         kUnseen, "No DELETE or UPDATE can be decided by that",
                         R"(SELECT idp_configure('{"route": "users"}'))"});
  force("auto");
  std::string app;
  for (const json::Tree& token : org.tokens()) {
    if (token.text("clientId") != unseen) continue;
    const std::string href = token.at("_links.app.href")->text();
    app = href.substr(href.rfind('/') + 1);
  }
  const std::string by_app = " WHERE appId = " + literal(app);
  db.refuses("DELETE FROM oauth_tokens" + by_app,
             {"/api/v1/apps/" + app + "/tokens", "it is not visible", kUnseen,
              "nothing was changed", "name userId and clientId"});
  CHECK(read(by_app).empty());
  CHECK(stat("missing") == "1");
  CHECK(deletes() == 0);
  // What is seen goes by its app; what is not, by the users.
  db.rows("DELETE FROM oauth_tokens WHERE clientId = " + literal(seen));
  CHECK(tokens(Org(simulator), seen).empty());
  CHECK(simulator.requests("GET /api/v1/users") == 0);
  db.rows("DELETE FROM oauth_tokens WHERE clientId IN ('0oaNone', " +
          literal(seen) + ", " + literal(unseen) + ")");
  CHECK(tokens(Org(simulator), unseen).empty());
  CHECK(Org(simulator).tokens().size() ==
        all().size() - tokens(org, seen).size() - tokens(org, unseen).size());
}

}  // namespace
}  // namespace idp::test::visibility_test
