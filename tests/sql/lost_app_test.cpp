// lost_app_test.cpp - apps that were listed, or are named, and whose tokens are
// a 404: they are asked for by their id, and no list is silently empty.
#include <doctest/doctest.h>

#include "support/tokens.h"

namespace idp::test::lost_app_test {
namespace {

constexpr char kGone[] =
    R"({"errorCode":"E0000007","errorSummary":"Not found: Resource not found"})";

struct Lost : TokensFixture {
  Lost() {
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
          {.path = "/api/v1/apps/" + app, .times = kAlways, .status = status});
      if (*status == 404) faults.back().body = kGone;
    }
    simulator.fail_all(faults);
  }

  // Apps with tokens, in the list's order.
  std::string first, last, last_client;
};

TEST_CASE_FIXTURE(Lost, "an app that is there, but not its tokens") {
  for (const std::string& app : std::vector{first, last}) {
    lose(app);
    for (const std::string& sql : std::vector<std::string>{
             "SELECT id FROM oauth_tokens",
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
        "oauth_tokens WHERE userId IN ('me', 'x')", "p",
        "clienttokens WHERE userId = 'me'",
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
}  // namespace idp::test::lost_app_test
