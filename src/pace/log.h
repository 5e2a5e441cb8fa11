// log.h - what was just sent: the rows of idp_requests and idp_stats. Holds no
// secret, for it is given none.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace idp {

struct RequestRecord {
  std::int64_t number = 0;     // counts up from 1 on each connection
  std::int64_t statement = 0;  // likewise: the statement that it was sent for
  std::string subdomain;
  std::string verb;
  std::string path;            // with its query, as sent
  std::optional<long> status;  // none: no answer came
  double ms = 0;               // from the first attempt to the last answer
  std::size_t bytes = 0;       // of the body, as received
  int retries = 0;
  bool cached = false;  // it was not sent: an earlier statement had the answer
};

struct Totals {
  std::int64_t requests = 0;  // less their retries
  std::int64_t retries = 0;
  std::int64_t limited = 0;  // answers 429
  std::int64_t bytes = 0;
  std::int64_t cached = 0;   // answers from the cache
  std::int64_t peak = 0;     // requests under way at once
  std::int64_t missing = 0;  // values of a query that the provider doesn't know
  std::int64_t partial = 0;  // reads whose rows may not be all that there are
  // How long nothing was under way, as the rate limit, or the pause before
  // another try, had to pass.
  std::chrono::duration<double, std::milli> waited{0};
};

class RequestLog {
 public:
  static constexpr std::size_t kMostRecords = 10'000;
  static constexpr std::size_t kMostStatements = 100;  // that have totals

  // The number of a statement that begins, counting up from 1. Several may run
  // at once; what is added says whose it is.
  std::int64_t begin_statement() {
    of_statements_.try_emplace(++last_statement_);
    if (of_statements_.size() > kMostStatements) {
      of_statements_.erase(of_statements_.begin());
    }
    return last_statement_;
  }

  void add(RequestRecord record) {
    record.number = ++last_;
    count(record.statement, [&](Totals& totals) {
      ++(record.cached ? totals.cached : totals.requests);
      totals.retries += record.retries;
      totals.bytes += static_cast<std::int64_t>(record.bytes);
    });
    records_.push_back(std::move(record));
    if (records_.size() > kMostRecords) records_.pop_front();
  }
  void add_limited(std::int64_t statement) {
    count(statement, [](Totals& totals) { ++totals.limited; });
  }
  void add_waited(std::int64_t statement,
                  std::chrono::duration<double, std::milli> time) {
    count(statement, [&](Totals& totals) { totals.waited += time; });
  }
  void add_missing(std::int64_t statement) {
    count(statement, [](Totals& totals) { ++totals.missing; });
  }
  void add_partial(std::int64_t statement) {
    count(statement, [](Totals& totals) { ++totals.partial; });
  }
  void under_way(std::int64_t statement, std::size_t requests) {
    count(statement, [&](Totals& totals) {
      totals.peak = std::max(totals.peak, static_cast<std::int64_t>(requests));
    });
  }

  const std::deque<RequestRecord>& records() const { return records_; }
  // Of a statement that began not long ago; nothing but zeros for others.
  Totals of_statement(std::int64_t statement) const {
    const auto found = of_statements_.find(statement);
    return found == of_statements_.end() ? Totals() : found->second;
  }
  // Of the one that began last.
  Totals of_last_statement() const { return of_statement(last_statement_); }
  const Totals& of_connection() const { return of_connection_; }

 private:
  template <class Change>
  void count(std::int64_t statement, Change change) {
    change(of_connection_);
    const auto found = of_statements_.find(statement);
    if (found != of_statements_.end()) change(found->second);
  }

  std::deque<RequestRecord> records_;
  std::int64_t last_ = 0;
  std::int64_t last_statement_ = 0;
  std::map<std::int64_t, Totals> of_statements_;  // by number
  Totals of_connection_;
};

}  // namespace idp
