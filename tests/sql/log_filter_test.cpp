// log_filter_test.cpp - what of a WHERE goes into the filter of a log.
#include <doctest/doctest.h>

#include "support/log_copy.h"

namespace idp::test::log_filter_test {
namespace {

struct Fixture : LogFixture {
  // The filter that is sent for it, decoded as far as is needed to read it.
  std::string filter(const std::string& where) {
    const auto calls = check("published >= '2001' AND " + where);
    INFO(where);
    if (calls.empty()) return "no call";
    CHECK(calls.size() <= 3);
    const std::string& call = calls.front();
    const std::size_t at = call.find("filter=");
    if (at == call.npos) return {};
    std::string text = call.substr(at + 7, call.find('&', at) - at - 7);
    text = replace_all(text, "%20", " ");
    text = replace_all(text, "%28", "(");
    return replace_all(replace_all(text, "%29", ")"), "%22", "'");
  }
  std::string value(const std::string& column) {
    return db.value("SELECT " + column + " FROM log WHERE " + column +
                    " IS NOT NULL GROUP BY 1 ORDER BY count(*) LIMIT 1");
  }
};

TEST_CASE_FIXTURE(Fixture, "terms of columns") {
  CHECK(filter("eventType = 'user.session.start'") ==
        "eventType eq 'user.session.start'");
  if (hands_over_lists()) {
    CHECK(filter("eventType IN ('user.session.start', 'user.session.end')") ==
          "(eventType eq 'user.session.end' or eventType eq "
          "'user.session.start')");
  }
  CHECK(filter("eventType LIKE 'user.session.%'") ==
        "eventType sw 'user.session.'");
  CHECK(filter("eventType LIKE 'USER.Session.%'") ==
        "eventType sw 'user.session.'");
  CHECK(filter("eventType GLOB 'user.s*t'") == "eventType sw 'user.s'");
  CHECK(filter("eventType LIKE '%start'") == "");
  CHECK(filter("eventType <> 'user.session.start'") == "");
  CHECK(filter("eventType > 'user'") == "");
  CHECK(filter("severity = 'WARN' AND outcomeResult = 'FAILURE'") ==
        "outcome.result eq 'FAILURE' and severity eq 'WARN'");
  CHECK(filter("json_extract(outcome, '$.result') = 'FAILURE'") == "");
  for (const auto& [column, name] :
       {std::pair("actorId", "actor.id"), std::pair("actorType", "actor.type"),
        std::pair("ipAddress", "client.ipAddress"),
        std::pair("grantType", "debugContext.debugData.grantType"),
        std::pair("transactionId", "transaction.id"),
        std::pair("externalSessionId",
                  "authenticationContext.externalSessionId")}) {
    const std::string id = value(column);
    CHECK(filter(std::string(column) + " = '" + id + "'") ==
          std::string(name) + " eq '" + id + "'");
  }
}

TEST_CASE_FIXTURE(Fixture, "LIKE with ESCAPE, as Sigma's rules write it") {
  if (!hands_over_lists()) return;  // values can't be seen before 3.38
  const auto like = [&](const std::string& pattern) {
    return filter("eventType LIKE '" + pattern + "' ESCAPE '\\'");
  };
  CHECK(like("user.session.start") == "eventType sw 'user.session.start'");
  CHECK(like("User.Session.Start") == "eventType sw 'user.session.start'");
  CHECK(like("app.oauth2.token.grant.access\\_token") ==
        "eventType sw 'app.oauth2.token.grant.access_token'");
  CHECK(like("user.session.%") == "eventType sw 'user.session.'");
  CHECK(like("%session%") == "");
  CHECK(filter("eventType LIKE 'user.session.start' ESCAPE '\\' AND severity = "
               "'INFO'") ==
        "eventType sw 'user.session.start' and severity eq 'INFO'");
  // Such bounds by hand mean the same, but others don't.
  CHECK(filter("eventType COLLATE NOCASE >= 'USER.S' AND eventType COLLATE "
               "NOCASE < 'user.t'") == "eventType sw 'user.s'");
  CHECK(filter("eventType COLLATE NOCASE >= 'USER.S' AND eventType COLLATE "
               "NOCASE < 'user.u'") == "");
  CHECK(filter("eventType COLLATE NOCASE >= 'user@' AND eventType COLLATE "
               "NOCASE < 'userA'") == "");
  CHECK(filter("eventType COLLATE NOCASE > 'USER.S' AND eventType COLLATE "
               "NOCASE < 'user.t'") == "");
}

TEST_CASE_FIXTURE(Fixture, "a target is asked for, and is what was asked") {
  const std::string user = db.value(
      "SELECT json_extract(value, '$.id') FROM log, json_each(target) WHERE "
      "json_extract(value, '$.type') = 'User' LIMIT 1");
  const auto local = [&](const std::string& id) {
    return db.value(
        "SELECT count(DISTINCT uuid) FROM log, json_each(target) "
        "WHERE json_extract(value, '$.id') = '" +
        id + "'");
  };
  const std::string from =
      "FROM system_log_events WHERE published >= '2001' AND targetId ";
  db.sent();
  CHECK(db.rows("SELECT targetId, count(*) " + from + "= '" + user + "'") ==
        Rows{{user, local(user)}});
  CHECK(has(db.sent().front(), "target.id%20eq%20%22" + user + "%22"));
  // Each value of a list has its own rows.
  const std::string app = db.value("SELECT id FROM apps LIMIT 1");
  db.rows("CREATE TABLE ids AS SELECT '" + user + "' AS id UNION SELECT '" +
          app + "'");
  CHECK(db.value("SELECT count(*) " + from + "IN (SELECT id FROM ids)") ==
        db.value("SELECT " + local(user) + " + " + local(app)));
  CHECK(db.value("SELECT count(*) FROM ids JOIN system_log_events ON targetId "
                 "= ids.id WHERE published >= '2001'") ==
        db.value("SELECT " + local(user) + " + " + local(app)));
  // Beside a filter in the provider's words both are sent.
  db.sent();
  const std::string both = db.value(
      "SELECT count(*) " + from + "= '" + user +
      "' AND filter = 'eventType sw \"user.\" or severity eq \"WARN\"'");
  CHECK(
      both ==
      db.value("SELECT count(DISTINCT uuid) FROM log, json_each(target) WHERE "
               "json_extract(value, '$.id') = '" +
               user + "' AND (eventType LIKE 'user.%' OR severity = 'WARN')"));
  CHECK(has(db.sent().front(), "%29%20and%20target.id"));
  // In no row: nothing is asked.
  CHECK(db.value("SELECT count(*) " + from + "= ''") == "0");
  CHECK(db.value("SELECT count(*) " + from + "= NULL") == "0");
  CHECK(db.sent().empty());
  for (const std::string op : {"<> 'a'", "> 'a'", "LIKE 'a%'"}) {
    db.refuses("SELECT uuid " + from + op,
               {"\"targetId\"", "compared by = or IN only"});
  }
}

TEST_CASE_FIXTURE(Fixture, "filter and q go along as they are") {
  const auto count = [&](const std::string& where) {
    return db.value(
        "SELECT count(*) FROM system_log_events WHERE published >= "
        "'2001' AND " +
        where);
  };
  CHECK(count("filter = 'eventType eq \"user.session.start\"'") ==
        db.value("SELECT count(*) FROM log WHERE eventType = "
                 "'user.session.start'"));
  // It stands for all other terms; SQLite looks at those.
  db.sent();
  CHECK(count("filter = 'severity eq \"WARN\"' AND eventType = "
              "'user.session.start'") ==
        db.value("SELECT count(*) FROM log WHERE eventType = "
                 "'user.session.start' AND severity = 'WARN'"));
  CHECK_FALSE(has(db.sent().front(), "eventType"));
  CHECK(count("q = 'session'") != "0");
  CHECK(has(db.sent().front(), "q=session"));
  db.refuses(
      "SELECT * FROM system_log_events WHERE published >= '2001' AND "
      "filter = 'no filter'",
      {"system_log_events", "E0000053"});
}

TEST_CASE("what the log has of a refresh token") {
  Database db;
  CHECK(db.value("SELECT idp_token_hash('abc')") ==
        "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
  CHECK(db.value("SELECT idp_token_hash(x'616263') = idp_token_hash('abc')") ==
        "1");
  CHECK(db.value("SELECT idp_token_hash('')") ==
        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
  CHECK(db.value("SELECT idp_token_hash(NULL)") == "NULL");
  // Harmless and always the same: views and indexes may use it.
  db.rows(
      "PRAGMA trusted_schema = 0; CREATE TABLE t(x); CREATE INDEX i ON "
      "t(idp_token_hash(x)); INSERT INTO t VALUES ('abc'); CREATE VIEW v AS "
      "SELECT idp_token_hash(x) AS hash FROM t");
  CHECK(db.value("SELECT length(hash) FROM v") == "44");
}

}  // namespace
}  // namespace idp::test::log_filter_test
