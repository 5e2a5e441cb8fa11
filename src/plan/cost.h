// cost.h - the calls that one ask of a plan is expected to take.
// In: a plan, and how many rows lists have. Out: an entry for each table that
// is read, in the order in which they are; the same in words.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "plan/plan.h"

namespace idp {

// How many values a list has of which nobody knows that: an IN, json_each().
inline constexpr double kAssumedValues = 10;

// The calls for so many rows of a list; at least one.
double pages_of(const Resource& resource, const Method& method, double rows);

// One of the tables that a plan goes through.
struct ExpectedCalls {
  const Resource* resource = nullptr;
  const Method* method = nullptr;
  double lists = 1;   // how many of its lists, or of its rows, are asked for
  double rows = 1;    // of each
  double pages = 1;   // calls for each
  bool once = false;  // nothing of the query is in it: the next ask shares it

  double calls() const { return lists * pages; }
};

// How many rows a list has that nothing narrows.
using RowsOfList = std::function<double(const Resource&, const Method&)>;
// As the documents expect it.
double documented_rows(const Resource& resource, const Method& method);

// `values`: how many there are in each list of values that the query gives.
// `decides`: rows are changed by what is read, so that no filter that lags is
// sent. The last entry is of the resource itself. REQUIRES: plan.method is
// there.
std::vector<ExpectedCalls> expected_calls(std::span<const Resource> catalog,
                                          const Resource& resource,
                                          const Plan& plan,
                                          const RowsOfList& rows, double values,
                                          bool decides = false);

// "1 for each 200 users + 1 for each userId"; empty where there is no method.
std::string expected_text(std::span<const Resource> catalog,
                          const Resource& resource, const Plan& plan);

}  // namespace idp
