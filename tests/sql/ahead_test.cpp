// ahead_test.cpp - what is asked before its turn, and what goes at once.
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>

#include "support/copies.h"
#include "support/running.h"

namespace idp::test::ahead_test {
namespace {

TEST_CASE("values that a statement gives are asked for at once") {
  if (!hands_over_lists()) return;
  Simulator simulator({"--users", "20", "--latency", "300"});
  Database db(simulator);
  db.rows("CREATE TABLE few AS SELECT id FROM users LIMIT 10");
  for (const std::string sql :
       {"SELECT count(*) FROM grants WHERE userId IN (SELECT id FROM few)",
        "SELECT count(*) FROM few l JOIN grants g ON g.userId = l.id AND "
        "g.userId IN (SELECT id FROM few)"}) {
    INFO(sql);
    db.rows(sql);
    CHECK(db.value("SELECT peak_in_flight FROM idp_stats WHERE scope = "
                   "'statement'") == "10");
  }
}

// The first one alone would take as long as the others together.
TEST_CASE("a few calls go at once before a limit is told, many wait for one") {
  for (const std::size_t values : {10, 15}) {
    OrgFixture fixture({"--users", "20", "--latency", "300"});
    std::string ids;
    for (std::size_t i = 0; i < values; ++i) {
      ids += (i > 0 ? ", " : "") + literal(fixture.org.users()[i].text("id"));
    }
    fixture.db.rows("SELECT count(*) FROM grants WHERE userId IN (" + ids +
                    ")");
    CHECK(fixture.db.value("SELECT peak_in_flight FROM idp_stats WHERE scope = "
                           "'statement'") == (values > 10 ? "14" : "10"));
  }
}

// Most apps' ids are their clients' ids, too, but not all.
TEST_CASE("what is asked ahead comes from the column that is meant") {
  Simulator simulator({"--users", "60", "--tokens", "60", "--latency", "20",
                       "--rate-limit", "0"});
  Database db(simulator);
  const std::string apps =
      "FROM apps a CROSS JOIN oauth_tokens t ON t.clientId = a.client_id ";
  REQUIRE(db.rows("SELECT a.id = a.client_id FROM apps a LIMIT 2") ==
          Rows{{"1"}, {"0"}});
  db.sent();
  db.rows("SELECT count(*) " + apps);
  const std::vector<std::string> sent = db.sent();
  REQUIRE(sent.size() > 3);
  CHECK(has(sent[1], "/tokens"));
  CHECK(has(sent[2], "/tokens"));
  CHECK_FALSE(has(sent[2], "after="));
}

// One app's pages come one after the other: those of others don't wait for it.
TEST_CASE("pages of asks that will come are read beside those of the first") {
  Simulator simulator(
      {"--users", "40", "--tokens", "100", "--rate-limit", "0"});
  Database db(simulator);
  const std::string first = db.value("SELECT id FROM apps LIMIT 1");
  const std::string second_page = "/api/v1/apps/" + first + "/tokens";
  constexpr int kHere = 50;
  const std::string join =
      "FROM apps a CROSS JOIN oauth_tokens t ON t.clientId = a.client_id";
  const std::string count = db.value("SELECT count(*) " + join);
  REQUIRE(db.sent().size() > kHere);
  simulator.reset();
  simulator.set_faults(document_of(
      {{.path = second_page, .query = "*after=*", .after_requests = kHere}}));
  CHECK(db.value("SELECT count(*) " + join) == count);
  // As they came: answers may come in another order.
  const std::vector<std::string> sent = simulator.calls();
  const auto is_first = [&](const std::string& call) {
    return has(call, second_page) && has(call, "after=");
  };
  const auto second = std::ranges::find_if(sent, is_first);
  const auto third = std::find_if(std::next(second), sent.end(), is_first);
  REQUIRE(third != sent.end());
  CHECK(third - sent.begin() >= kHere);
}

// How many lists of tokens are asked for until the first row is there.
TEST_CASE("where each row is asked with, all are asked for at once") {
  Simulator simulator({"--users", "40", "--rate-limit", "0"});
  Database db(simulator);
  const std::string join =
      "FROM apps a CROSS JOIN oauth_tokens t ON t.clientId = a.client_id ";
  const auto lists = [&](const std::string& sql) {
    db.sent();
    std::make_unique<Running>(db, sql).reset();
    return std::ranges::count_if(
        db.sent(), [](const auto& call) { return has(call, "/tokens"); });
  };
  const auto all = std::stol(
      db.value("SELECT count(*) FROM apps WHERE client_id IS NOT NULL"));
  REQUIRE(all > 10);
  for (const std::string& sql :
       std::vector<std::string>{"SELECT t.id, a.label " + join,
                                "SELECT count(*) OVER (), t.id " + join,
                                "SELECT t.id || a.label FROM (SELECT "
                                "client_id, label FROM apps) a CROSS JOIN "
                                "oauth_tokens t ON t.clientId = a.client_id"}) {
    INFO(sql);
    CHECK(lists(sql) == all);
  }
  // One may be dropped, or the last one that is wanted.
  for (const std::string& sql : std::vector<std::string>{
           "SELECT t.id " + join + "WHERE length(a.label) > 0",
           "SELECT t.id " + join + "WHERE a.id IN (SELECT id FROM apps)",
           "SELECT t.id " + join + "LIMIT 1",
           "SELECT (SELECT t.id " + join + ")",
           "SELECT EXISTS (SELECT 1 " + join + ")",
           "SELECT 1 WHERE EXISTS (SELECT 1 " + join + "WHERE t.id > '')",
           "WITH x AS (SELECT t.id " + join + ") SELECT id FROM x LIMIT 1"}) {
    INFO(sql);
    CHECK(lists(sql) <= 3);
  }
}

}  // namespace
}  // namespace idp::test::ahead_test
