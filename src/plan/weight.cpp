// weight.cpp - weighs calls, and what another order of the join would spare.
#include "plan/weight.h"

#include <algorithm>

namespace idp {
namespace {

// A request costs as much as looking at some thousand rows.
constexpr double kRequest = 1000;
// One that turns into a list once it was sent often enough: all of them cost
// no more than twice that.
constexpr double kLookUp = 2;
// A plan that costs more than the parts that it may be parted into.
constexpr double kLastResort = 100;
// A plan that reads lists of values which in another order of the join a table
// gives: worse than asking for a million of them, as many as SQLite takes a
// table to have that it knows nothing of.
constexpr double kAwaitsValues = 100'000;
// At least so much is a list of rows which in another order would be looked up:
// more than a million look-ups, and so little more that what comes behind it
// counts still.
constexpr double kAwaitsRow = 1e7;
// A plan for the default org, where in another order of the join a table says
// which one is meant. An honest join of many tables may cost 1e30.
constexpr double kAwaitsOrg = 1e40;
// A plan that can't run: only for when there is no other.
constexpr double kImpossible = 1e80;

bool looks_up(const Resource& resource, const Plan& plan) {
  return plan.listed && !resource.methods[*plan.method].returns_list;
}

// Compared with columns of other tables, and known once these were read.
bool is_awaited(const Constraint& one) {
  return !one.usable && one.op == Operator::eq && !one.many;
}

Offer with_all_known(Offer offer) {
  for (Constraint& one : offer.constraints) {
    one.usable = one.usable || is_awaited(one);
  }
  return offer;
}

}  // namespace

double weight(std::span<const Resource> catalog, const Resource& resource,
              const Offer& offer, std::span<const Pin> pins,
              std::string_view route, const Choice& choice) {
  const Plan& plan = choice.plan;
  if (!plan.method) return kImpossible;
  const double request = looks_up(resource, plan) ? kLookUp : kRequest;
  double cost = choice.requests * request + choice.rows;
  if (choice.last_resort) cost *= kLastResort;
  if (std::ranges::any_of(offer.constraints, is_awaited)) {
    const Choice behind =
        make_plan(catalog, resource, with_all_known(offer), pins, route);
    const bool fewer = behind.plan.method && behind.requests < choice.requests;
    if (fewer && !plan.each.empty()) {
      cost *= kAwaitsValues;
    } else if (fewer && looks_up(resource, behind.plan)) {
      cost = std::max(cost, kAwaitsRow);
    }
  }
  return choice.awaits_org ? cost + kAwaitsOrg : cost;
}

}  // namespace idp
