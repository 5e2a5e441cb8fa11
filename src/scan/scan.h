// scan.h - the rows of a plan, in a stable order.
// In: a plan and its values. Out: rows, one at a time.
//
// A plan is one listing or many: one for each combination of the values it was
// given, and for each value that has to be read from another table first. They
// stand in a queue in the order of their rows. At its head a listing is read;
// behind it, within a window, listings are fetched ahead, and those whose rows
// are values for others are replaced by these:
//
//   [users]  ->  [clients of u1][clients of u2]...[next page of users]
//            ->  [tokens of u1, c1][tokens of u1, c2][clients of u2]...
//
// The window is 1 until a listing has been read to its end, and doubles with
// each: whoever stops early has asked for little more than was read.
#pragma once

#include <list>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "call/caller.h"
#include "cell.h"
#include "json/page.h"
#include "plan/call.h"
#include "plan/plan.h"
#include "result.h"

namespace idp {

// The values of one binding or pin: any of them.
struct Values {
  std::size_t column = 0;
  Operator op = Operator::eq;
  std::vector<std::string> any;
};

class Scan {
 public:
  // REQUIRES: plan.method is there. The catalog outlives the scan.
  Scan(std::span<const Resource> catalog, const Resource& resource,
       const Plan& plan, std::vector<Values> values, Caller& caller,
       std::shared_ptr<const Settings> settings);

  // Moves to the next row. False at the end; then, and after an error, it must
  // not be called again.
  Result<bool> next();

  // Of the row that the last next() moved to. Views die at the next next().
  // A parameter that is in no row shows the value in force.
  // REQUIRES: the last next() was true.
  Cell cell(std::size_t column) const;

  // Nothing for a row that lacks what would name it.
  std::optional<std::string> key() const;

 private:
  // A step from one table to the next; the last one is the scan's own table.
  struct Stage {
    const Resource* resource = nullptr;
    const Method* method = nullptr;
    std::string feeds;  // the parameter whose values it lists
    json::Layout layout;
  };

  // One page that is to be read, or is being fetched, or has come.
  struct Listing {
    std::size_t stage = 0;
    std::vector<Argument> arguments;  // by columns of the scan's own table
    const Org* org = nullptr;
    http::Query own_query;
    http::Target target;
    std::shared_ptr<std::set<std::string>> visited;
    Ticket ticket;
    std::optional<Error> error;  // to be told when its turn comes
  };
  using Queue = std::list<Listing>;

  struct Opened {
    json::Page page;
    std::optional<Listing> next;  // the page behind it
  };

  const Stage& stage_of(const Listing& listing) const {
    return stages_[listing.stage];
  }
  bool is_last(const Listing& listing) const {
    return listing.stage + 1 == stages_.size();
  }
  std::optional<Listing> next_root();
  void look_ahead();
  Result<bool> prepare(Listing& listing);
  bool begin(Listing& listing);
  Queue::iterator replace(Queue::iterator listing);
  Result<Opened> open(Listing& listing);
  Result<std::optional<Listing>> linked(const Listing& listing,
                                        const http::Response& response);
  Status open_front();
  void widen();
  Error problem(const Listing& listing, std::string_view text) const;
  Cell echo(const Parameter& parameter) const;

  const Resource& resource_;
  const std::vector<Values> values_;
  Caller& caller_;
  const std::shared_ptr<const Settings> settings_;

  std::vector<Stage> stages_;
  std::vector<int> layout_columns_;  // by column; -1: not decoded
  std::vector<std::size_t> root_;    // the next combination of values
  bool roots_done_ = false;

  Queue queue_;
  std::size_t window_ = 1;
  Listing current_;  // where the current page came from
  std::optional<json::Page> page_;
  std::size_t row_ = 0;
};

}  // namespace idp
