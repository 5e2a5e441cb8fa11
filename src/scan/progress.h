// progress.h - how far a statement is, as one line for people.
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
  std::vector<Part> parts;
  std::int64_t requests = 0;
  std::int64_t rows = 0;
  std::optional<Pacer::Budget> budget;  // of the rate limit that was last used
  int capacity_percent = 100;           // so much of that may be used
  std::chrono::seconds elapsed{0};
  std::chrono::seconds waited{0};  // of these, with nothing under way
};

// "idp: users 1,000, grants 412 of 1,000; 419 requests, 1,236 rows; 181 of 600
// calls left; about 40 s to go", cut at the width.
//
// The time to go is that of the last table's lists: at the pace of those that
// are done, while calls were under way, and one call for each; and where the
// rate limit has fewer calls left, with the waits for as many windows as they
// need.
std::string progress_line(const Progress& progress, std::size_t width);

// Whether it is time for a line: after 2 s of a statement for the first time;
// then 5 times a second on a terminal, where it is drawn over the one before,
// and every 30 s in a file, where it is one more. `shown` is when there was one
// last, perhaps of another statement.
bool progress_due(Pacer::Time began, Pacer::Time shown, Pacer::Time now,
                  bool terminal);

}  // namespace idp
