// trail.cpp - keeps rows and finds them by a value.
#include "scan/trail.h"

#include <algorithm>
#include <iterator>
#include <numeric>

namespace idp {

void Trail::add(std::vector<std::string> row,
                const std::vector<std::string>& texts) {
  if (full() || row.empty()) return;
  if (repeats([&](std::size_t i, auto& last) { return row[i] == last; })) {
    return;
  }
  for (std::string& cell : row) {
    bytes_ += sizeof(std::string) + cell.size();
    cells_.push_back(std::move(cell));
  }
  for (const std::string& text : texts) {
    Start& start = starts_.emplace_back();
    std::copy_n(text.begin(), std::min(text.size(), start.size()),
                start.begin());
    bytes_ += sizeof(start);
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

bool Trail::before(Order order, std::size_t row, std::size_t other) const {
  if (order > 0) {
    const std::size_t text = (order - 1) / 2;
    const Start& a = starts_[row * texts_ + text];
    const Start& b = starts_[other * texts_ + text];
    if (a != b) return (order % 2 == 1) == (a < b);
  }
  return row < other;
}

Trail::Order Trail::order_of(std::size_t first, std::size_t second) const {
  Order best = 0;
  std::size_t least = rows();
  for (Order order = 0; order <= 2 * texts_; ++order) {
    if (!before(order, first, second)) continue;
    std::size_t between = 0;
    for (std::size_t row = 0; row < rows() && between < least; ++row) {
      between += before(order, first, row) && before(order, row, second);
    }
    if (between < least) best = order;
    least = std::min(least, between);
  }
  return best;
}

Trail::Rows Trail::sorted(Order order) const {
  Rows rows(this->rows());
  std::iota(rows.begin(), rows.end(), 0);
  std::ranges::sort(
      rows, [&](auto row, auto other) { return before(order, row, other); });
  return rows;
}

}  // namespace idp
