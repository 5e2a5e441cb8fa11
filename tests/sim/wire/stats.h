// stats.h - what the org was asked: counters, and the last requests.
// In: the start and the end of each request.  Out: JSON for tests.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "wire/answer.h"

namespace sim {

// Safe from several threads.
class Stats {
 public:
  // Returns the request's number.
  std::uint64_t begin(const Call& call, const std::string& route);
  // status 0: the connection was closed without an answer.
  void end(std::uint64_t number, int status);
  // Waits until so many requests have come since the reset; 20 s at the most.
  void wait_for(std::uint64_t requests);
  void reset();

  std::string counters() const;
  // The last requests, up to kKept, in the order in which they came. Whether a
  // token was sent is told, the token is not.
  std::string requests() const;
  static constexpr std::size_t kKept = 100'000;

 private:
  struct Request {
    std::string method, path, query, route, host, user_agent;
    std::string retry_for, retry_count;
    std::string scheme;  // of Authorization; "other"; empty: none came
    std::vector<std::string> headers;  // their names
    std::uint64_t connection = 0;
    int status = 0;
  };

  mutable std::mutex mutex_;
  std::condition_variable came_;
  std::uint64_t first_ = 1;  // the number of requests_.front()
  std::uint64_t count_ = 0;  // since the reset
  std::int64_t in_flight_ = 0, peak_in_flight_ = 0;
  std::deque<Request> requests_;
  std::map<std::string, std::uint64_t> by_route_, by_status_;
  std::set<std::uint64_t> connections_;
};

}  // namespace sim
