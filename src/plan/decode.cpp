// decode.cpp - looks at what is used, and at what the calls say.
#include "plan/decode.h"

#include <algorithm>
#include <iterator>

namespace idp {

std::vector<std::size_t> fields_to_decode(const Given& given,
                                          const Plan& plan) {
  const Resource& resource = given.resource;
  std::vector<std::size_t> fields = given.offer.used;
  for (const Pin& pin : given.pins) fields.push_back(pin.column);
  for (const Binding& binding : plan.bindings) fields.push_back(binding.column);
  if (plan.order) fields.push_back(plan.order->column);
  for (const std::string& name : resource.key) {
    fields.push_back(*resource.column(name));
  }
  std::ranges::copy(resource.change_columns, std::back_inserter(fields));
  std::ranges::sort(fields);
  const auto first = std::unique(fields.begin(), fields.end());
  fields.erase(first, fields.end());
  std::erase_if(fields, [&](std::size_t column) {
    return column == resource.key_column() ||
           resource.columns[column].echo_only();
  });
  return fields;
}

std::vector<std::size_t> shown_columns(const Given& given, const Plan& plan) {
  const Method& method = given.resource.methods[*plan.method];
  std::vector<std::size_t> columns = given.offer.used;
  std::erase_if(columns, [&](std::size_t i) {
    if (i == given.resource.key_column()) return true;
    const Column& column = given.resource.columns[i];
    return !column.echo_only() || given.pinned(i) || given.term(i) ||
           std::ranges::count(method.path_parameters, column.name) > 0;
  });
  return columns;
}

}  // namespace idp
