// given.cpp - looks constraints and pins up, column by column.
#include "plan/given.h"

#include <algorithm>

namespace idp {

// Each value of a list is a call of its own. Where the calls answer with the
// same rows, as for two sizes of a page, each row would be there twice.
bool takes_list(const Parameter& parameter) {
  return parameter.place != Parameter::Place::query;
}

bool Given::pinned(std::size_t column) const {
  return std::ranges::find(pins, column, &Pin::column) != pins.end();
}

std::optional<std::size_t> Given::term(std::size_t column) const {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < offer.constraints.size(); ++i) {
    const Constraint& c = offer.constraints[i];
    if (c.column != column || c.op != Operator::eq || !c.usable) continue;
    if (!best || (offer.constraints[*best].many && !c.many)) best = i;
  }
  return best;
}

std::optional<std::size_t> Given::giver(const Parameter& parameter) const {
  for (const std::size_t column : resource.columns_of(parameter)) {
    if (pinned(column) || term(column)) return column;
  }
  return std::nullopt;
}

std::vector<std::string> Given::demanded() const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < resource.columns.size(); ++i) {
    const Column& column = resource.columns[i];
    if (!column.echo_only()) continue;
    const bool org = resource.is_org(i);
    const bool named =
        pinned(i) || std::ranges::any_of(offer.constraints, [&](auto& c) {
          return c.column == i && c.op == Operator::eq && (c.usable || !org);
        });
    if (named) names.push_back(column.name);
  }
  return names;
}

bool Given::names_row() const {
  const auto says = [&](std::size_t column) {
    const auto at = term(column);
    return pinned(column) || (at && !offer.constraints[*at].many);
  };
  return std::ranges::all_of(resource.key, [&](const std::string& name) {
    return says(*resource.column(name)) ||
           std::ranges::any_of(resource.parameters, [&](const Parameter& one) {
             return one.field == name && says(*resource.column(one.name));
           });
  });
}

bool Given::awaits_org() const {
  return std::ranges::any_of(offer.constraints, [&](const Constraint& c) {
    return c.op == Operator::eq && resource.is_org(c.column) &&
           !pinned(c.column) && !term(c.column);
  });
}

std::vector<std::string> Given::missing(const Method& method) const {
  std::vector<std::string> names;
  for (const std::string& name : method.path_parameters) {
    if (!giver(*resource.parameter(name))) names.push_back(name);
  }
  for (const std::string& name : demanded()) {
    if (!giver(*resource.parameter(name)) &&
        std::ranges::find(names, name) == names.end()) {
      names.push_back(name);
    }
  }
  return names;
}

const Parameter* Given::unsendable() const {
  for (std::size_t i = 0; i < resource.columns.size(); ++i) {
    if (!resource.columns[i].echo_only() || pinned(i)) continue;
    const Parameter& parameter =
        resource.parameters[*resource.columns[i].parameter];
    bool compared = false, sendable = false;
    for (const Constraint& c : offer.constraints) {
      if (c.column != i) continue;
      compared = true;
      sendable |= c.op == Operator::eq && (!c.many || takes_list(parameter));
    }
    if (compared && !sendable) return &parameter;
  }
  return nullptr;
}

bool Given::takes_all(const Method& method) const {
  return std::ranges::all_of(demanded(), [&](const std::string& name) {
    const Parameter& parameter = *resource.parameter(name);
    return parameter.place == Parameter::Place::server ||
           resource.only_changes(parameter) || method.takes(name);
  });
}

}  // namespace idp
