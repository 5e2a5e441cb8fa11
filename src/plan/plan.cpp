// plan.cpp - chooses the method for a scan and counts what it will cost.
#include "plan/plan.h"

#include <algorithm>
#include <cmath>

#include "plan/source.h"

namespace idp {
namespace {

// What a query gives: constraints with usable values, and pins.
class Offer {
 public:
  Offer(const Resource& resource, std::span<const Constraint> constraints,
        std::span<const Pin> pins)
      : resource_(resource), constraints_(constraints), pins_(pins) {}

  bool pinned(std::size_t column) const {
    return std::ranges::find(pins_, column, &Pin::column) != pins_.end();
  }

  // The usable equality on a column, if there is one. A single value is better
  // than a list.
  std::optional<std::size_t> term(std::size_t column) const {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < constraints_.size(); ++i) {
      const Constraint& c = constraints_[i];
      if (c.column != column || c.op != Operator::eq || !c.usable) continue;
      if (!best || (constraints_[*best].many && !c.many)) best = i;
    }
    return best;
  }

  // The column that gives a parameter its value.
  std::optional<std::size_t> source(const Parameter& parameter) const {
    for (const std::size_t column : resource_.columns_of(parameter)) {
      if (pinned(column) || term(column)) return column;
    }
    return std::nullopt;
  }

  // The parameters which a query names and that no row could show: they mean
  // something only if they are sent.
  std::vector<std::string> demanded() const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < resource_.columns.size(); ++i) {
      const Column& column = resource_.columns[i];
      const bool named =
          pinned(i) || std::ranges::any_of(constraints_, [&](auto& c) {
            return c.column == i && c.op == Operator::eq;
          });
      if (column.echo_only() && named) names.push_back(column.name);
    }
    return names;
  }

  // What the method needs or the query demands, and nobody has given.
  std::vector<std::string> missing(const Method& method) const {
    std::vector<std::string> names;
    for (const std::string& name : method.path_parameters) {
      if (!source(*resource_.parameter(name))) names.push_back(name);
    }
    for (const std::string& name : demanded()) {
      if (!source(*resource_.parameter(name)) &&
          std::ranges::find(names, name) == names.end()) {
        names.push_back(name);
      }
    }
    return names;
  }

  bool takes_all(const Method& method) const {
    return std::ranges::all_of(demanded(), [&](const std::string& name) {
      return resource_.parameter(name)->place == Parameter::Place::server ||
             method.takes(name);
    });
  }

  std::span<const Constraint> constraints() const { return constraints_; }

 private:
  const Resource& resource_;
  std::span<const Constraint> constraints_;
  std::span<const Pin> pins_;
};

class Builder {
 public:
  Builder(std::span<const Resource> catalog, const Resource& resource,
          const Offer& offer)
      : catalog_(catalog), resource_(resource), offer_(offer) {}

  Choice build(std::size_t index) {
    const Method& method = resource_.methods[index];
    choice_.plan.method = index;
    choice_.plan.each = offer_.missing(method);
    rows_ = static_cast<double>(method.expected_rows);
    for (const Parameter& parameter : resource_.parameters) {
      if (parameter.place == Parameter::Place::server) bind(parameter);
    }
    for (const std::string& name : method.path_parameters) {
      bind(*resource_.parameter(name));
      const bool enumerated = std::ranges::count(choice_.plan.each, name) > 0;
      const Parameter* owner = enumerated ? owner_of(name) : nullptr;
      if (owner) bind(*owner);
    }
    if (method.filter) bind_filter(*method.filter);
    for (const std::string& name : method.optional) {
      bind(*resource_.parameter(name));
    }
    count(method);
    return std::move(choice_);
  }

 private:
  // The parameter whose value says which of the other table's rows count.
  const Parameter* owner_of(const std::string& enumerated) const {
    return resource_.parameter(resource_.parameter(enumerated)->where_equals);
  }

  // A pinned value needs no binding: the table knows it.
  void bind(const Parameter& parameter) {
    const auto column = offer_.source(parameter);
    if (!column || offer_.pinned(*column)) return;
    add(*offer_.term(*column));
  }

  void bind_filter(const Filter& filter) {
    for (const FilterTerm& term : filter.terms) {
      for (std::size_t i = 0; i < offer_.constraints().size(); ++i) {
        const Constraint& c = offer_.constraints()[i];
        const bool can = std::ranges::count(term.operators, c.op) > 0;
        if (!c.usable || !can || c.column != resource_.column(term.field)) {
          continue;
        }
        add(i);
        rows_ = std::min(rows_, static_cast<double>(term.expected_rows));
      }
    }
  }

  void add(std::size_t term) {
    const Constraint& c = offer_.constraints()[term];
    const auto& parameter = resource_.columns[c.column].parameter;
    const bool many =
        c.many && parameter &&
        resource_.parameters[*parameter].place != Parameter::Place::query;
    choice_.plan.bindings.push_back({c.column, c.op, many});
    choice_.terms.push_back(term);
    if (many) choice_.requests *= kExpectedValues;
  }

  // One call for each combination of values: lists of values multiply, and so
  // does each table that values are read from, which takes calls of its own.
  void count(const Method& method) {
    double calls = choice_.requests;
    choice_.requests = 0;
    for (const std::string& name : choice_.plan.each) {
      const auto source = source_of(catalog_, *resource_.parameter(name));
      const auto rows = static_cast<double>(source->method->expected_rows);
      choice_.requests +=
          calls * pages(*source->resource, *source->method, rows);
      const Parameter* owner = owner_of(name);
      if (!owner || !offer_.source(*owner)) calls *= rows;
    }
    choice_.requests += calls * pages(resource_, method, rows_);
    choice_.rows = calls * rows_;
  }

  static double pages(const Resource& resource, const Method& method,
                      double rows) {
    const Parameter* limit = resource.parameter("limit");
    const bool many = method.paging != Paging::none && limit && limit->fallback;
    if (!many) return 1;
    return std::max(1.0,
                    std::ceil(rows / static_cast<double>(*limit->fallback)));
  }

  // What SQLite doesn't say: how long a list of values is.
  static constexpr double kExpectedValues = 10;

  std::span<const Resource> catalog_;
  const Resource& resource_;
  const Offer& offer_;
  double rows_ = 0;  // of one call
  Choice choice_{{}, {}, 1, 0};
};

// The fields to decode: those that are used, those that name a row, which a
// DELETE needs though it does not say so, and those whose values each row has
// to have.
std::vector<std::size_t> fields_to_decode(const Resource& resource,
                                          std::span<const std::size_t> used,
                                          std::span<const Pin> pins,
                                          const Plan& plan) {
  std::vector<std::size_t> fields(used.begin(), used.end());
  for (const Pin& pin : pins) fields.push_back(pin.column);
  for (const Binding& binding : plan.bindings) fields.push_back(binding.column);
  for (const std::string& name : resource.key) {
    fields.push_back(*resource.column(name));
  }
  std::ranges::sort(fields);
  const auto first = std::unique(fields.begin(), fields.end());
  fields.erase(first, fields.end());
  std::erase_if(fields, [&](std::size_t column) {
    return resource.columns[column].echo_only();
  });
  return fields;
}

// Whether each of these parameters can be read from a table of the catalog,
// given the method's other parameters.
bool can_enumerate(std::span<const Resource> catalog, const Resource& resource,
                   const Method& method,
                   const std::vector<std::string>& missing) {
  return std::ranges::all_of(missing, [&](const std::string& name) {
    const auto& path = method.path_parameters;
    const auto place = std::ranges::find(path, name);
    const auto source = source_of(catalog, *resource.parameter(name));
    // What the source needs in turn stands before it in the path.
    return place != path.end() && source &&
           std::ranges::all_of(
               source->method->path_parameters, [&](const std::string& needed) {
                 return std::find(path.begin(), place, needed) != place;
               });
  });
}

bool better(const Resource& resource, const Choice& a, const Choice& b) {
  const auto specific = [&](const Choice& choice) {
    return resource.methods[*choice.plan.method].path_parameters.size();
  };
  if (a.requests != b.requests) return a.requests < b.requests;
  return specific(a) > specific(b);
}

// The method that lists rows, takes all these parameters and needs the least.
const Method* simplest_list(const Resource& resource,
                            const std::vector<std::string>& parameters) {
  const Method* simplest = nullptr;
  for (const Method& method : resource.methods) {
    const bool lists = method.selects && method.returns_list &&
                       std::ranges::all_of(parameters, [&](auto& name) {
                         return method.takes(name);
                       });
    if (lists && (!simplest || method.path_parameters.size() <
                                   simplest->path_parameters.size())) {
      simplest = &method;
    }
  }
  return simplest;
}

}  // namespace

Choice make_plan(std::span<const Resource> catalog, const Resource& resource,
                 std::span<const Constraint> constraints,
                 std::span<const Pin> pins, std::span<const std::size_t> used,
                 std::string_view route) {
  const Offer offer(resource, constraints, pins);
  std::optional<Choice> best;
  std::optional<std::vector<std::string>> fewest_missing;
  for (std::size_t i = 0; i < resource.methods.size(); ++i) {
    const Method& method = resource.methods[i];
    if (!method.selects || !offer.takes_all(method)) continue;
    std::vector<std::string> missing = offer.missing(method);
    if (!can_enumerate(catalog, resource, method, missing)) {
      if (!fewest_missing || missing.size() < fewest_missing->size()) {
        fewest_missing = std::move(missing);
      }
      continue;
    }
    const bool other_route =
        !route.empty() && !method.route.empty() && method.route != route;
    if (other_route && !missing.empty()) continue;
    Choice choice = Builder(catalog, resource, offer).build(i);
    if (!best || better(resource, choice, *best)) best = std::move(choice);
  }
  if (best) {
    best->plan.fields = fields_to_decode(resource, used, pins, best->plan);
    return *std::move(best);
  }
  Choice choice;
  choice.plan.missing = fewest_missing.value_or(offer.demanded());
  return choice;
}

Error missing_error(const Resource& resource, const Plan& plan) {
  std::string names, sources;
  for (const std::string& name : plan.missing) {
    names += (names.empty() ? "" : " and ") + name;
    const Parameter* parameter = resource.parameter(name);
    if (parameter && !parameter->from.empty()) {
      sources +=
          (sources.empty() ? "" : ", ") + name + " from " + parameter->from;
    }
  }
  std::string text = resource.name + ": a value is needed for " + names + ".";
  if (const Method* method = simplest_list(resource, plan.missing)) {
    text += " This works: " + method->example + ".";
  }
  if (!sources.empty()) text += " In a join, take " + sources + ".";
  return {text};
}

}  // namespace idp
