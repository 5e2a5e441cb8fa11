// faults.h - what tests make go wrong.
// In: the JSON of POST /_sim/faults (see README.md).  Out: for a call, the
// fault that it meets.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/answer.h"

namespace sim {

struct Fault {
  // Which calls; globs, empty: any.
  std::string method, path, query;
  std::uint64_t skip = 0;  // matching calls that are spared first
  std::int64_t times = 1;  // matching calls that meet it then; -1: all

  // What happens to them.
  std::optional<int> status;
  std::optional<std::string> body, content_type;
  std::vector<Answer::Header> headers;
  std::optional<std::vector<std::string>> links;  // instead of the org's own
  std::optional<std::size_t> truncate;  // bytes of the body, then the end
  bool close = false;                   // the connection, without an answer
  bool after_effect = false;            // the org does what it was asked, first
  bool concurrency = false;             // a 429 with limit 0 and remaining 0
  std::uint32_t delay_ms = 0;
  std::uint64_t after_requests = 0;  // the answer waits for so many
  PageFaults pages;

  // Whether the org isn't asked.
  bool instead() const {
    return !after_effect && (status || close || concurrency);
  }
};

// Safe from several threads.
class Faults {
 public:
  // Replaces all faults. Returns what is wrong with the text, if anything.
  std::optional<std::string> set(const std::string& text);
  void clear();
  // The first fault that the call meets; counts it.
  std::optional<Fault> meet(std::string_view method, std::string_view path,
                            std::string_view query);

 private:
  std::mutex mutex_;
  std::vector<Fault> faults_;
};

}  // namespace sim
