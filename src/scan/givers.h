// givers.h - which columns of another scan's row gave what a scan is asked.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "scan/scan.h"
#include "scan/trail.h"

namespace idp {

// What the scans of one table have shown: these columns of it.
struct ShownRows {
  const Resource* resource = nullptr;
  std::vector<std::size_t> columns, texts;
  Trail trail;
};

// By argument of the present ask: the column that has its value, if any does.
// Where several do, as an app's id and its client's often are the same, one
// that is named as what is asked, or as what that is said to come from.
using Givers = std::vector<std::optional<std::size_t>>;

// REQUIRES: the scan has a present ask, and the other one stands on a row.
Givers givers(const Scan& scan, const Scan& other);
// Of the columns that were shown, by their places among these.
// REQUIRES: the scan has a present ask.
Givers givers(const Scan& scan, const ShownRows& shown, std::size_t row);

// How many of the arguments it gave.
std::ptrdiff_t matches(const Givers& givers);

}  // namespace idp
