// log_test.cpp - what was sent, by statement and altogether.
#include "pace/log.h"

#include <doctest/doctest.h>

namespace idp::test {
namespace {

RequestRecord record(std::int64_t statement, std::size_t bytes) {
  RequestRecord one;
  one.statement = statement;
  one.bytes = bytes;
  return one;
}

TEST_CASE("the log numbers requests from 1 and keeps the last ones") {
  RequestLog log;
  const std::size_t all = RequestLog::kMostRecords + 3;
  for (std::size_t i = 0; i < all; ++i) log.add({});
  CHECK(log.records().size() == RequestLog::kMostRecords);
  CHECK(log.records().front().number == 4);
  CHECK(log.records().back().number == static_cast<std::int64_t>(all));
}

// An outer statement goes on while an inner one runs, and after it.
TEST_CASE("what a statement sent counts for it, whichever began last") {
  RequestLog log;
  const std::int64_t outer = log.begin_statement();
  log.add(record(outer, 1));
  const std::int64_t inner = log.begin_statement();
  CHECK(inner == outer + 1);
  log.add(record(inner, 10));
  log.add(record(outer, 100));
  log.add_limited(outer);
  log.under_way(inner, 7);
  log.under_way(outer, 3);
  CHECK(log.of_statement(outer).requests == 2);
  CHECK(log.of_statement(outer).bytes == 101);
  CHECK(log.of_statement(outer).limited == 1);
  CHECK(log.of_statement(outer).peak == 3);
  CHECK(log.of_last_statement().bytes == 10);
  CHECK(log.of_last_statement().limited == 0);
  CHECK(log.of_last_statement().peak == 7);
  CHECK(log.of_connection().requests == 3);
  CHECK(log.of_connection().bytes == 111);
  CHECK(log.of_connection().peak == 7);
}

TEST_CASE("totals of statements that began long ago are dropped") {
  RequestLog log;
  const std::int64_t first = log.begin_statement();
  log.add(record(first, 1));
  for (std::size_t i = 0; i < RequestLog::kMostStatements; ++i) {
    log.begin_statement();
  }
  log.add(record(first, 1));
  CHECK(log.of_statement(first).requests == 0);
  CHECK(log.of_last_statement().requests == 0);
  CHECK(log.of_connection().requests == 2);
}

}  // namespace
}  // namespace idp::test
