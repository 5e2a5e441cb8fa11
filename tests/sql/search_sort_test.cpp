// search_sort_test.cpp - ORDER BY with a LIMIT, where the provider sorts as SQL
// does.
#include <doctest/doctest.h>

#include "support/copies.h"

namespace idp::test::search_sort_test {
namespace {

struct Fixture : OrgFixture {
  Fixture() : OrgFixture({"--users", "450", "--clients", "1"}) { db.sent(); }

  std::vector<std::string> check(const std::string& rest) {
    INFO(rest);
    const std::string sql = "SELECT created, lastUpdated FROM @users " + rest;
    const Rows expected = db.rows(LocalCopy::local(sql));
    db.sent();
    CHECK(db.rows(LocalCopy::ours(sql)) == expected);
    return db.sent();
  }

  LocalCopy copy{db, org};
};

TEST_CASE_FIXTURE(Fixture, "the first of a sorted list are one call") {
  if (!hands_over_lists()) return;  // SQLite tells no LIMIT then
  const auto calls = check("ORDER BY created DESC LIMIT 10");
  REQUIRE(calls.size() == 1);
  CHECK(has(calls.front(), "search=lastUpdated%20gt"));
  CHECK(has(calls.front(), "sortBy=created&sortOrder=desc&limit=10"));
  CHECK(check("ORDER BY lastUpdated LIMIT 3").size() == 1);
  CHECK(check("ORDER BY created LIMIT 5 OFFSET 7").size() == 1);
  CHECK(
      check("WHERE status = 'ACTIVE' ORDER BY created DESC LIMIT 10").size() ==
      1);
  CHECK(check("WHERE created < '2026-01-01' ORDER BY created DESC LIMIT 250")
            .size() <= 2);
  // What SQLite looks at behind it only makes it longer.
  CHECK(check("WHERE lastName > 'M' ORDER BY created LIMIT 10").size() <= 2);
  CHECK(check("ORDER BY created LIMIT 0").size() <= 1);
  check("ORDER BY created LIMIT -1");
  CHECK(has(db.plan("SELECT id FROM users ORDER BY created DESC LIMIT 10"),
            "&sortBy=created&sortOrder=desc&limit=200 {LIMIT}"));
}

TEST_CASE_FIXTURE(Fixture, "what SQL would sort otherwise, SQLite sorts") {
  for (const std::string& order :
       {std::string("created, id"), std::string("lastName"),
        std::string("lastLogin DESC"), std::string("+created"),
        std::string("substr(created, 1, 4)"),
        std::string("created COLLATE NOCASE")}) {
    const auto calls = check("ORDER BY " + order + ", created, id LIMIT 10");
    CHECK(calls.size() == 3);
    CHECK_FALSE(has(calls.front(), "sortBy"));
  }
  // Whoever reads all of it has it sorted as cheaply.
  CHECK_FALSE(has(check("ORDER BY created").front(), "sortBy"));
  // Lists, one behind the other.
  const std::string emails =
      "WHERE email IN (SELECT email FROM local_users LIMIT 90)";
  for (const std::string& call : check(emails + " ORDER BY created LIMIT 5")) {
    CHECK_FALSE(has(call, "sortBy"));
  }
  check(
      "WHERE lastName LIKE 'M%' OR created > '2026-06-01' ORDER BY created "
      "LIMIT 5");
}

TEST_CASE_FIXTURE(Fixture, "an answer that isn't sorted is an error") {
  if (!hands_over_lists()) return;
  simulator.fail(
      {.query = "*sortBy*",
       .body = R"([{"id":"00u1","created":"2026-01-01T00:00:00.000Z"},
                              {"id":"00u2","created":"2026-01-02T00:00:00.000Z"}
                             ])"});
  db.refuses("SELECT id, created FROM users ORDER BY created DESC LIMIT 9",
             {"users: GET ", "not sorted by created", "ORDER BY +created"});
}

}  // namespace
}  // namespace idp::test::search_sort_test
