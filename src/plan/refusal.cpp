// refusal.cpp - tells who asks what no call can answer, and what to ask
// instead.
#include <algorithm>

#include "plan/given.h"
#include "plan/plan.h"

namespace idp {
namespace {

// The method that lists rows, takes all these parameters and needs the least.
const Method* simplest_list(const Resource& resource,
                            const std::vector<std::string>& parameters) {
  const Method* simplest = nullptr;
  for (const Method& method : resource.methods) {
    const bool lists = method.selects() && method.returns_list &&
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

Error missing_error(const Resource& resource, const Plan& plan) {
  for (const Method& log : resource.methods) {
    if (!log.between) continue;
    const auto& [field, since, until, days] = *log.between;
    if (plan.missing != std::vector{field}) continue;
    return {resource.name + ": the query has to say from when on, as in " +
            field + " >= '2026-01-31', or it would read all that " +
            resource.provider.title + " keeps: " + std::to_string(days) +
            " days. A LIMIT will do, too, where all else can be sent; the "
            "newest come by ORDER BY " +
            field + " DESC. This works: " + log.example + "."};
  }
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

}  // namespace

Error unsendable_error(const Resource& resource, const Parameter& parameter) {
  const std::string name = '"' + parameter.name + '"';
  const std::string value =
      parameter.fallback ? std::to_string(*parameter.fallback) : "'…'";
  const std::string example = "WHERE " + name + " = " + value;
  return {
      resource.name + ": " + name +
      " is sent with the call, and no row shows it, so it can be compared "
      "by = " +
      (takes_list(parameter) ? "or IN only" : "only, with one value") +
      ", as in " + example +
      ". In an outer join that is done in a subquery: FROM (SELECT … FROM " +
      resource.name + " " + example + ")."};
}

Error plan_error(const Resource& resource, const Plan& plan) {
  if (plan.unsendable.empty()) return missing_error(resource, plan);
  return unsendable_error(resource, *resource.parameter(plan.unsendable));
}

}  // namespace idp
