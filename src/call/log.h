// log.h - what was just sent: the rows of idp_requests. Holds no secret, for
// it is given none.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace idp {

struct RequestRecord {
  std::int64_t number = 0;  // counts up from 1 on each connection
  std::string subdomain;
  std::string verb;
  std::string path;            // with its query, as sent
  std::optional<long> status;  // none: no answer came
  double ms = 0;               // from the first attempt to the last answer
  std::size_t bytes = 0;       // of the body, as received
  int retries = 0;
};

class RequestLog {
 public:
  static constexpr std::size_t kMostRecords = 10'000;

  void add(RequestRecord record) {
    record.number = ++last_;
    records_.push_back(std::move(record));
    if (records_.size() > kMostRecords) records_.pop_front();
  }

  const std::deque<RequestRecord>& records() const { return records_; }

 private:
  std::deque<RequestRecord> records_;
  std::int64_t last_ = 0;
};

}  // namespace idp
