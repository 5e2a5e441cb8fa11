// cost.cpp - counts lists and pages along the way of a plan.
#include "plan/cost.h"

#include <algorithm>
#include <cmath>

#include "plan/filter.h"
#include "plan/lister.h"

namespace idp {
namespace {

double page_of(const Resource& resource, const Method& method) {
  const Parameter* size = resource.page_size(method);
  return size && size->fallback ? static_cast<double>(*size->fallback) : 0;
}

// A list of values for a filter: they go together, so many in a call.
constexpr auto kTogether = static_cast<double>(kMostTogether);

// What is left of a list's rows by the terms that go along, as documented: the
// one that leaves the fewest.
double part_left(const Resource& resource, const Method& method,
                 const Plan& plan, double values) {
  if (!method.filter) return 1;
  const auto all = static_cast<double>(method.expected_rows);
  double part = 1;
  for (const FilterTerm& term : method.filter->terms) {
    const auto column = resource.column(term.field);
    for (const Binding& binding : plan.bindings) {
      if (binding.column != column) continue;
      const double together = binding.many ? std::min(values, kTogether) : 1;
      part = std::min(part,
                      static_cast<double>(term.expected_rows) * together / all);
    }
  }
  return part;
}

bool is_bound(const Resource& resource, const Plan& plan,
              const Parameter& parameter) {
  const auto columns = resource.columns_of(parameter);
  return std::ranges::any_of(plan.bindings, [&](const Binding& binding) {
    return std::ranges::count(columns, binding.column) > 0;
  });
}

// "1 for each 200 oauth_tokens of each appId". What is pinned is the same in
// all calls.
std::string words(const Resource& resource, const ExpectedCalls& step,
                  const Plan& plan) {
  std::string names;
  for (const std::string& name : step.method->path_parameters) {
    const Parameter* own = resource.parameter(name);
    const bool varies = own && (is_bound(resource, plan, *own) ||
                                std::ranges::count(plan.each, name) > 0);
    if (!varies) continue;
    names += (names.empty() ? "" : " and ") + name;
  }
  if (plan.by_key && !names.empty()) names = kKeyColumn;
  const double page = page_of(*step.resource, *step.method);
  const bool many = step.method->returns_list && page > 0 &&
                    documented_rows(*step.resource, *step.method) > page;
  std::string text = "1";
  if (many) {
    text += " for each " + std::to_string(std::llround(page)) + " " +
            step.resource->name;
  }
  if (!names.empty()) text += (many ? " of each " : " for each ") + names;
  return text;
}

}  // namespace

double pages_of(const Resource& resource, const Method& method, double rows) {
  const double page = page_of(resource, method);
  return page > 0 ? std::max(1.0, std::ceil(rows / page)) : 1;
}

double documented_rows(const Resource&, const Method& method) {
  return static_cast<double>(method.expected_rows);
}

std::vector<ExpectedCalls> expected_calls(std::span<const Resource> catalog,
                                          const Resource& resource,
                                          const Plan& plan,
                                          const RowsOfList& rows, double values,
                                          bool decides) {
  std::vector<ExpectedCalls> steps;
  const Method& method = resource.methods[*plan.method];
  // As Way reads it: the whole list, and who is only in the one with a filter.
  const bool afresh =
      decides && method.filter && method.filter->lags && plan.each.empty();
  double lists = 1;
  for (const Binding& binding : plan.bindings) {
    if (!binding.many) continue;
    const bool alone = resource.columns[binding.column].parameter.has_value();
    lists *= alone ? values : afresh ? 1 : std::ceil(values / kTogether);
  }
  for (const std::string& name : plan.each) {
    const Parameter& parameter = *resource.parameter(name);
    const auto lister = lister_of(catalog, parameter);
    if (!lister) continue;
    const double size = rows(*lister->resource, *lister->method);
    const bool alone = lister->method->path_parameters.empty();
    steps.push_back({lister->resource, lister->method, alone ? 1 : lists, size,
                     pages_of(*lister->resource, *lister->method, size),
                     alone});
    const Parameter* owner = resource.parameter(parameter.where_equals);
    if (!owner || !is_bound(resource, plan, *owner)) lists *= size;
  }
  const double all = method.returns_list ? rows(resource, method) : 1;
  const double size = all * part_left(resource, method, plan, values);
  double pages = pages_of(resource, method, afresh ? all : size);
  if (afresh && !method.filter->otherwise.empty()) pages *= 2;
  const bool once = plan.bindings.empty() && plan.each.empty();
  steps.push_back({&resource, &method, lists, size, pages, once});
  return steps;
}

std::string expected_text(std::span<const Resource> catalog,
                          const Resource& resource, const Plan& plan) {
  if (!plan.method) return {};
  std::string text;
  for (const ExpectedCalls& step :
       expected_calls(catalog, resource, plan, documented_rows, 1)) {
    text += (text.empty() ? "" : " + ") + words(resource, step, plan);
  }
  return text;
}

}  // namespace idp
