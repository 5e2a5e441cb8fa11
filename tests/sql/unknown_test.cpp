// unknown_test.cpp - revocations that nobody answers: what was sent and not
// refused may have been carried out, and is never told as failed.
#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <thread>

#include "support/client.h"
#include "support/service_app.h"

namespace idp::test::unknown_test {
namespace {

struct Fixture : ClientFixture {
  explicit Fixture(const std::string& count = "4") : ClientFixture(count) {
    db.configure({{"max_retries", 0}});
    db.rows("CREATE TABLE local(x)");
  }

  std::string all = "DELETE FROM oauth_tokens" + client + ";";
  std::string one_by_one =
      "DELETE FROM oauth_tokens" + client + "AND status = 'ACTIVE';";

  // A transaction that is about to be committed.
  void stage(const std::string& sql) {
    db.rows("BEGIN; INSERT INTO local VALUES(1);" + sql);
  }
  // The fault, whenever a DELETE comes.
  static Fault always(Fault fault) {
    fault.method = "DELETE";
    fault.times = kAlways;
    return fault;
  }
  Rows states() {
    return db.rows(
        "SELECT state, count(*) FROM idp_revocations GROUP BY 1 ORDER BY 1");
  }
  std::string local() { return db.value("SELECT count(*) FROM local"); }
  std::string messages(const std::string& like) {
    return db.value("SELECT count(*) FROM idp_revocations WHERE message LIKE " +
                    literal("%" + like + "%"));
  }
  long calls(const std::string& verb) const {
    const auto calls = simulator.calls();
    return std::ranges::count_if(
        calls, [&](auto& call) { return call.starts_with(verb + " "); });
  }
};

// A page with which something in between answers says nothing of the deed.
const Fault kLost[] = {{.close = true},
                       {.status = 500},
                       {.status = 503},
                       {.status = 200,
                        .body = "<html>Sign in</html>",
                        .content_type = "text/html"},
                       {.status = 200, .body = "\n<!DOCTYPE html>"}};

TEST_CASE_FIXTURE(Fixture,
                  "carried out, and nobody says so: it is read again") {
  for (Fault fault : kLost) {
    fault.after_effect = true;
    for (const std::string& sql : {all, one_by_one}) {
      simulator.reset();
      db.rows("DELETE FROM local");
      stage(sql);
      simulator.fail(always(fault));
      db.rows("COMMIT");
      CHECK(left().empty());
      CHECK(local() == "1");
      CHECK(states() == Rows{{"revoked", "4"}});
      CHECK(messages("read again") == "4");
    }
  }
}

TEST_CASE_FIXTURE(Fixture, "not carried out: then it has failed for certain") {
  for (const Fault& fault : kLost) {
    for (const std::string& sql : {all, one_by_one}) {
      simulator.reset();
      stage(sql);
      simulator.fail(always(fault));
      db.refuses("COMMIT", {"read again", " still there",
                            " 0 of 4 were revoked, 4 were not."});
      CHECK(left() == tokens);
      CHECK(local() == "0");
      CHECK(states() == Rows{{"failed", "4"}});
    }
  }
}

TEST_CASE_FIXTURE(Fixture, "nor can it be read: unknown, and counted apart") {
  for (const std::string& sql : {all, one_by_one}) {
    simulator.reset();
    stage(sql);
    simulator.fail_all({always({.close = true, .after_effect = true}),
                        {.method = "GET", .times = kAlways, .status = 403}});
    db.refuses("COMMIT",
               {" 0 of 4 were revoked, 0 were not, of 4 it is not known.",
                "again failed, too. Whether it was carried out is not known.",
                "Run it again to finish: it reads anew what is left"});
    CHECK(left().empty());
    CHECK(local() == "0");
    CHECK(states() == Rows{{"unknown", "4"}});
    // Again, and it is done.
    simulator.heal();
    stage(sql);
    db.rows("COMMIT");
    CHECK(local() == "1");
    db.rows("DELETE FROM local");
  }
}

TEST_CASE_FIXTURE(Fixture, "each row for itself: revoked, failed, unknown") {
  stage(one_by_one);
  const auto fault = [&](std::size_t i, Fault one) {
    one.path = "*" + tokens[i];
    return one;
  };
  simulator.fail_all(
      {fault(0, always({.close = true, .after_effect = true})),
       fault(1, always({.close = true})), fault(2, always({.close = true})),
       fault(2, {.method = "GET", .times = kAlways, .status = 403})});
  db.refuses("COMMIT",
             {" 2 of 4 were revoked, 1 were not, of 1 it is not known.",
              " Not known: DELETE " + tokens_path + "/" + tokens[2] + "."});
  CHECK(db.rows("SELECT state, message IS NULL FROM idp_revocations") ==
        Rows{{"revoked", "0"},
             {"failed", "0"},
             {"unknown", "0"},
             {"revoked", "1"}});
}

TEST_CASE_FIXTURE(Fixture, "some rows of a list are gone: unknown") {
  stage(all);
  simulator.act("DELETE", tokens_path + "/" + tokens[3]);
  simulator.fail(always({.status = 503}));
  db.refuses("COMMIT", {"3 of its 4 rows are still there"});
  CHECK(states() == Rows{{"unknown", "4"}});
}

TEST_CASE("a list of several pages is read to its end") {
  for (const bool done : {false, true}) {
    Fixture f("450");
    f.stage(f.all);
    f.simulator.fail(Fixture::always({.status = 503, .after_effect = done}));
    Rows rows;
    std::string error;
    CHECK(f.db.run("COMMIT", rows, error) == (done ? SQLITE_OK : SQLITE_ERROR));
    CHECK(f.states() == Rows{{done ? "revoked" : "failed", "450"}});
  }
}

TEST_CASE_FIXTURE(Fixture, "an answer in time may be the second one") {
  db.configure({{"max_retries", 2}});
  const std::string one =
      "DELETE FROM oauth_tokens" + client + "AND id = " + literal(tokens[0]);
  const Fault lost = {.method = "DELETE", .close = true, .after_effect = true};
  simulator.fail(lost);
  db.rows(one);
  CHECK(states() == Rows{{"revoked", "1"}});
  // Then it is refused; but the first one was not.
  simulator.reset();
  simulator.fail_all(
      {lost, {.method = "DELETE", .times = kAlways, .status = 403}});
  db.rows(one);
  CHECK(states() == Rows{{"revoked", "1"}});
  // And what only was refused needs no other look.
  simulator.reset();
  stage(one + ";");
  simulator.fail(always({.status = 403}));
  const long before = calls("GET");
  db.refuses("COMMIT", {" 0 of 1 were revoked, 1 were not."});
  CHECK(calls("GET") == before);
}

TEST_CASE_FIXTURE(Fixture, "a timeout is no answer") {
  db.configure({{"request_timeout", 5}});
  stage(all);
  simulator.fail(always({.delay_ms = 600000}));
  db.refuses("COMMIT", {"still there", " 0 of 4 were revoked, 4 were not."});
  CHECK(states() == Rows{{"failed", "4"}});
}

TEST_CASE("what never left this machine has failed") {
  std::optional<Fixture> org(std::in_place);
  Database db(org->simulator);
  db.configure({{"max_retries", 0}});
  db.rows("BEGIN;" + org->all);
  org.reset();
  db.refuses("COMMIT", {" 0 of 4 were revoked, 4 were not."});
  CHECK(db.rows("SELECT DISTINCT state FROM idp_revocations") ==
        Rows{{"failed"}});
}

// Interrupts a COMMIT as soon as so many calls have come since it began.
std::string interrupted(Fixture& f, long sent) {
  const long before = f.simulator.requests();
  std::thread user([&] {
    while (f.simulator.requests() < before + sent) std::this_thread::yield();
    sqlite3_interrupt(f.db.handle());
  });
  std::string error = f.db.error("COMMIT");
  CHECK(sqlite3_errcode(f.db.handle()) == SQLITE_INTERRUPT);
  user.join();
  return error;
}

TEST_CASE_FIXTURE(Fixture, "an interrupt leaves what is under way unknown") {
  db.configure({{"parallelism", 2}});
  stage(one_by_one);
  simulator.fail(always({.delay_ms = 600000}));
  const long reads = calls("GET");
  CHECK(has(interrupted(*this, 2),
            "0 of 4 were revoked, 2 were not (2 of them were not tried), of 2 "
            "it is not known."));
  CHECK(states() == Rows{{"not attempted", "2"}, {"unknown", "2"}});
  CHECK(messages("Whether it was carried out is not known") == "2");
  CHECK(calls("GET") == reads);
}

TEST_CASE_FIXTURE(Fixture, "an interrupt ends the reads, too") {
  stage(one_by_one);
  simulator.fail_all({always({.close = true, .after_effect = true}),
                      {.method = "GET", .times = kAlways, .delay_ms = 600000}});
  CHECK(has(interrupted(*this, 8), "of 4 it is not known"));
  CHECK(states() == Rows{{"unknown", "4"}});
}

// The answer is lost; then the access token has ended, and no other is given.
TEST_CASE("a sign-in that fails in between") {
  ServiceAppFixture app;
  app.configure();
  app.db.configure({{"max_retries", 1}});
  const Ids ids = Org(app.simulator).first();
  const std::string one =
      "DELETE FROM grants WHERE userId = " + literal(ids.user) +
      " AND id = " + literal(ids.grant);
  const std::string states = "SELECT group_concat(state) FROM idp_revocations";
  // The first one is for the scope that a DELETE needs.
  const Fault no_token = {
      .path = "/oauth2/*", .skip = 1, .times = kAlways, .status = 400};
  app.db.rows("BEGIN;" + one);
  app.simulator.fail_all(
      {{.method = "DELETE", .close = true, .after_effect = true},
       {.method = "DELETE", .status = 401},
       {.method = "GET", .times = kAlways, .status = 403},
       no_token});
  app.db.refuses("COMMIT", {"of 1 it is not known"});
  CHECK(app.db.value(states) == "unknown");
}

}  // namespace
}  // namespace idp::test::unknown_test
