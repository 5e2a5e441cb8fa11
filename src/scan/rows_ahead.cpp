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

bool Scan::RowsAhead::next() {
  if (page_ == nullptr) return false;
  do {
    while (++row_ >= page_->rows()) {
      if (!next_page()) return false;
      row_ = kNoRow;
    }
  } while (!scan_.columns_.holds(*listing_, *page_, row_) ||
           !scan_.keeps([&](std::size_t i) { return cell(i); }));
  return true;
}

bool Scan::RowsAhead::next_page() {
  auto& listings = scan_.queue_.listings();
  const auto place = place_ ? std::next(*place_) : listings.begin();
  if (place == listings.end() || !place->is_last()) return false;
  // The page behind an opened one is not fetched yet.
  gap_ = gap_ || (place_ && (*place_)->opened->next);
  const bool turn = place_ && scan_.queue_.take_turns(**place_, *place);
  if ((gap_ && !turn) || !scan_.queue_.open(*place)) return false;
  place_ = place;
  listing_ = &*place;
  page_ = place->opened->page.get();
  return true;
}

Cell Scan::RowsAhead::cell(std::size_t column) const {
  return scan_.columns_.cell(*listing_, *page_, row_, column);
}

std::size_t Scan::rows_here() const {
  std::size_t rows = on_row() ? page_->rows() - row_ - 1 : 0;
  for (const Listing& one : queue_.listings()) {
    const bool here = one.state == Listing::State::opened;
    if (here && one.is_last()) rows += one.opened->page->rows();
  }
  return rows;
}

}  // namespace idp
