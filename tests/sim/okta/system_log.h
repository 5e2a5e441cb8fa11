// system_log.h - the org's events: those of the start, and what came since.
// In: events.  Out: them by `published`, or in the order in which they came.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <shared_mutex>
#include <string>
#include <utility>
#include <vector>

#include "okta/log_event.h"
#include "okta/log_maker.h"

namespace sim {

// Where an event stands by `published`; those of one millisecond stand as they
// came. Times are milliseconds since 1970.
struct LogKey {
  std::int64_t published = 0;
  std::uint64_t number = 0;  // of its coming

  auto operator<=>(const LogKey&) const = default;
};

// Safe from several threads.
class SystemLog {
 public:
  explicit SystemLog(const Options& options);

  // It is found from `now` on, and the log's lag later.
  void append(Event event, std::int64_t now);
  // Any JSON object. What every event has and this one hasn't is added;
  // without `published` it is of now. Returns what is wrong with it, if
  // anything.
  std::optional<std::string> append(const std::string& json, std::int64_t now);
  void reset();
  // Not documented either way.
  bool until_inclusive() const { return until_inclusive_; }

  // Nothing changes while there is one.
  class Reader {
   public:
    Reader(const SystemLog& log, std::int64_t now);

    // The first event at or after that place, or the last one before it.
    std::optional<LogKey> next(LogKey from) const;
    std::optional<LogKey> previous(LogKey before) const;
    // As they came: how many, and the first that came at that time or later.
    std::uint64_t count() const;
    std::uint64_t first_come(std::int64_t time) const;
    std::int64_t came(std::uint64_t number) const;
    std::int64_t published(std::uint64_t number) const;

    std::string json(std::uint64_t number) const;
    // See LogMaker.
    std::optional<std::vector<std::string>> quick(
        std::uint64_t number, std::string_view attribute) const;

   private:
    bool is_found(std::uint64_t number) const;

    const SystemLog& log_;
    std::shared_lock<std::shared_mutex> lock_;
    std::int64_t now_;
  };

 private:
  struct Added {
    std::int64_t published = 0, came = 0;
    std::string json;
  };

  void add(std::int64_t published, std::int64_t now, std::string json);

  LogMaker maker_;
  std::int64_t lag_ms_;
  bool until_inclusive_;
  mutable std::shared_mutex mutex_;
  std::vector<Added> added_;  // in the order in which they came
  std::map<LogKey, std::uint64_t> by_time_;
};

}  // namespace sim
