// listing.h - what stands in a scan's queue: pages of a list that are to be
// fetched, are being fetched, or have come.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "call/caller.h"
#include "json/page.h"
#include "pace/failure.h"
#include "plan/call.h"
#include "result.h"
#include "scan/way.h"

namespace idp {

using Arguments = std::vector<Argument>;  // by columns of the scan's own table

// One combination of the values that a scan was given.
struct Root {
  Arguments arguments;
  bool instead = false;  // it goes the other way
  bool shown = false;    // some row of it was shown
};

struct Opened;

// Of a list whose pages are asked for by the number of rows that were had.
struct Counted {
  std::int64_t offset = 0;            // rows on the pages before
  std::int64_t limit = 0;             // rows on the first page
  std::optional<std::int64_t> total;  // as the page before said
};

struct Listing {
  const Step* step = nullptr;
  std::shared_ptr<const Arguments> question;  // that it helps to answer
  std::shared_ptr<Root> root;
  Arguments arguments;  // the root's, and the values that led here
  const Org* org = nullptr;
  http::Query own_query;
  http::Target target;
  std::shared_ptr<std::set<std::string>> visited;  // targets of this list
  Counted counted;  // where the provider counts rows
  Ticket ticket;
  std::shared_ptr<Opened> opened;  // once its page was read ahead
  std::optional<Error> error;      // to be told when its turn comes

  bool is_last() const { return step->next == nullptr; }
  CallSite site() const {
    return {*step->resource, *step->method, *org, target};
  }
};

struct Opened {
  std::shared_ptr<const json::Page> page = std::make_shared<const json::Page>();
  std::optional<Listing> next;  // the page behind it
};

}  // namespace idp
