// rates.h - rate-limit buckets and their windows (facts, 4).
// In: a call's method and path, and the time.  Out: what to say about it.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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
  logs,
  devices,
  device_users,
  groups,
  group,
  iam,
  clients,
  token
};

// Safe from several threads.
class Rates {
 public:
  explicit Rates(const Options& options);

  // Counts the call, and grants it or not: each caller may have half of what
  // the org has; an empty one is the org. A window starts with the first call
  // that finds none open. Tells of the window that leaves less.
  Quota take(Bucket bucket, const std::string& caller, std::int64_t now);
  // What is told to a caller that is refused, and counts for nobody.
  Quota unused(Bucket bucket, std::int64_t now) const;
  void reset();

 private:
  struct Window {
    std::uint64_t used = 0;
    std::int64_t end = 0;
  };

  using Key = std::pair<Bucket, std::string>;  // a caller, or empty

  std::uint64_t limit(const Key& of) const;
  Quota quota(const Key& of, const Window& window) const;
  Quota count(const Key& of, std::int64_t now);

  std::optional<std::uint32_t> fixed_limit_;
  std::uint32_t length_s_;
  std::mutex mutex_;
  std::map<Key, Window> windows_;
};

// Of a call that is no operation, by its method and the path's segments.
Bucket bucket_of(std::string_view method, const std::vector<std::string>& path);

}  // namespace sim
