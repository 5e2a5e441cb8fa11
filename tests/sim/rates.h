// rates.h - rate-limit buckets and their windows (facts, 4).
// In: a call's method and path, and the time.  Out: what to say about it.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "options.h"

namespace sim {

struct Quota {
  uint64_t limit = 0;
  uint64_t remaining = 0;
  int64_t reset = 0;  // seconds since 1970
  bool granted = true;
};

// Safe from several threads.
class Rates {
 public:
  explicit Rates(const Options& options);

  // Counts the call, and grants it or not. A window starts with the first
  // call that finds none open.
  Quota take(const std::string& bucket, int64_t now);
  // The same without counting.
  Quota look(const std::string& bucket, int64_t now);
  void reset();

 private:
  struct Window {
    uint64_t used = 0;
    int64_t end = 0;
  };

  uint64_t limit(const std::string& bucket) const;
  Quota quota(const std::string& bucket, const Window& window) const;

  std::optional<uint32_t> fixed_limit_;
  uint32_t length_s_;
  std::mutex mutex_;
  std::map<std::string, Window> windows_;
};

// The bucket of a call; empty: none.
std::string bucket_of(std::string_view method,
                      const std::vector<std::string>& path);

}  // namespace sim
