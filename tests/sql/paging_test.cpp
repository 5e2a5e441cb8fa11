// paging_test.cpp - pages come by Link headers, when their rows are asked for.
#include <doctest/doctest.h>
#include <httplib.h>

#include <thread>

#include "http/url.h"
#include "support/org.h"

namespace idp::test::paging_test {
namespace {

using Calls = std::vector<std::string>;

struct Fixture : OrgFixture {
  Fixture() : OrgFixture({"--users", "20", "--tokens", "7", "--grants", "5"}) {}
  std::string where = " WHERE userId = " + literal(ids.user) +
                      " AND clientId = " + literal(ids.client) + " ";
};

TEST_CASE_FIXTURE(Fixture, "three pages are three requests") {
  CHECK(sorted(db.rows("SELECT id, scopes FROM oauth_tokens" + where +
                       "AND \"limit\" = 3")) == org.token_ids(ids));
  const Calls calls = db.sent();
  REQUIRE(calls.size() == 3);
  CHECK(calls[0] == "GET " + tokens_path + "?limit=3");
  CHECK(calls[1].starts_with("GET " + tokens_path + "?after="));
  CHECK(calls[2].ends_with("&limit=3"));
}

TEST_CASE_FIXTURE(Fixture,
                  "the next page waits until its first row is needed") {
  db.rows("SELECT id FROM oauth_tokens" + where + "AND \"limit\" = 1 LIMIT 1");
  CHECK(db.sent().size() == 1);
  db.rows("SELECT id FROM oauth_tokens" + where + "AND \"limit\" = 2 LIMIT 3");
  CHECK(db.sent().size() == 2);
  CHECK(simulator.requests() == 3);
}

TEST_CASE_FIXTURE(Fixture,
                  "a list starts behind the given cursor, and goes on") {
  const auto all = db.rows("SELECT id FROM oauth_tokens" + where);
  db.sent();
  db.rows("SELECT id FROM oauth_tokens" + where + "AND \"limit\" = 2 LIMIT 3");
  const std::string after = cursor_of(db.sent().back());
  const Rows rest = db.rows("SELECT id FROM oauth_tokens" + where +
                            "AND \"limit\" = 2 AND after = " + literal(after));
  CHECK(rest == Rows(all.begin() + 2, all.end()));
}

TEST_CASE_FIXTURE(Fixture, "what we asked for is asked again on every page") {
  simulator.fail(
      {.path = "*/tokens", .times = kAlways, .drop_expand_in_next = true});
  const Rows rows = db.rows(
      "SELECT id, json_extract(_embedded, '$.scopes[0].name') FROM "
      "oauth_tokens" +
      where + "AND \"limit\" = 2 AND expand = 'scope'");
  REQUIRE(rows.size() == 7);
  for (const auto& row : rows) CHECK(row[1] != "NULL");
}

TEST_CASE_FIXTURE(
    Fixture, "short pages and an empty last page are no end and no error") {
  const Fault short_page = {
      .path = "*/tokens", .times = kAlways, .short_page = true};
  const Fault spurious_next = {
      .path = "*/tokens", .times = kAlways, .spurious_next = true};
  for (const Fault& fault : {short_page, spurious_next}) {
    simulator.fail(fault);
    CHECK(sorted(db.rows("SELECT id FROM oauth_tokens" + where +
                         "AND \"limit\" = 3")) == org.token_ids(ids));
  }
}

TEST_CASE_FIXTURE(Fixture, "links in one header line are read as well") {
  db.rows("SELECT id FROM oauth_tokens" + where + "AND \"limit\" = 4");
  const std::string after = cursor_of(db.sent().back());
  const std::string list = simulator.url() + tokens_path + "?limit=4";
  simulator.fail(
      {.path = "*/tokens",
       .link = {"<" + list + ">; rel=\"self\", <" + list +
                "&after=" + http::encode(after) + ">; rel=\"next\""}});
  CHECK(sorted(db.rows("SELECT id FROM oauth_tokens" + where +
                       "AND \"limit\" = 4")) == org.token_ids(ids));
}

TEST_CASE_FIXTURE(Fixture, "a link to another host is followed at home") {
  Simulator other;
  simulator.fail(
      {.path = "*/tokens",
       .link = {"<" + other.url() + tokens_path + "?limit=9>; rel=\"next\""}});
  // The other host's path and query lead to a page that was read already.
  db.refuses("SELECT id FROM oauth_tokens" + where,
             {"leads back to a page that was read already"});
  CHECK(other.requests() == 0);
}

TEST_CASE_FIXTURE(Fixture, "a page that fails fails the statement") {
  simulator.fail(
      {.path = "*/tokens", .skip = 1, .times = kAlways, .status = 500});
  db.refuses("SELECT id FROM oauth_tokens" + where + "AND \"limit\" = 3",
             {"answered 500 E0000009"});
}

// An org whose lists are empty pages, and one more each time.
struct Endless {
  explicit Endless(const std::string& pause)
      : server({"/usr/bin/python3", IDP_TEST_SCRIPTS "/endless.py", pause}) {
    db.rows("SELECT idp_configure(json_object('orgUrl', " +
            literal(server.url()) + ", 'token', 't0ken'))");
  }
  long given() const {
    const auto answer = httplib::Client(server.url()).Get("/_count");
    REQUIRE(answer);
    return std::stol(answer->body);
  }

  Server server;
  Database db;
};

TEST_CASE("empty pages without end are an error") {
  Endless org("0");
  const std::string error = org.db.error("SELECT id FROM users");
  INFO(error);
  CHECK(error.starts_with("users: GET " + org.server.url() + "/api/v1/users?"));
  CHECK(has(error, "1000 pages without a row"));
  CHECK(org.given() == 1000);
  // Of the lists that another one's values would come from, too.
  org.db.refuses("SELECT id FROM grants", {"1000 pages without a row"});
}

TEST_CASE("an interrupt while only empty pages come is not forgotten") {
  // Longer than the test takes, however busy the machine is.
  Endless org("0.05");
  std::thread user([&] {
    while (org.given() < 10) std::this_thread::yield();
    sqlite3_interrupt(org.db.handle());
  });
  const std::string error = org.db.error("SELECT id FROM users");
  user.join();
  INFO(error);
  CHECK(sqlite3_errcode(org.db.handle()) == SQLITE_INTERRUPT);
  CHECK(org.given() < 1000);
}

}  // namespace
}  // namespace idp::test::paging_test
