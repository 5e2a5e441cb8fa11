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
  std::uint64_t limit = 0;
  std::uint64_t remaining = 0;
  std::int64_t reset = 0;  // seconds since 1970
  bool granted = true;
};

// Calls that are counted together.
enum class Bucket {
  none,  // of no API
  api,   // what has none of its own
  users,
  user_read,
  user_write,
  user_me,
  apps,
  app,
  token
};

// Safe from several threads.
class Rates {
 public:
  explicit Rates(const Options& options);

  // Counts the call, and grants it or not. A window starts with the first
  // call that finds none open.
  Quota take(Bucket bucket, std::int64_t now);
  // The same without counting.
  Quota look(Bucket bucket, std::int64_t now);
  void reset();

 private:
  struct Window {
    std::uint64_t used = 0;
    std::int64_t end = 0;
  };

  std::uint64_t limit(Bucket bucket) const;
  Quota quota(Bucket bucket, const Window& window) const;

  std::optional<std::uint32_t> fixed_limit_;
  std::uint32_t length_s_;
  std::mutex mutex_;
  std::map<Bucket, Window> windows_;
};

// Of a call that is no operation, by its method and the path's segments.
Bucket bucket_of(std::string_view method, const std::vector<std::string>& path);

}  // namespace sim
