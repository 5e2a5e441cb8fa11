// dearer_test.cpp - what a plan costs, by what is asked.
#include <algorithm>

#include "catalog.h"
#include "plan/plan.h"

namespace idp::test {
namespace {

// More may be asked for than is used: more constraints never cost more.
TEST_CASE("another value for the path never makes a plan dearer") {
  for (const Resource& table : catalog()) {
    std::vector<Constraint> given;
    for (const Method& method : table.methods) {
      if (!method.between) continue;
      given.push_back({*table.column(method.between->field), Operator::ge});
    }
    double before = make_plan(catalog(), table, {given, {}}, {}).requests;
    for (const Parameter& parameter : table.parameters) {
      const std::size_t column = table.column(parameter.name).value();
      // What no row shows must be sent, whatever that costs; another way has
      // no use for it.
      const bool demand = table.columns[column].echo_only() &&
                          (parameter.place == Parameter::Place::filter ||
                           !parameter.where_equals.empty()) &&
                          std::ranges::any_of(table.methods, [&](auto& one) {
                            return one.selects() && !one.takes(parameter.name);
                          });
      if (parameter.place == Parameter::Place::query || demand) continue;
      given.push_back({column, Operator::eq});
      const double after =
          make_plan(catalog(), table, {given, {}}, {}).requests;
      INFO(table.name << " with " << parameter.name);
      CHECK(after <= before);
      before = after;
    }
    CHECK(before == 1);
  }
}

}  // namespace
}  // namespace idp::test
