// changed_tables_test.cpp - tables whose rows are changed or deleted on
// conditions: sessions, secrets, keys, assignments, devices, apps.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/changes.h"

namespace idp::test::changed_tables_test {
namespace {

struct Fixture : ChangesFixture {
  // Of the first row for which this holds, its ids as a WHERE.
  std::string row(const std::string& table, const std::string& having) {
    const bool of_app = table.starts_with("app");
    const Rows rows =
        db.rows("SELECT id" + std::string(of_app ? ", appId" : "") + " FROM " +
                table + " WHERE " + having);
    REQUIRE(!rows.empty());
    return " WHERE id = " + literal(rows[0][0]) +
           (of_app ? " AND appId = " + literal(rows[0][1]) : "");
  }
  std::string sessions_path = "DELETE " + user_path + "/sessions";
  std::string sessions =
      "DELETE FROM user_sessions WHERE userId = " + literal(ids.user);
};

TEST_CASE_FIXTURE(Fixture,
                  "sessions end, and tokens with them if that is said") {
  db.rows("DELETE FROM user_sessions WHERE userId = " + literal(login));
  CHECK(sqlite3_changes(db.handle()) == 0);
  CHECK(changes().empty());
  db.rows(sessions);
  CHECK(changes() == Calls{sessions_path});
  CHECK(Org(simulator).token_ids(ids) == org.token_ids(ids));
  CHECK(db.rows("SELECT state, verb, path, userId, sets FROM idp_changes") ==
        Rows{{"revoked", "DELETE", user_path + "/sessions", ids.user, "NULL"}});
  db.rows(sessions + " AND oauthTokens = 1 AND forgetDevices = false");
  CHECK(changes().back() ==
        sessions_path + "?oauthTokens=true&forgetDevices=false");
  CHECK(Org(simulator).token_ids(ids).empty());
  // What is to be sent is no question about the rows.
  const std::string rows =
      "SELECT oauthTokens, forgetDevices, login FROM "
      "user_sessions WHERE userId = " +
      literal(ids.user);
  CHECK(db.rows(rows) == Rows{{"NULL", "NULL", login}});
  CHECK(db.rows(rows + " AND oauthTokens = 1") == Rows{{"1", "NULL", login}});
  CHECK(db.sent().back().find("oauthTokens") == std::string::npos);
  const std::string count = db.value("SELECT count(*) FROM users");
  CHECK(db.value("SELECT count(*) FROM user_sessions") == count);
  CHECK(
      db.value("SELECT count(*) FROM user_sessions WHERE forgetDevices = 0") ==
      count);
}

TEST_CASE_FIXTURE(Fixture, "what is to be sent is said once, and truly") {
  for (const std::string value : {"2", "'yes'", "'true'"}) {
    db.refuses(sessions + " AND oauthTokens = " + value,
               {"user_sessions: oauthTokens = '", "is neither 1 (true) nor 0"});
  }
  for (const std::string bad :
       {" AND oauthTokens IN (0, 1)", " AND oauthTokens > 0",
        " AND oauthTokens IS NOT NULL"}) {
    db.refuses(sessions + bad, {"\"oauthTokens\""});
  }
  db.refuses("DELETE FROM user_sessions", {"this DELETE names no userId"});
  db.refuses("DELETE FROM user_sessions WHERE oauthTokens = 1",
             {"this DELETE names no userId"});
  db.refuses("UPDATE user_sessions SET oauthTokens = 1 WHERE userId = " +
                 literal(ids.user),
             {"user_sessions: only SELECT and DELETE"});
  CHECK(changes().empty());
  // Twice in one transaction: each of them is what was said.
  db.rows("BEGIN;" + sessions + ";" + sessions +
          " AND oauthTokens = 1; COMMIT");
  Calls both = changes();  // together, as they are of one kind
  std::ranges::sort(both);
  CHECK(both == Calls{sessions_path, sessions_path + "?oauthTokens=true"});
}

TEST_CASE_FIXTURE(Fixture, "what says how sessions end is said by =") {
  const std::string of =
      " FROM user_sessions WHERE userId = " + literal(ids.user) + " AND ";
  for (const std::string how :
       {"oauthTokens", "NOT oauthTokens", "(oauthTokens OR forgetDevices = 0)",
        "oauthTokens AND forgetDevices = 1", "oauthTokens <> 0",
        "oauthTokens IN (0, 1)", "oauthTokens > 0", "oauthTokens IS TRUE",
        "(oauthTokens = 1 OR forgetDevices = 1)", "NOT oauthTokens = 1",
        "CASE WHEN oauthTokens THEN 1 END", "+oauthTokens = 1"}) {
    for (const std::string verb : {"SELECT userId", "DELETE"}) {
      db.refuses(verb + of + how,
                 {"user_sessions: \"oauthTokens\" is sent with the call",
                  "with one value, as in WHERE \"oauthTokens\" = "});
    }
  }
  db.refuses("DELETE" + of + "ifnull(oauthTokens, 1)",
             {"\"oauthTokens\" is sent with the call"});
  CHECK(simulator.requests("DELETE /api/v1/users/{userId}/sessions") == 0);
  CHECK(db.rows("SELECT oauthTokens" + of + "oauthTokens = true") ==
        Rows{{"1"}});
}

TEST_CASE_FIXTURE(Fixture, "who leaves: in the order that was said") {
  const std::string who = literal(ids.user);
  db.rows("BEGIN;" + set("SUSPENDED") + sessions + " AND oauthTokens = 1;" +
          "DELETE FROM grants WHERE userId = " + who + ";" +
          set("DEPROVISIONED"));
  CHECK(db.value("SELECT count(*) FROM grants WHERE userId = " + who) == "0");
  db.rows("COMMIT");
  const Calls calls = changes();
  CHECK(calls.front() == suspend);
  CHECK(calls.back() == deactivate);
  CHECK(std::ranges::count(calls, sessions_path + "?oauthTokens=true") == 1);
  CHECK(Org(simulator).grant_ids(ids.user).empty());
}

TEST_CASE_FIXTURE(Fixture, "sendEmail goes with the move that takes it") {
  db.rows("UPDATE users SET status = 'DEPROVISIONED'" + where +
          " AND sendEmail = 0");
  CHECK(posts() == Calls{deactivate + "?sendEmail=false"});
  db.refuses(
      "UPDATE users SET status = 'ACTIVE'" + where + " AND sendEmail = 7",
      {"sendEmail = '7' is neither 1 (true) nor 0 (false)."});
  // A row as it is found by its login says it as well.
  db.rows(
      "UPDATE users SET status = 'ACTIVE' WHERE sendEmail = 1 AND login = " +
      literal(login));
  CHECK(posts().back() ==
        "POST " + user_path + "/lifecycle/activate?sendEmail=true");
}

TEST_CASE_FIXTURE(Fixture, "a secret is deactivated, and then deleted") {
  const std::string of = row("app_secrets",
                             "status = 'ACTIVE' AND appId IN (SELECT appId "
                             "FROM app_secrets GROUP BY 1 "
                             "HAVING count(*) > 1)");
  const std::string status = "SELECT status FROM app_secrets" + of;
  db.refuses("DELETE FROM app_secrets" + of,
             {"has status = 'ACTIVE', and can't be deleted so; nothing was "
              "staged for it.",
              "UPDATE app_secrets SET status = 'INACTIVE'"});
  db.rows("BEGIN; UPDATE app_secrets SET status = 'INACTIVE'" + of);
  CHECK(db.rows(status) == Rows{{"INACTIVE"}});
  db.rows("DELETE FROM app_secrets" + of);
  CHECK(db.rows(status).empty());
  CHECK(changes().empty());
  db.rows("COMMIT");
  CHECK(db.rows(status).empty());
  const Calls calls = changes();
  REQUIRE(calls.size() == 2);
  CHECK(calls[0].ends_with("/lifecycle/deactivate"));
  CHECK("POST" + calls[1].substr(6) + "/lifecycle/deactivate" == calls[0]);
  // Nobody sees one who doesn't ask for it by name.
  const std::string found =
      "FROM app_secrets WHERE appId IN (SELECT id FROM "
      "apps) AND ";
  CHECK(db.value("SELECT count(*) " + found +
                 "instr(_raw || coalesce(_links, ''), client_secret)") == "0");
  CHECK(db.value("SELECT count(*) " + found + "client_secret IS NULL") == "0");
}

TEST_CASE_FIXTURE(Fixture, "the only secret is the provider's to refuse") {
  const std::string of = row("app_secrets",
                             "status = 'ACTIVE' AND appId IN (SELECT appId "
                             "FROM app_secrets GROUP BY 1 "
                             "HAVING count(*) = 1)");
  db.refuses("UPDATE app_secrets SET status = 'INACTIVE'" + of,
             {"answered 400", "0 of 1 were carried out"});
}

TEST_CASE_FIXTURE(Fixture, "keys, too") {
  const std::string of = row(
      "app_jwks",
      "status = 'ACTIVE' AND appId IN (SELECT appId FROM app_jwks GROUP BY 1 "
      "HAVING count(*) > 1)");
  const std::string status = "SELECT status FROM app_jwks" + of;
  db.rows("UPDATE app_jwks SET status = 'INACTIVE'" + of);
  CHECK(db.rows(status) == Rows{{"INACTIVE"}});
  db.rows("UPDATE app_jwks SET status = 'ACTIVE'" + of);
  CHECK(db.rows(status) == Rows{{"ACTIVE"}});
  db.rows("UPDATE app_jwks SET status = 'INACTIVE'" + of +
          "; DELETE FROM app_jwks" + of);
  CHECK(db.rows(status).empty());
}

TEST_CASE_FIXTURE(Fixture, "an assignment that a group gives stays") {
  const std::string own = row("application_users", "scope = 'USER'");
  const std::string given = row("application_users", "scope = 'GROUP'");
  db.refuses("DELETE FROM application_users" + given,
             {"has scope = 'GROUP', and can't be deleted so", "group_users"});
  CHECK(changes().empty());
  db.rows("DELETE FROM application_users" + own + " AND sendEmail = 1");
  CHECK(changes().back().ends_with("?sendEmail=true"));
  CHECK(db.rows("SELECT id FROM application_users" + own).empty());
}

TEST_CASE_FIXTURE(Fixture, "a device goes from one status to the next") {
  const std::string of = row("devices", "status = 'ACTIVE'");
  const std::string status = "SELECT status FROM devices" + of;
  const auto set = [&](const std::string& to) {
    return "UPDATE devices SET status = " + literal(to) + of + ";";
  };
  db.rows(set("SUSPENDED"));
  CHECK(db.rows(status) == Rows{{"SUSPENDED"}});
  db.rows(set("ACTIVE"));
  CHECK(db.rows(status) == Rows{{"ACTIVE"}});
  db.refuses("DELETE FROM devices" + of, {"can't be deleted so"});
  db.rows("BEGIN;" + set("DEACTIVATED") + "DELETE FROM devices" + of +
          "; COMMIT");
  CHECK(db.rows(status).empty());
  db.refuses("UPDATE devices SET status = 'SUSPENDED' WHERE status = 'ACTIVE'",
             {"this UPDATE names no deviceId"});
}

TEST_CASE_FIXTURE(Fixture, "an app is taken out of use, and back") {
  const std::string of = row("(SELECT * FROM apps)", "status = 'ACTIVE'");
  const std::string status = "SELECT status FROM apps" + of;
  const std::string active =
      "SELECT count(*) FROM apps WHERE status = 'ACTIVE'";
  const std::string before = db.value(active);
  db.rows("BEGIN; UPDATE apps SET status = 'INACTIVE'" + of);
  // The provider's filter has not heard of it.
  CHECK(db.value(active) == std::to_string(std::stoi(before) - 1));
  db.rows("ROLLBACK");
  CHECK(db.value(active) == before);
  db.rows("UPDATE apps SET status = 'INACTIVE'" + of);
  CHECK(db.rows(status) == Rows{{"INACTIVE"}});
  db.rows("UPDATE apps SET status = 'ACTIVE'" + of);
  CHECK(db.rows(status) == Rows{{"ACTIVE"}});
}

}  // namespace
}  // namespace idp::test::changed_tables_test
