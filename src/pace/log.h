// log.h - what was just sent: the rows of idp_requests and idp_stats. Holds no
// secret, for it is given none.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "http/transport.h"

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

  // The last attempt has ended, that long after the first one began.
  void end(std::chrono::duration<double, std::milli> elapsed,
           const http::Answer& answer) {
    ms = elapsed.count();
    const auto* response = std::get_if<http::Response>(&answer);
    if (response == nullptr) return;
    status = response->status;
    bytes = response->bytes_received;
  }
};

struct Totals {
  std::int64_t requests = 0;  // less their retries
  std::int64_t retries = 0;
  std::int64_t limited = 0;  // answers 429
  std::int64_t bytes = 0;
  std::int64_t cached = 0;  // answers from the cache
  std::int64_t peak = 0;    // requests under way at once
  // How long nothing was under way, as the rate limit, or the pause before
  // another try, had to pass.
  std::chrono::duration<double, std::milli> waited{0};
};

class RequestLog {
 public:
  static constexpr std::size_t kMostRecords = 10'000;

  // What is added from now on belongs to another statement.
  void begin_statement() {
    ++statement_;
    of_statement_ = {};
  }
  std::int64_t statement() const { return statement_; }

  void add(RequestRecord record) {
    record.number = ++last_;
    record.statement = statement_;
    for (Totals* totals : {&of_statement_, &of_connection_}) {
      ++(record.cached ? totals->cached : totals->requests);
      totals->retries += record.retries;
      totals->bytes += static_cast<std::int64_t>(record.bytes);
    }
    records_.push_back(std::move(record));
    if (records_.size() > kMostRecords) records_.pop_front();
  }
  void add_limited() {
    ++of_statement_.limited;
    ++of_connection_.limited;
  }
  void add_waited(std::chrono::duration<double, std::milli> time) {
    of_statement_.waited += time;
    of_connection_.waited += time;
  }
  void under_way(std::size_t count) {
    for (Totals* totals : {&of_statement_, &of_connection_}) {
      totals->peak = std::max(totals->peak, static_cast<std::int64_t>(count));
    }
  }

  const std::deque<RequestRecord>& records() const { return records_; }
  const Totals& of_statement() const { return of_statement_; }
  const Totals& of_connection() const { return of_connection_; }

 private:
  std::deque<RequestRecord> records_;
  std::int64_t last_ = 0;
  std::int64_t statement_ = 0;
  Totals of_statement_, of_connection_;
};

}  // namespace idp
