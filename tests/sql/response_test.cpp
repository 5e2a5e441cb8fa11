// response_test.cpp - answers as they should not be: each fails the statement
// with a message that says what came, from which call.
#include <doctest/doctest.h>

#include "support/org.h"

namespace idp::test::response_test {
namespace {

struct Fixture : OrgFixture {
  std::string list = "SELECT id, scopes FROM oauth_tokens WHERE userId = " +
                     literal(ids.user) +
                     " AND clientId = " + literal(ids.client);
  std::string call =
      "oauth_tokens: GET " + simulator.url() + tokens_path + "?limit=200";

  // The answer to every GET.
  void answer(Fault fault) {
    fault.method = "GET";
    fault.times = kAlways;
    simulator.fail(fault);
  }
  void body(const std::string& text) { answer({.body = text}); }

  void check(const std::string& expected) {
    const std::string error = db.error(list);
    INFO(error);
    CHECK(error.starts_with(call));
    CHECK(has(error, expected));
    CHECK_FALSE(has(error, Simulator::kToken));
  }
};

TEST_CASE_FIXTURE(Fixture, "bodies that are not the JSON we asked for") {
  const std::pair<std::string, std::string> cases[] = {
      {"", "the answer can't be read: The document is empty"},
      {"[{\"id\":\"oar1\"", "Missing a comma or '}' after an object member"},
      {"[{\"id\":\"oar", "Missing a closing quotation mark in string"},
      {"[{\"id\":oar1}]", "Invalid value"},
      {"[{\"id\":\"oar1\"}]]", "must not be followed by other values"},
      {"{\"id\":\"oar1\"}", "expected an array, got an object"},
      {"\"oar1\"", "expected an array, got a single value"},
      {"[{\"id\":\"a\"},\"b\"]",
       "element 1 of the array is a single value and not an object"},
      {"[[1]]", "element 0 of the array is an array and not an object"},
      {"[{\"id\":1e999}]", "Number too big to be stored in double"},
      {"[{\"id\":\"\\ud800\"}]", "surrogate"},
  };
  for (const auto& c : cases) {
    INFO(c.first);
    body(c.first);
    check(c.second);
  }
}

TEST_CASE_FIXTURE(Fixture, "an object without what names it is no row") {
  const std::pair<std::string, std::string> gets[] = {
      {"SELECT id, status FROM users WHERE id = " + literal(ids.user), "id"},
      {"SELECT * FROM oauth_tokens WHERE userId = " + literal(ids.user) +
           " AND clientId = " + literal(ids.client) +
           " AND tokenId = " + literal(ids.token),
       "id"},
  };
  for (const auto& [get, name] : gets) {
    for (const std::string text :
         {"{}", "{\"status\": \"ACTIVE\"}", "{\"id\": null}"}) {
      body(text);
      db.refuses(get, {"the answer has no " + name + ", which names a row of ",
                       simulator.url() + "/api/v1/users/" + ids.user});
    }
  }
}

TEST_CASE_FIXTURE(Fixture, "bytes that are not UTF-8") {
  answer({.body_hex = "5b7b226964223a22ff227d5d"});
  check("Invalid encoding in string");
}

TEST_CASE_FIXTURE(
    Fixture, "a body nested a hundred thousand deep is read all the same") {
  const std::size_t depth = 100'000;
  body("[{\"id\":\"oar1\",\"scopes\":" + std::string(depth, '[') +
       std::string(depth, ']') + "}]");
  const Rows rows = db.rows(list);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0][1].size() == 2 * depth);
  body("[{\"id\":\"oar1\",\"scopes\":" + std::string(depth, '['));
  check("the answer can't be read");
}

TEST_CASE_FIXTURE(Fixture, "a page in HTML is a sign of something in between") {
  answer({.status = 200,
          .body = "<html>Sign in</html>",
          .content_type = "text/html"});
  check("the answer is text/html and not JSON");
}

TEST_CASE_FIXTURE(Fixture,
                  "refusals by status, with the provider's own words") {
  const std::pair<int, std::string> cases[] = {
      {400, "answered 400"},
      {401, "answered 401 E0000011 \"Invalid token provided\" (errorId "},
      {403, "answered 403 E0000006 \"You do not have permission"},
      {405, "answered 405"},
      {500, "answered 500 E0000009 \"Internal Server Error\""},
  };
  for (const auto& [status, expected] : cases) {
    answer({.status = status});
    check(expected);
  }
  answer({.status = 401});
  check("(from idp_configure()) is not valid there");
  answer({.status = 403});
  check("it needs okta.users.read");
  answer({.status = 403, .body = "", .headers = {{"WWW-Authenticate", "x"}}});
  check("answered 403. The token");
}

TEST_CASE_FIXTURE(Fixture,
                  "only the provider's own 404 means that there is nothing") {
  answer({.status = 404,
          .body = R"({"errorCode":"E0000007","errorSummary":"Not found"})"});
  CHECK(db.rows(list).empty());
  answer({.status = 404,
          .body = R"({"status":404,"message":"Resource not found"})"});
  check("check that '" + simulator.url() + "' is the right org");
  answer({.status = 404, .body = R"({"errorCode":"E0000008"})"});
  check("answered 404 E0000008");
  answer({.status = 404,
          .body = R"({"errorCode":"E0000007","errorSummary":"Not found"})"});
  db.refuses("SELECT id FROM users", {"answered 404 E0000007"});
}

TEST_CASE_FIXTURE(Fixture, "a header that is larger than libcurl takes") {
  answer({.headers = {{"X-Large", std::string(200'000, 'x')}}});
  check("a header of the answer is too large");
}

TEST_CASE_FIXTURE(Fixture, "redirects are not followed") {
  Simulator other;
  answer({.status = 302, .body = "", .headers = {{"Location", other.url()}}});
  check(
      "answered 302. Redirects are not followed, as the token is for this "
      "org only (it points to " +
      other.url() + ")");
  CHECK(other.requests() == 0);
}

TEST_CASE_FIXTURE(Fixture, "Link headers that lead nowhere") {
  answer({.link = {"<" + simulator.url() + tokens_path +
                   "?limit=200>; rel=\"next\""}});
  check("leads back to a page that was read already");
  answer({.link = {"<not a url>; rel=\"next\""}});
  check("the next link 'not a url' can't be followed: it is not a URL");
  answer({.link = {"</api/v1/users; rel=\"next\""}});
  check("the Link header can't be read: </api/v1/users; rel=\"next\"");
}

TEST_CASE_FIXTURE(Fixture, "a token that the provider echoes is not repeated") {
  answer({.status = 400,
          .body = R"({"errorCode":"E0000001","errorSummary":"bad )" +
                  Simulator::kToken + "\"}"});
  check("\"bad [token]\"");
}

TEST_CASE_FIXTURE(Fixture, "after an error the next statement works") {
  answer({.status = 500});
  db.error(list);
  simulator.heal();
  CHECK(sorted(db.rows(list)) == org.token_ids(ids));
}

}  // namespace
}  // namespace idp::test::response_test
