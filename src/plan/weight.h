// weight.h - what SQLite is told that a plan costs, so that it finds the order
// of a join with the fewest calls.
// In: what a query offers, and the plan that was made of it. Out: a cost, in
// the unit of SQLite's planner: that of looking at a row.
#pragma once

#include "plan/plan.h"

namespace idp {

// The arguments are those of make_plan, the choice is its result.
double weight(std::span<const Resource> catalog, const Resource& resource,
              const Offer& offer, std::span<const Pin> pins,
              std::string_view route, const Choice& choice);

}  // namespace idp
