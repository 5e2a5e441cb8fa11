// lane.cpp - looks at the rows that have been fetched and not shown yet.
#include "scan/lane.h"

namespace idp {

std::size_t Lane::rows_here() const {
  std::size_t rows = on_row() ? page->rows() - row - 1 : 0;
  for (const Listing& one : queue.listings()) {
    const bool here = one.state == Listing::State::opened;
    if (here && one.is_last()) rows += one.opened->page->rows();
  }
  return rows;
}

bool Lane::Ahead::next(const Columns& columns) {
  do {
    while (page_ == nullptr || ++row_ >= page_->rows()) {
      if (!next_page()) return false;
      row_ = kNoRow;
    }
  } while (!columns.holds(*listing_, *page_, row_));
  return true;
}

bool Lane::Ahead::next_page() {
  auto& listings = lane_->queue.listings();
  const auto place = place_ ? std::next(*place_) : listings.begin();
  if (place == listings.end() || !place->is_last()) return false;
  // The page behind an opened one is not fetched yet.
  gap_ = gap_ || (place_ && (*place_)->opened->next);
  const bool turn = place_ && lane_->queue.take_turns(**place_, *place);
  if ((gap_ && !turn) || !lane_->queue.open(*place)) return false;
  place_ = place;
  listing_ = &*place;
  page_ = place->opened->page.get();
  return true;
}

bool Lane::Ahead::at_end() const {
  if (lane_->ended) return true;
  const auto& listings = lane_->queue.listings();
  if (lane_->queue.to_begin() > 0) return false;
  if (!place_) return listings.empty();
  return std::next(*place_) == lane_->queue.listings().end() && !gap_ &&
         !(*place_)->opened->next;
}

}  // namespace idp
