// way.h - the tables that a scan goes through to reach its own.
// In: a method, and the path parameters that nobody gave. Out: Steps.
//
// A list by a filter may be a moment behind what was changed. So a row that is
// found by one because a look-up missed it is got by its key:
//
//   [look-up] -- not found --> [list by a filter] -> [get by key]
//
// And what a statement deletes by is read from the list without any filter,
// which is not behind. Where that leaves rows out, the one that has all is read
// beside it, for those that are in it alone:
//
//   [list], then of [list by `otherwise`] the rest
#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "json/page.h"
#include "model/resource.h"
#include "plan/call.h"

namespace idp {

// A step from one table to the next.
struct Step {
  const Resource* resource = nullptr;
  const Method* method = nullptr;
  json::Layout layout;
  Asking asking = {};
  const Step* next = nullptr;  // null: this is the scan's own table

  // Where there is a next one: which parameter gets the values of which column
  // (the layout's first), and the parameter whose value, if it is given, must
  // stand in the layout's second column.
  std::string feeds = {};
  std::size_t value_column = 0;
  const Parameter* owner = nullptr;

  // Where a look-up may miss its row (Method::if_not_found): the list that
  // finds it all the same. Of that one, and of the step behind it, which gets
  // what was found: the look-up.
  const Step* if_not_found = nullptr;
  const Step* missed = nullptr;
};

class Way {
 public:
  // REQUIRES: the documents say where to read the values of each of these
  // parameters. `json_paths` are the fields to decode at the end. `decides`:
  // rows are deleted according to it, so no filter that lags is believed. The
  // catalog outlives it.
  Way(std::span<const Resource> catalog, const Resource& resource,
      const Method& method, const std::vector<std::string>& each,
      const std::vector<std::string>& json_paths,
      const std::optional<Order>& order, bool decides);
  Way(const Way&) = delete;

  const Step& first() const { return steps_.front(); }
  const Step& last() const { return steps_.back(); }
  // The list to read behind first(), for the rows that this one doesn't have;
  // or null.
  const Step* beside() const { return beside_ ? &*beside_ : nullptr; }

 private:
  void read_afresh();
  void add_if_not_found(const std::vector<std::string>& json_paths);

  std::deque<Step> steps_;
  std::deque<Step> if_not_found_;
  std::optional<Step> beside_;
};

}  // namespace idp
