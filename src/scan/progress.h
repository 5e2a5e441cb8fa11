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
  std::chrono::seconds elapsed{0};
};

// "idp: users 1,000, grants 412 of 1,000; 419 requests, 1,236 rows; 181 of 600
// calls left; about 40 s to go", cut at the width.
std::string progress_line(const Progress& progress, std::size_t width);

}  // namespace idp
