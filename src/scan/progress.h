// progress.h - how far a statement is, as one line for people. What isn't known
// isn't said.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pace/pacer.h"

namespace idp {

struct Progress {
  // A table that is being read.
  struct Part {
    std::string table;
    std::int64_t done = 0;   // of its lists
    std::int64_t known = 0;  // so many are to be read, as far as is known; or 0
    bool complete = true;    // it will not become more
  };
  // What all calls wait for, while none is under way.
  enum class Wait { none, window, pause };

  std::vector<Part> parts;
  std::int64_t requests = 0;
  std::int64_t rows = 0;
  // The calls that it takes, with those that were answered; nothing where
  // nobody knows.
  std::optional<std::int64_t> calls = 0;
  bool at_least = false;  // there may be more of them
  Wait wait = Wait::none;
  std::optional<Pacer::Budget> budget;  // of the rate limit that was last used
  int capacity_percent = 100;           // so much of that may be used
  std::int64_t now = 0;  // seconds since 1970, by the clock on the wall
  std::chrono::seconds elapsed{0};
  std::chrono::seconds waited{0};  // of these, with nothing under way
};

// "idp: users 1,000, grants 412 of 1,000; about 40 s to go; 419 of about 1,007
// calls; 181 of 600 calls left until 14:03:20; 1,236 rows": as many of these,
// the most important first, as have room in the width.
//
// The time to go is that of the calls that are left: at the pace of all that
// were answered, while some were under way; and where the rate limit has fewer
// left, with the waits for as many windows as they need. Other processes use
// their part of these. Where there may be more calls, the least time is told,
// if the rate limit makes it a wait: "more than 9 min to go".
std::string progress_line(const Progress& progress, std::size_t width);

// Whether the rate limit has no call left now that may be used.
bool is_used_up(const Progress& progress);

// Whether it is time for a line: after 2 s of a statement for the first time;
// then 5 times a second on a terminal, where it is drawn over the one before,
// and every 30 s in a file, where it is one more. `shown` is when there was one
// last, perhaps of another statement.
bool progress_due(Pacer::Time began, Pacer::Time shown, Pacer::Time now,
                  bool terminal);

}  // namespace idp
