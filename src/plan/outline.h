// outline.h - what a whole statement is expected to cost, by the loops that
// SQLite makes of it.
// In: the lines of EXPLAIN QUERY PLAN, and which of them are plans of ours.
// Out: the calls to each table. Nothing is run for it.
//
// Lines with one parent are loops, each within those before it: what an inner
// one asks, it asks for each row of these. But the same call is sent once, so
// that values from the first of three tables make as many calls as that has
// rows, whatever stands between.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "plan/cost.h"

namespace idp {

struct OutlineLine {
  std::int64_t id = 0, parent = 0;
  std::string text;
};

// A plan that was made for one of our tables.
struct NotedPlan {
  const Resource* resource = nullptr;
  Plan plan;
  std::string text;                   // as the line has it
  std::vector<std::size_t> constant;  // columns whose values the query says
  std::optional<std::string> org;     // that the table has by a pin
  bool names_row = false;  // the query says the whole key: one row of a list
};

struct ExpectedTable {
  const NotedPlan* plan = nullptr;
  const Resource* resource = nullptr;
  const Method* method = nullptr;
  double calls = 0;
  double rows = 0;       // of all its lists
  double list_rows = 0;  // of one
  bool own = false;      // whose rows the statement itself has, and no subquery
};

// Sizes of what is not ours, by the name that the line has: the rows of a
// table. Nothing where nobody knows.
using RowsOfTable = std::function<std::optional<double>(const std::string&)>;

struct Sizes {
  RowsOfList lists;
  RowsOfTable tables;
  bool decides = false;  // the statement writes by what it reads
};

// What stands for the rows of a table that is not ours where nobody knows how
// many it has; an index finds kAssumedValues of them.
inline constexpr double kAssumedRows = 1000;

std::vector<ExpectedTable> outline_cost(std::span<const Resource> catalog,
                                        std::span<const OutlineLine> lines,
                                        std::span<const NotedPlan> plans,
                                        const Sizes& sizes);

}  // namespace idp
