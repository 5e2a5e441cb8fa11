// plan_check.h - what holds of each plan, whatever the documents and the query.
#pragma once

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "fuzz.h"
#include "http/url.h"
#include "plan/call.h"
#include "plan/plan.h"

namespace idp::fuzz {

// A call is the method's path with a value in each hole, and read again it is
// the same call.
inline void check_call(const Resource& resource, const Method& method,
                       std::span<const Argument> arguments) {
  const auto call = make_call(resource, method, arguments);
  if (!call || !*call) return;
  const http::Target target = http::make_target((*call)->path, (*call)->query);
  const std::string text = target.text();
  check(std::ranges::count(target.path, '/') ==
            std::ranges::count(method.path, '/'),
        "no value changes what a path means", text);
  const auto again = http::parse_target(text);
  check(again && again->path == target.path && again->query == target.query,
        "a call survives its URL", text);
  std::string_view rest = target.path;
  for (const std::string& segment : (*call)->path) {
    rest.remove_prefix(1);
    const std::string_view encoded = rest.substr(0, rest.find('/'));
    check(http::decode(encoded) == segment, "a segment is its value", encoded);
    rest.remove_prefix(encoded.size());
  }
}

// With `value` for all that the query gives.
inline void check_plan(std::span<const Resource> catalog,
                       const Resource& resource, const Offer& offer,
                       std::span<const Pin> pins, std::string_view route,
                       const std::string& value) {
  const Choice choice = make_plan(catalog, resource, offer, pins, route);
  const Plan& plan = choice.plan;
  const std::string text = plan_text(resource, plan, pins);
  check(parse_plan(resource, text) == plan, "a plan survives its text", text);
  check(std::set(choice.terms.begin(), choice.terms.end()).size() ==
            choice.terms.size(),
        "a value is asked for once", text);
  check(choice.terms.size() == (plan.by_key ? 1 : plan.bindings.size()),
        "a binding is a term", text);
  for (const std::size_t term : choice.terms) {
    check(offer.constraints.at(term).usable, "a term is usable", text);
  }
  if (!plan.method) return;
  std::vector<Argument> arguments;
  for (const Binding& binding : plan.bindings) {
    arguments.push_back({binding.column, binding.op, value});
  }
  for (const Pin& pin : pins) {
    arguments.push_back({pin.column, Operator::eq, pin.value});
  }
  for (const std::string& each : plan.each) {
    const auto column = resource.column(each);
    check(column.has_value(), "what is enumerated is a column", text);
    arguments.push_back({*column, Operator::eq, value});
  }
  check_call(resource, resource.methods.at(*plan.method), arguments);
}

}  // namespace idp::fuzz
