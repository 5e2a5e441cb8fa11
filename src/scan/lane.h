// lane.h - the listings of one org, and the row of them that a scan stands on.
//
// An org answers as fast as it does, and has its own limits. So who asks
// several has a lane of each, which are read together and take turns, some rows
// each: what those rows lead to, in a join, is of all orgs, too.
//
//   one  [users 1 ... 8]                 [9 ... 16]
//   two                  [users 1 ... 8]            [9 ... 16]
#pragma once

#include <list>
#include <memory>
#include <optional>

#include "scan/columns.h"
#include "scan/listing.h"
#include "scan/queue.h"

namespace idp {

struct Lane {
  // Before the first row of a page.
  static constexpr std::size_t kNoRow = static_cast<std::size_t>(-1);

  Lane(const Resource& resource, Reader& reader, const Detour& detour,
       StepTally& tally, std::size_t most)
      : queue(resource, reader, detour, tally, most) {}

  bool on_row() const { return page && row < page->rows(); }
  // Of the rows behind the present one, those that are here already.
  std::size_t rows_here() const;

  Queue queue;
  Listing current;                         // where the page came from
  std::shared_ptr<const json::Page> page;  // null: between two pages
  std::size_t row = kNoRow;
  bool ended = false;

  // Walks the rows that come next, as far as they are here.
  class Ahead {
   public:
    explicit Ahead(Lane& lane)
        : lane_(&lane),
          listing_(&lane.current),
          page_(lane.page.get()),
          row_(lane.row) {}

    // To the first of them, and on: those that hold what is asked. False where
    // there is none.
    bool next(const Columns& columns);
    // Whether none will come behind them. REQUIRES: next() was false.
    bool at_end() const;
    Cell cell(const Columns& columns, std::size_t column) const {
      return columns.cell(*listing_, *page_, row_, column);
    }

   private:
    bool next_page();

    Lane* lane_;
    const Listing* listing_;
    const json::Page* page_;
    std::size_t row_;
    std::optional<std::list<Listing>::iterator> place_;  // in the queue
    bool gap_ = false;  // pages are missing that come behind those which follow
  };
};

}  // namespace idp
