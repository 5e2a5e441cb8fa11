// way.h - the tables that a scan goes through to reach its own.
// In: a method, and the path parameters that nobody gave. Out: Steps.
#pragma once

#include <deque>
#include <span>
#include <string>
#include <vector>

#include "json/page.h"
#include "model/resource.h"

namespace idp {

// A step from one table to the next.
struct Step {
  const Resource* resource = nullptr;
  const Method* method = nullptr;
  json::Layout layout;
  const Step* next = nullptr;  // null: this is the scan's own table

  // Where there is a next one: which parameter gets the values of which column
  // (the layout's first), and the parameter whose value, if it is given, must
  // stand in the layout's second column.
  std::string feeds;
  std::size_t value_column = 0;
  const Parameter* owner = nullptr;
};

class Way {
 public:
  // REQUIRES: the documents say where to read the values of each of these
  // parameters. `json_paths` are the fields to decode at the end. The catalog
  // outlives it.
  Way(std::span<const Resource> catalog, const Resource& resource,
      const Method& method, const std::vector<std::string>& each,
      const std::vector<std::string>& json_paths);
  Way(const Way&) = delete;

  const Step& first() const { return steps_.front(); }
  const Step& last() const { return steps_.back(); }

 private:
  std::deque<Step> steps_;
};

}  // namespace idp
