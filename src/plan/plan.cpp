// plan.cpp - chooses the method for a scan and counts what it will cost.
#include "plan/plan.h"

#include <algorithm>

#include "plan/cost.h"
#include "plan/decode.h"
#include "plan/given.h"
#include "plan/lister.h"
#include "plan/reach.h"

namespace idp {
namespace {

class Builder {
 public:
  Builder(std::span<const Resource> catalog, const Given& given)
      : catalog_(catalog), resource_(given.resource), given_(given) {}

  Choice build(std::size_t index) {
    const Method& method = resource_.methods[index];
    choice_.plan.method = index;
    choice_.plan.each = given_.missing(method);
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
    if (method.between) bind_between(*method.between);
    if (method.filter) {
      bind_filter(*method.filter);
      sort(*method.filter);
    }
    for (const std::string& name : method.optional) {
      bind(*resource_.parameter(name));
    }
    for (const Parameter& parameter : resource_.parameters) {
      if (resource_.only_changes(parameter)) bind(parameter);
    }
    bind_other_orgs();
    count(method);
    choice_.plan.limited = given_.offer.limited &&
                           (!given_.offer.ordered || choice_.plan.order) &&
                           choice_.terms.size() == constraints().size();
    bind_idle(method);
    return std::move(choice_);
  }

 private:
  const std::vector<Constraint>& constraints() const {
    return given_.offer.constraints;
  }

  // The parameter whose value says which of the other table's rows count.
  const Parameter* owner_of(const std::string& enumerated) const {
    return resource_.parameter(resource_.parameter(enumerated)->where_equals);
  }

  // A pinned value needs no binding: the table knows it.
  void bind(const Parameter& parameter) {
    const auto column = given_.giver(parameter);
    if (!column || given_.pinned(*column)) return;
    add(*given_.term(*column));
  }

  // All that the query says of the org has to be known: where it says two, some
  // other table may mean the second one.
  void bind_other_orgs() {
    for (std::size_t i = 0; i < constraints().size(); ++i) {
      const Constraint& c = constraints()[i];
      const bool says =
          c.usable && c.op == Operator::eq && resource_.is_org(c.column);
      if (says && std::ranges::count(choice_.terms, i) == 0) add(i);
    }
  }

  void bind_between(const Between& between) {
    for (std::size_t i = 0; i < constraints().size(); ++i) {
      const Constraint& c = constraints()[i];
      if (c.usable && c.op && *c.op != Operator::sw &&
          c.column == resource_.column(between.field)) {
        add(i);
      }
    }
  }

  // The terms that leave the fewest rows, where the provider takes only some.
  void bind_filter(const Filter& filter) {
    struct Term {
      long expected_rows = 0;
      std::size_t constraint = 0;
    };
    std::vector<Term> terms;
    for (const FilterTerm& term : filter.terms) {
      for (std::size_t i = 0; i < constraints().size(); ++i) {
        const Constraint& c = constraints()[i];
        if (c.usable && c.op && term.takes(*c.op) &&
            c.column == resource_.column(term.field)) {
          terms.push_back({term.expected_rows, i});
        }
      }
    }
    while (terms.size() > filter.most_terms) {
      terms.erase(std::ranges::max_element(terms, {}, &Term::expected_rows));
    }
    const Parameter* own = resource_.parameter(filter.parameter);
    const bool said = own && given_.giver(*own);
    for (const Term& term : terms) {
      const std::size_t column = constraints()[term.constraint].column;
      if (said && !resource_.columns[column].echo_only()) continue;
      const Constraint& c = constraints()[term.constraint];
      const bool list =
          c.many && filter.takes_or && !resource_.columns[c.column].parameter;
      add(term.constraint, list);
      rows_ = std::min(rows_, static_cast<double>(term.expected_rows) *
                                  (list ? kAssumedValues : 1));
    }
  }

  // One list, a page of which is likely to do.
  void sort(const Filter& filter) {
    const auto& order = given_.offer.order;
    const auto& plan = choice_.plan;
    if (!order || !filter.sort || !plan.each.empty() ||
        std::ranges::count(plan.bindings, true, &Binding::many) > 0 ||
        order->column >= resource_.columns.size() ||
        std::ranges::count(filter.sort->fields,
                           resource_.columns[order->column].name) == 0) {
      return;
    }
    choice_.plan.order = order;
    const Parameter* size =
        resource_.page_size(resource_.methods[*plan.method]);
    if (!size || !size->fallback) return;
    rows_ = std::min(rows_, static_cast<double>(*size->fallback));
  }

  // They cost nothing, as they ask for nothing.
  void bind_idle(const Method& method) {
    const Method* instead = resource_.method(method.instead);
    if (instead == nullptr) return;
    const double requests = choice_.requests;
    for (const std::string& name : instead->path_parameters) {
      const Parameter& parameter = *resource_.parameter(name);
      const auto column = given_.giver(parameter);
      if (column && idle_parameter(resource_, choice_.plan, *column)) {
        bind(parameter);
      }
    }
    choice_.requests = requests;
  }

  // A list that goes `together` is one call, others are one for each value.
  void add(std::size_t term, bool together = false) {
    const Constraint& c = constraints()[term];
    const auto& parameter = resource_.columns[c.column].parameter;
    const bool many =
        c.many && parameter &&
        resource_.parameters[*parameter].place != Parameter::Place::query;
    choice_.plan.bindings.push_back(
        {c.column, *c.op, many || together, c.pattern});
    choice_.terms.push_back(term);
    if (many) choice_.requests *= kAssumedValues;
  }

  // One call for each combination of values: lists of values multiply, and so
  // does each table that values are read from, which takes calls of its own.
  void count(const Method& method) {
    double calls = choice_.requests;
    choice_.requests = 0;
    for (const std::string& name : choice_.plan.each) {
      const auto lister = lister_of(catalog_, *resource_.parameter(name));
      const auto rows = static_cast<double>(lister->method->expected_rows);
      choice_.requests +=
          calls * pages_of(*lister->resource, *lister->method, rows);
      const Parameter* owner = owner_of(name);
      if (!owner || !given_.giver(*owner)) calls *= rows;
    }
    choice_.requests += calls * pages_of(resource_, method, rows_);
    choice_.rows = calls * rows_;
  }

  std::span<const Resource> catalog_;
  const Resource& resource_;
  const Given& given_;
  double rows_ = 0;  // of one call
  Choice choice_{{}, {}, 1, 0};
};

// Whether each of these parameters can be read from a table of the catalog,
// given the method's other parameters.
bool can_enumerate(std::span<const Resource> catalog, const Resource& resource,
                   const Method& method,
                   const std::vector<std::string>& missing) {
  return std::ranges::all_of(missing, [&](const std::string& name) {
    const auto& path = method.path_parameters;
    const auto place = std::ranges::find(path, name);
    const auto lister = lister_of(catalog, *resource.parameter(name));
    // What the list needs in turn stands before it in the path.
    return place != path.end() && lister &&
           std::ranges::all_of(
               lister->method->path_parameters, [&](const std::string& needed) {
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

// Of the methods that can answer, the one that takes the fewest requests. Where
// there is none, `fewest` are what is missing for the one that misses least.
std::optional<Choice> cheapest(std::span<const Resource> catalog,
                               const Given& given, std::string_view route,
                               std::vector<std::string>& fewest) {
  const Resource& resource = given.resource;
  std::optional<Choice> best;
  bool any_missing = false;
  for (std::size_t i = 0; i < resource.methods.size(); ++i) {
    const Method& method = resource.methods[i];
    if (!method.selects() || !given.takes_all(method)) continue;
    std::vector<std::string> missing = given.missing(method);
    if (!can_enumerate(catalog, resource, method, missing)) {
      if (!any_missing || missing.size() < fewest.size()) {
        fewest = std::move(missing);
      }
      any_missing = true;
      continue;
    }
    if (method.is_off(route) && !missing.empty()) continue;
    Choice choice = Builder(catalog, given).build(i);
    if (lacks_begin(resource, choice.plan)) {
      fewest = {method.between->field};
      any_missing = true;
      continue;
    }
    if (!best || better(resource, choice, *best)) best = std::move(choice);
  }
  return best;
}

}  // namespace

const Parameter* idle_parameter(const Resource& resource, const Plan& plan,
                                std::size_t column) {
  const Method& method = resource.methods[*plan.method];
  const Method* instead = resource.method(method.instead);
  if (instead == nullptr) return nullptr;
  for (const std::string& name : instead->path_parameters) {
    const Parameter& parameter = *resource.parameter(name);
    const auto columns = resource.columns_of(parameter);
    if (std::ranges::count(columns, column) == 0) continue;
    const bool owns = std::ranges::any_of(plan.each, [&](auto& each) {
      return resource.parameter(each)->where_equals == name;
    });
    return owns || method.takes(name) ? nullptr : &parameter;
  }
  return nullptr;
}

Choice make_plan(std::span<const Resource> catalog, const Resource& resource,
                 const Offer& offer, std::span<const Pin> pins,
                 std::string_view route) {
  const Given given(resource, offer, pins);
  if (const Parameter* parameter = given.unsendable()) {
    Choice none;
    none.plan.unsendable = parameter->name;
    // A list, which SQLite could part into an OR of single values.
    none.hopeless = given.term(*resource.column(parameter->name)).has_value();
    return none;
  }
  std::optional<Choice> best = choose_by_key(given);
  std::vector<std::string> missing = given.demanded();
  if (!best) best = cheapest(catalog, given, route, missing);
  if (best) {
    best->plan.fields = fields_to_decode(given, best->plan);
    best->plan.shown = shown_columns(given, best->plan);
    best->awaits_org = given.awaits_org();
    mark_reach(catalog, given, route, best->plan);
    best->last_resort = should_be_parted(given, best->plan);
    return *std::move(best);
  }
  Choice choice;
  choice.plan.missing = std::move(missing);
  return choice;
}

}  // namespace idp
