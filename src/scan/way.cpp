// way.cpp - follows the documents from a parameter to the table it comes from.
#include "scan/way.h"

#include "plan/lister.h"

namespace idp {
namespace {

Step step_for(std::span<const Resource> catalog, const Resource& resource,
              const std::string& name, const Step& next) {
  const Parameter& parameter = *resource.parameter(name);
  const auto lister = lister_of(catalog, parameter);
  const Resource& from = *lister->resource;
  std::vector<std::string> fields = {from.columns[lister->column].json_path};
  const Parameter* owner = resource.parameter(parameter.where_equals);
  if (owner != nullptr) {
    fields.push_back(
        from.columns[*from.column(parameter.where_field)].json_path);
  }
  return {&from,          lister->method, json::Layout(fields), &next, name,
          lister->column, owner};
}

}  // namespace

Way::Way(std::span<const Resource> catalog, const Resource& resource,
         const Method& method, const std::vector<std::string>& each,
         const std::vector<std::string>& json_paths) {
  steps_.push_front(
      {&resource, &method, json::Layout(json_paths), nullptr, {}, 0, nullptr});
  for (auto name = each.rbegin(); name != each.rend(); ++name) {
    const Step& next = steps_.front();
    steps_.push_front(step_for(catalog, resource, *name, next));
  }
}

}  // namespace idp
