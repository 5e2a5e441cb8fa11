// paging.h - lists in pages with Link headers (facts, 3).
// In: a call and a Listing.  Out: the page, its "self" and "next" links.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "ids.h"
#include "wire/answer.h"
#include "wire/json.h"

namespace sim {

// A list as positions in ascending order. A cursor is the position to go on
// from, so that a page costs its own rows and deletions move nothing.
struct Listing {
  // The first row at or after a position.
  std::function<std::optional<std::uint64_t>(std::uint64_t)> find;
  std::function<void(Json&, std::uint64_t)> write;
};

struct PageRules {
  std::uint64_t default_limit = 20;
  std::uint64_t least = 1;
  std::uint64_t most = 200;
  bool pages = true;  // false: one page and no more
  // Recorded cursors are either a bare id or base64 with an escaped '='.
  bool padded_cursor = true;
  // What "self" and "next" repeat besides after and limit, in this order.
  Parameters echoed = {};
};

Answer page(const Call& call, const Ids& ids, const PageRules& rules,
            const Listing& listing);

// {"value": [..], "_links": {"next": {"href": ..}}} and no Link header; the
// last page has no "_links".
Answer page_in_body(const Call& call, const Ids& ids, const PageRules& rules,
                    const Listing& listing);

// All rows, no Link header: the endpoints that don't page.
Answer whole_list(const Listing& listing);

}  // namespace sim
