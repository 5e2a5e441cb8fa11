// log_copy.cpp - reads the log once, and asks both.
#include "support/log_copy.h"

#include <doctest/doctest.h>

namespace idp::test {

LogFixture::LogFixture(const std::vector<std::string>& flags)
    : simulator(flags) {
  db.rows(
      "CREATE TABLE log AS SELECT *, actorId, actorType, actorAlternateId, "
      "clientId, ipAddress, outcomeResult, externalSessionId, transactionId, "
      "requestApiTokenId, grantType FROM system_log_events WHERE published >= "
      "'2001-01-01'");
  db.rows("SELECT idp_cache_clear()");
  db.sent();
}

std::vector<std::string> LogFixture::check(const std::string& where) {
  INFO(where);
  const std::string select = "SELECT uuid, published, eventType FROM ";
  // What only a call can be asked is no column of the copy.
  const std::size_t q = where.find(" AND q = ");
  const std::string order =
      where.find("ORDER BY") == where.npos ? " ORDER BY published, uuid" : "";
  const Rows expected =
      db.rows(select + "log WHERE " + where.substr(0, q) + order);
  db.sent();
  const Rows rows =
      db.rows(select + "system_log_events WHERE " + where + order);
  if (q == where.npos) CHECK(rows == expected);
  return db.sent();
}

std::string LogFixture::ago(const std::string& days) {
  return db.value("SELECT date('now', '" + days + "')");
}

void LogFixture::plant(const std::string& event) {
  simulator.post("/_sim/logs", "{\"events\": [" + event + "]}");
}

}  // namespace idp::test
