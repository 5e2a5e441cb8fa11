// listing.h - what stands in a scan's queue: one page of a list, from before
// its call is made until its rows are shown.
//
//   fresh --> sent --> opened    its page is here and decoded
//     |        |
//     |        +-----> failed    told when its turn comes: rows before it count
//     +--------------> failed    no call can be made of its values
//     +--------------> opened    its rows were listed already (KnownRows,
//                                LookUps)
//
// A look-up that misses is fresh again, as the list that finds the row
// otherwise. One that asks for nothing (no row has an empty id) leaves the
// queue at once. One whose rows are values for the next step is replaced by
// these once its answer has come, and so is never seen opened.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "call/caller.h"
#include "json/page.h"
#include "pace/failure.h"
#include "result.h"
#include "scan/combinations.h"
#include "scan/way.h"

namespace idp {

// One combination of the values that a scan was asked with, and all lists that
// answer it.
struct Root {
  Arguments arguments;
  std::size_t number = 0;  // how many there were up to this one
  bool detoured = false;   // it goes the other way
  bool shown = false;      // some row of it was shown
};

// What the pages of one list share. Two listings are of one list if they share
// this.
struct List {
  const Org* org = nullptr;
  std::string now;                   // up to which a log is read; or empty
  http::Query own_query;             // what each page is asked with
  std::set<std::string> targets;     // of its pages: none may come twice
  std::set<std::string> first_rows;  // likewise, where pages go by offset
  std::size_t rows = 0;              // of the pages so far, shown or not
  std::size_t fed = 0;               // values of these for the next step
  std::size_t last_page = 0;         // rows of the last one of these
  int empty_pages = 0;               // how many of these, up to the last one
};

// Where pages go by offset: what one page tells the next.
struct OffsetState {
  std::int64_t offset = 0;            // rows on the pages before
  std::int64_t size = 0;              // rows on the first page
  std::optional<std::int64_t> total;  // as the page before said
};

struct Opened;

struct Listing {
  enum class State { fresh, sent, opened, failed };

  State state = State::fresh;
  const Step* step = nullptr;
  std::int64_t ask = 0;  // the number of the ask that it helps to answer
  // Shared by those whose values one page has, and the pages behind them. 0:
  // its values are the query's.
  std::size_t siblings = 0;
  std::shared_ptr<Root> root;
  Arguments arguments;         // the root's, and the values that led here
  std::shared_ptr<List> list;  // once its call is made
  http::Target target;         // likewise
  OffsetState offset;
  Ticket ticket;                   // sent
  std::shared_ptr<Opened> opened;  // opened
  std::optional<Error> error;      // failed

  bool is_last() const { return step->next == nullptr; }
  bool waits() const { return state == State::sent && !ticket->done(); }
  bool came() const { return state == State::sent && ticket->done(); }
  void fail(Error problem) {
    state = State::failed;
    error = std::move(problem);
  }
  // The same, not sent and by another step.
  Listing anew(const Step* by) const {
    Listing listing = *this;
    listing.state = State::fresh;
    listing.step = by;
    listing.list = nullptr;
    listing.ticket = nullptr;
    return listing;
  }
  // REQUIRES: its call is made.
  CallSite site() const {
    return {*step->resource, *step->method, *list->org, target};
  }
};

struct Opened {
  std::shared_ptr<const json::Page> page = std::make_shared<const json::Page>();
  std::optional<Listing> next;  // the page behind it
};

}  // namespace idp
