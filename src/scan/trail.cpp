// trail.cpp - keeps rows and finds them by a value.
#include "scan/trail.h"

#include <algorithm>
#include <iterator>

namespace idp {

void Trail::add(std::vector<std::string> row) {
  if (bytes_ > kMostBytes || row.empty()) return;
  if (cells_.size() >= row.size() &&
      std::equal(row.begin(), row.end(),
                 cells_.end() - static_cast<std::ptrdiff_t>(row.size()))) {
    return;
  }
  for (std::string& cell : row) {
    bytes_ += sizeof(std::string) + cell.size();
    cells_.push_back(std::move(cell));
  }
}

std::size_t Trail::find(std::size_t column, const std::string& value,
                        std::size_t from) const {
  for (; indexed_ < rows(); ++indexed_) {
    for (std::size_t i = 0; i < columns(); ++i) {
      by_value_[i][cell(indexed_, i)].push_back(
          static_cast<std::uint32_t>(indexed_));
    }
  }
  const auto found = by_value_[column].find(value);
  if (found == by_value_[column].end()) return rows();
  const Rows& places = found->second;
  const auto next = std::ranges::lower_bound(places, from);
  return next == places.end() ? places.front() : *next;
}

}  // namespace idp
