// log_test.cpp - a log between two times: which calls, and the rows that SQL
// means.
#include <doctest/doctest.h>

#include "support/log_copy.h"

namespace idp::test::log_test {
namespace {

// Two pages.
struct ShortLog : LogFixture {
  ShortLog() : LogFixture({"--users", "20", "--events", "1200"}) {}
};

TEST_CASE_FIXTURE(ShortLog, "bounds of published are since and until") {
  const std::string time =
      db.value("SELECT published FROM log ORDER BY 1 LIMIT 1 OFFSET 600");
  const std::string other =
      db.value("SELECT published FROM log ORDER BY 1 LIMIT 1 OFFSET 700");
  const auto at = [](const std::string& op, const std::string& value) {
    return "published " + op + " '" + value + "'";
  };
  check(at(">=", time));
  check(at(">", time));
  CHECK(check(at("=", time)).size() == 1);
  CHECK(check("published BETWEEN '" + time + "' AND '" + other + "'").size() ==
        1);
  CHECK(check(at(">=", time) + " AND " + at("<", other)).size() == 1);
  CHECK(check(at(">", time) + " AND " + at("<=", other)).size() == 1);
  check("'" + time + "' <= published AND published >= '" + other + "'");
  // A day, and what people write of one.
  const std::string day = time.substr(0, 10);
  for (const std::string& form :
       std::vector<std::string>{day, day + " 12:00:00", day + "T12:00:00Z",
                                day + "T12:00:00.000+02:00", time.substr(0, 7),
                                time.substr(0, 4), day + "T12"}) {
    check(at(">=", form) + " AND " + at("<", other));
    check(at(">", form) + " AND " + at("<=", form + "5"));
    check(at(">=", "2000") + " AND " + at("<=", form));
    check(at(">=", "2000") + " AND " + at("<", form));
    check(at("=", form));
  }
  // What is no time, SQLite compares.
  for (const std::string& value :
       std::vector<std::string>{"'now'", "'2'", "''", "12", "NULL", "x'32'"}) {
    check("published >= " + value + " AND published < '" + time + "'");
    check("published < " + value + " AND published >= '" + time + "'");
  }
}

TEST_CASE_FIXTURE(LogFixture, "each call says both bounds, and what is kept") {
  for (const std::string& where : std::vector<std::string>{
           "published >= '2001-01-01'", "published > '2001' AND q = 'user'"}) {
    const auto calls = check(where);
    for (const std::string& call : calls) {
      INFO(call);
      CHECK(has(call, "until=20"));
      const std::string since = call.substr(call.find("since=") + 6, 10);
      CHECK(since >= ago("-91 days"));
      CHECK(since <= ago("-89 days"));
      CHECK(has(call, "limit=1000"));
    }
  }
  // As many as the range has, and none for one that can't have any.
  CHECK(check("published >= '2001-01-01'").size() == 3);
  CHECK(check("published >= '2001' AND published < '2001-02'").empty());
  CHECK(check("published >= '2999-01-01'").empty());
  CHECK(check("published > '2026-11-02' AND published < '2026-11-01'").empty());
}

TEST_CASE_FIXTURE(LogFixture, "a log without a beginning is asked for one") {
  for (const std::string& where : std::vector<std::string>{
           "", "WHERE version = '0'", "WHERE published < '2026-11-01'",
           "WHERE published <> '2026-11-01'",
           "WHERE published LIKE '2026-11-%'",
           "WHERE published >= '2026' OR version = '0'"}) {
    db.refuses("SELECT count(*) FROM system_log_events " + where,
               {"system_log_events: the query has to say from when on",
                "published >= '2026-01-31'", "90 days",
                "This works: SELECT published, eventType"});
  }
  db.refuses("SELECT * FROM system_log_events WHERE version = '0' LIMIT 5",
             {"or a LIMIT, where all else can be sent"});
  CHECK(db.sent().empty());
}

TEST_CASE_FIXTURE(LogFixture,
                  "however many tables stand before its beginning") {
  db.rows("CREATE TABLE t(since); INSERT INTO t VALUES ('2026-01-01')");
  CHECK(
      db.value("SELECT count(*) > 0 FROM t a, t b, t c, t, system_log_events e "
               "WHERE e.published > t.since") == "1");
}

// As rules that others have written ask: what happened, ever.
TEST_CASE_FIXTURE(LogFixture, "what narrows a log needs no beginning") {
  for (const std::string& where : std::vector<std::string>{
           "eventType = 'user.session.start'", "eventType LIKE 'user.life%'",
           "severity = 'WARN' OR eventType = 'user.session.end'"}) {
    const std::string rest = " WHERE " + where + " ORDER BY uuid";
    CHECK(db.rows("SELECT uuid FROM system_log_events" + rest) ==
          db.rows("SELECT uuid FROM log" + rest));
  }
}

TEST_CASE_FIXTURE(LogFixture, "the first of a log are one call") {
  if (!hands_over_lists()) return;  // SQLite tells no LIMIT then
  const auto first = [&](const std::string& rest) {
    const std::string sql = "SELECT published FROM ";
    db.sent();
    CHECK(db.rows(sql + "system_log_events " + rest) ==
          db.rows(sql + "log " + rest));
    const auto calls = db.sent();
    REQUIRE(calls.size() == 1);
    return calls.front();
  };
  const std::string newest = first("ORDER BY published DESC LIMIT 5");
  CHECK(has(newest, "sortOrder=DESCENDING"));
  CHECK(has(newest, "limit=5"));
  CHECK(has(newest, "since="));
  CHECK(has(first("ORDER BY published LIMIT 7"), "sortOrder=ASCENDING"));
  CHECK(has(first("WHERE eventType = 'user.session.start' ORDER BY published "
                  "DESC LIMIT 3"),
            "filter=eventType%20eq%20%22user.session.start%22"));
  CHECK(has(first("WHERE published < '" + ago("-30 days") +
                  "' ORDER BY published DESC LIMIT 3"),
            "limit=3"));
  CHECK(has(db.plan("SELECT uuid FROM system_log_events WHERE published >= "
                    "'2026' ORDER BY published DESC LIMIT 5"),
            "since,until=published ge {published}&sortOrder=DESCENDING"));
  // Any that there are.
  CHECK(db.rows("SELECT uuid FROM system_log_events LIMIT 5").size() == 5);
  CHECK(db.sent().size() == 1);
  // SQLite sorts by anything else.
  check("published >= '2026' ORDER BY eventType, published LIMIT 5");
}

TEST_CASE_FIXTURE(LogFixture, "statements of one moment end at one moment") {
  db.sent();
  db.rows(
      "SELECT count(*) FROM system_log_events a WHERE published >= '2026' "
      "UNION ALL SELECT count(*) FROM system_log_events WHERE published >= "
      "'2026'");
  // The same question is asked once.
  CHECK(db.sent().size() == 3);
}

// At first nobody knows that the provider's clock is another one.
TEST_CASE("the newest events are seen whatever this machine's clock says") {
  for (const std::string ahead : {"600", "3", "-600"}) {
    INFO(ahead);
    Simulator simulator({"--users", "5", "--clock-offset", ahead});
    const std::string user = Org(simulator).first().user;
    Database db(simulator);
    for (std::size_t clears = 1; clears < 3; ++clears) {
      simulator.act("DELETE", "/api/v1/users/" + user + "/sessions");
      // What begins before our clock's time, and what may begin behind it.
      for (const std::string back : {"-700", "-60"}) {
        INFO(back);
        const Rows rows = db.rows(
            "SELECT uuid FROM system_log_events WHERE eventType = "
            "'user.session.clear' AND published > "
            "strftime('%Y-%m-%dT%H:%M:%S', 'now', '" +
            ahead + " seconds', '" + back + " seconds')");
        CHECK(rows.size() == clears);
      }
    }
  }
}

}  // namespace
}  // namespace idp::test::log_test
