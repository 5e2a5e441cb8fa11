// visibility_test.cpp - apps that the provider hides, or that the admin role
// leaves out: a query is told what its way can't see, a DELETE is not decided
// by it.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/org.h"
#include "support/program.h"

namespace idp::test {
namespace {

constexpr char kUnseen[] = "apps that Okta hides or the admin role leaves out";

struct Hidden : OrgFixture {
  explicit Hidden(const std::string& flag = "--hidden-apps",
                  const std::string& count = "6")
      : OrgFixture({"--users", "20", "--tokens", "3", flag, count}) {
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

  std::vector<std::string> all() const { return tokens(org, {}, {}); }
  // The ids of tokens, of a client or a user unless they are empty; sorted.
  static std::vector<std::string> tokens(const Org& org,
                                         const std::string& client,
                                         const std::string& user = {}) {
    std::vector<std::string> ids;
    for (const json::Tree& token : org.tokens()) {
      if (!client.empty() && token.text("clientId") != client) continue;
      if (!user.empty() && token.text("userId") != user) continue;
      ids.push_back(token.text("id"));
    }
    std::ranges::sort(ids);
    return ids;
  }
  std::vector<std::string> read(const std::string& where = "") {
    return sorted(db.rows("SELECT id FROM oauth_tokens " + where));
  }
  std::string stat(const std::string& name) {
    return db.value("SELECT " + name +
                    " FROM idp_stats WHERE scope = 'statement'");
  }
  void force(const std::string& route) { db.configure({{"route", route}}); }
  std::string shell(const std::string& script) {
    return run_shell(script, {{"OKTA_CLIENT_ORGURL", simulator.url()},
                              {"OKTA_CLIENT_TOKEN", Simulator::kToken},
                              {"IDP_PROGRESS", "on"}})
        .output;
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
            std::string("[sees no ") + kUnseen + "]"));
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
  for (const std::string route : {"auto", "apps"}) {
    force(route);
    db.refuses(by_client,
               {"no row of apps has client_id = '" + unseen + "'", kUnseen,
                "nothing was revoked", "name userId and clientId",
                R"(SELECT idp_configure('{"route": "users"}'))"});
  }
  std::string app;
  for (const json::Tree& token : org.tokens()) {
    if (token.text("clientId") != unseen) continue;
    const std::string href = token.at("_links.app.href")->text();
    app = href.substr(href.rfind('/') + 1);
  }
  const std::string by_app = " WHERE appId = " + literal(app);
  db.refuses("DELETE FROM oauth_tokens" + by_app,
             {"/api/v1/apps/" + app + "/tokens", "it is not visible", kUnseen,
              "nothing was revoked", "name userId and clientId"});
  CHECK(read(by_app).empty());
  CHECK(stat("missing") == "1");
  CHECK(deletes() == 0);
  // What is seen goes by its app; what is not, as the message says.
  db.rows("DELETE FROM oauth_tokens WHERE clientId = " + literal(seen));
  CHECK(tokens(Org(simulator), seen).empty());
  db.rows(by_client + " AND userId = " + literal(user));
  CHECK(tokens(Org(simulator), unseen, user).empty());
  force("users");
  db.rows(by_client);
  CHECK(tokens(Org(simulator), unseen).empty());
}

constexpr char kGone[] =
    R"({"errorCode":"E0000007","errorSummary":"Not found: (AppInstance)"
})";

struct Lost : Hidden {
  Lost() : Hidden("--hidden-apps", "0") {
    for (const auto& row : db.rows("SELECT id, client_id FROM apps")) {
      if (tokens(org, row[1]).empty() || row[1] == "NULL") continue;
      if (first.empty()) first = row[0];
      last = row[0];
      last_client = row[1];
    }
    simulator.reset();
  }

  // This app's tokens are a 404; and if it is asked for by id, that status.
  void lose(const std::string& app, std::optional<int> status = {}) {
    std::vector<Fault> faults = {{.path = "/api/v1/apps/" + app + "/tokens",
                                  .times = kAlways,
                                  .status = 404,
                                  .body = kGone}};
    if (status) {
      faults.push_back(
          {.path = "/api/v1/apps/" + app, .times = kAlways, .status = *status});
      if (*status == 404) faults.back().body = kGone;
    }
    simulator.fail_all(faults);
  }

  // Apps with tokens, in the list's order.
  std::string first, last, last_client;
};

TEST_CASE_FIXTURE(Lost, "an app that is there, but not its tokens") {
  for (const std::string& app : {first, last}) {
    lose(app);
    for (const std::string sql :
         {std::string("SELECT id FROM oauth_tokens"),
          "SELECT id FROM oauth_tokens WHERE appId = " + literal(app),
          "DELETE FROM oauth_tokens WHERE appId = " + literal(app)}) {
      INFO(sql);
      db.refuses(sql, {"/api/v1/apps/" + app +
                           "/tokens?limit=200: the answer "
                           "is 404, though appId is there by its id",
                       R"("route": "users")"});
    }
  }
  // The app is asked for now, and not looked up in the cache.
  db.configure({{"cache_ttl", 60}});
  db.rows("SELECT id FROM apps WHERE id = " + literal(first));
  lose(first, 404);
  CHECK(read().size() < all().size());
}

TEST_CASE_FIXTURE(Lost, "an app that went away in between is left out") {
  lose(last, 404);
  CHECK(read().size() == all().size() - tokens(org, last_client).size());
  CHECK(stat("partial") == "2");
  check_parts(shell("SELECT count(*) FROM oauth_tokens;"),
              {"/api/v1/apps/" + last +
               "/tokens?limit=200: it was listed and "
               "is not visible any more"});
  CHECK(read("WHERE appId = " + literal(last)).empty());
  CHECK(stat("missing") == "1");
}

TEST_CASE_FIXTURE(Lost, "an app that can't be asked for is no empty list") {
  // Nothing was shown yet: the other way has the rows.
  lose(first, 403);
  CHECK(read() == all());
  lose(last, 403);
  db.refuses("SELECT id FROM oauth_tokens",
             {"apps: GET " + simulator.url() + "/api/v1/apps/" + last +
                  " answered 403",
              R"("route": "users")"});
  lose(last, 500);
  db.configure({{"max_retries", 0}});
  db.refuses("SELECT id FROM oauth_tokens",
             {"/api/v1/apps/" + last + " answered 500"});
}

TEST_CASE_FIXTURE(Lost, "'me' is refused on every way, pinned or not") {
  force("apps");
  const std::string me =
      ": userId = 'me' is refused: to Okta it stands for the user of a "
      "browser's session";
  db.rows("CREATE VIRTUAL TABLE temp.p USING oauth_tokens(userId='me')");
  for (const std::string where :
       {"oauth_tokens WHERE userId = 'me'",
        "oauth_tokens WHERE userId IN "
        "('me', 'x')",
        "p", "clienttokens WHERE userId = 'me'",
        "oauth_tokens WHERE userId = 'me' AND appId = 'x'"}) {
    INFO(where);
    const std::string error = db.error("SELECT * FROM " + where);
    INFO(error);
    CHECK(has(error, "tokens" + me));
  }
  // Other values of a way that isn't gone ask for nothing more.
  simulator.reset();
  const auto mine = tokens(org, {}, ids.user);
  CHECK(read("WHERE userId = " + literal(ids.user)) == mine);
  const long one = simulator.requests();
  CHECK(read("WHERE userId IN (" + literal(ids.user) + ", 'x', 'y', 'z')") ==
        mine);
  CHECK(simulator.requests() == 2 * one);
}

}  // namespace
}  // namespace idp::test
