// rows_ahead.cpp - looks at the rows that a scan has fetched and not shown yet.
#include <algorithm>

#include "scan/scan.h"

namespace idp {

bool Scan::keeps(const std::function<Cell(std::size_t)>& cell_of) const {
  return std::ranges::all_of(terms_, [&](const RowTerm& term) {
    return term.holds(cell_of(term.column));
  });
}

bool Scan::keeps_row() const {
  return keeps([&](std::size_t i) { return cell(i); });
}

Scan::RowsAhead::RowsAhead(Scan& scan)
    : scan_(scan), left_(kTurn - scan.turn_) {
  for (Lane& lane : scan.lanes_) {
    if (&lane == scan.lane_) lane_ = lanes_.size();
    lanes_.emplace_back(lane);
  }
}

bool Scan::RowsAhead::next() {
  while (true) {
    if (left_ == 0) {
      lane_ = (lane_ + 1) % lanes_.size();
      left_ = kTurn;
    }
    Lane::Ahead& lane = lanes_[lane_];
    if (!lane.next(scan_.columns_)) {
      if (!lane.at_end() || lanes_.size() == 1) return false;
      lanes_.erase(lanes_.begin() + static_cast<std::ptrdiff_t>(lane_));
      lane_ = lane_ % lanes_.size();
      left_ = kTurn;
      continue;
    }
    --left_;
    if (scan_.keeps([&](std::size_t i) { return cell(i); })) return true;
  }
}

Cell Scan::RowsAhead::cell(std::size_t column) const {
  return lanes_[lane_].cell(scan_.columns_, column);
}

std::size_t Scan::rows_here() const {
  std::size_t rows = 0;
  for (const Lane& lane : lanes_) rows += lane.rows_here();
  return rows;
}

}  // namespace idp
