// paging.cpp - by the link to the next page, or by the number of rows.
#include "scan/paging.h"

#include <algorithm>

#include "http/parameters.h"
#include "pace/failure.h"

namespace idp {
namespace {

// One after the other, of one list. A provider that filters after it has cut
// its pages may leave some empty, but each is a call: more than these are no
// list that anybody waits for, and their cursors may never repeat.
constexpr int kMostEmptyPages = 1000;

Error problem(const Listing& listing, std::string_view text) {
  return explain(listing.site(), text);
}

// Of the same list, with nothing of this page's own.
Listing behind(const Listing& listing) {
  Listing next = listing;
  next.state = Listing::State::fresh;
  next.ticket = nullptr;
  return next;
}

// A link brings the cursor and perhaps more; what we asked for stays as it is,
// since links have been known to drop it (Okta's release notes, OKTA-1230325).
http::Query with_own(http::Query linked, const Listing& listing) {
  const Provider& provider = listing.step->resource->provider;
  const std::string& cursor = listing.step->method->paging == Paging::body
                                  ? provider.body_paging->after
                                  : provider.link_paging.after;
  const http::Query& own = listing.list->own_query;
  std::erase_if(linked, [&](const auto& item) {
    return item.first != cursor &&
           std::ranges::any_of(
               own, [&](const auto& mine) { return mine.first == item.first; });
  });
  for (const auto& mine : own) {
    if (mine.first != cursor) linked.push_back(mine);
  }
  return linked;
}

// The page behind this one. Only path and query of the link are used, against
// the org's own origin: the token goes nowhere else.
Result<std::optional<Listing>> linked(const Listing& listing,
                                      const std::optional<std::string>& link) {
  if (!link) return std::optional<Listing>();
  Result<http::Target> target = http::parse_target(*link);
  if (!target) {
    return problem(listing, "the next link '" + *link +
                                "' can't be followed: " + target.error().text);
  }
  if (listing.list->empty_pages >= kMostEmptyPages) {
    return problem(listing, std::to_string(kMostEmptyPages) +
                                " pages without a row came one after the "
                                "other, each with a link to the next one; the "
                                "list seems to have no end");
  }
  target->query = with_own(std::move(target->query), listing);
  if (!listing.list->targets.insert(target->text()).second) {
    return problem(listing,
                   "the next link '" + *link +
                       "' leads back to a page that was read already, so the "
                       "list would never end");
  }
  Listing next = behind(listing);
  next.target = *std::move(target);
  return std::optional(std::move(next));
}

// The page behind this one, if the provider says that there are more rows. A
// list that is not what it says of itself would be short, or without an end.
Result<std::optional<Listing>> counted(const Listing& listing,
                                       const json::Page& page) {
  const OffsetPaging& paging = *listing.step->resource->provider.offset_paging;
  const OffsetState& before = listing.offset;
  const auto rows = static_cast<std::int64_t>(page.rows());
  const auto total = page.total();
  if (!total || *total < 0) {
    return problem(listing, "the answer has no number of rows in " +
                                paging.total +
                                ", so that it may be a part of the list only");
  }
  if (before.total && *before.total != *total) {
    return problem(listing, "the list changed from " +
                                std::to_string(*before.total) + " to " +
                                std::to_string(*total) +
                                " rows while it was read; run the statement "
                                "again");
  }
  const std::int64_t at = page.at().value_or(before.offset > 0 ? -1 : 0);
  const bool repeats =
      rows > 0 &&
      !listing.list->first_rows.insert(std::string(page.object(0))).second;
  if ((!paging.at.empty() && at != before.offset) || repeats) {
    return problem(listing, "the answer does not begin behind row " +
                                std::to_string(before.offset) +
                                " of the list, as it was asked to");
  }
  Listing next = behind(listing);
  next.offset.offset = before.offset + rows;
  next.offset.total = total;
  if (before.offset == 0) next.offset.size = rows;
  if (next.offset.offset >= *total) return std::optional<Listing>();
  if (rows == 0) {
    return problem(listing, "the list ends behind row " +
                                std::to_string(before.offset) +
                                ", but the answer says that it has " +
                                std::to_string(*total));
  }
  next.target.query = listing.list->own_query;
  if (std::ranges::none_of(listing.list->own_query, [&](const auto& own) {
        return own.first == paging.limit;
      })) {
    next.target.query.emplace_back(paging.limit,
                                   std::to_string(next.offset.size));
  }
  next.target.query.emplace_back(paging.offset,
                                 std::to_string(next.offset.offset));
  return std::optional(std::move(next));
}

}  // namespace

Result<std::optional<Listing>> next_page(const Listing& listing,
                                         const http::Response& response,
                                         const json::Page& page) {
  switch (listing.step->method->paging) {
    case Paging::none:
      break;
    case Paging::link: {
      const auto link = http::next_link(response.all_headers("link"));
      if (!link) return problem(listing, link.error().text);
      return linked(listing, *link);
    }
    case Paging::body:
      return linked(listing, page.next());
    case Paging::offset:
      return counted(listing, page);
  }
  return std::optional<Listing>();
}

}  // namespace idp
