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
  return {.resource = &from,
          .method = lister->method,
          .layout = json::Layout(fields),
          .next = &next,
          .feeds = name,
          .value_column = lister->column,
          .owner = owner};
}

}  // namespace

Way::Way(std::span<const Resource> catalog, const Resource& resource,
         const Method& method, const std::vector<std::string>& each,
         const std::vector<std::string>& json_paths,
         const std::optional<Order>& order, bool decides) {
  steps_.push_front({.resource = &resource,
                     .method = &method,
                     .layout = json::Layout(json_paths, resource.secrets),
                     .asking = {Filtering::terms, order}});
  if (decides && each.empty()) read_afresh();
  if (!method.if_not_found.empty()) add_if_not_found(json_paths);
  for (auto name = each.rbegin(); name != each.rend(); ++name) {
    const Step& next = steps_.front();
    steps_.push_front(step_for(catalog, resource, *name, next));
  }
}

void Way::read_afresh() {
  Step& step = steps_.back();
  const auto& filter = step.method->filter;
  if (!filter || !filter->lags) return;
  if (!filter->otherwise.empty()) {
    beside_ = step;
    beside_->asking.filtering = Filtering::otherwise;
  }
  step.asking.filtering = Filtering::none;
}

void Way::add_if_not_found(const std::vector<std::string>& json_paths) {
  Step& missed = steps_.back();
  const Resource& resource = *missed.resource;
  const Method& get = *resource.lookup();
  const std::string& name = get.path_parameters.front();
  const std::size_t column = *resource.column(resource.field_of(name));
  if_not_found_.push_back(
      {&resource, &get, json::Layout(json_paths, resource.secrets)});
  Step& found = if_not_found_.back();
  found.missed = &missed;
  if_not_found_.push_back({&resource,
                           resource.method(missed.method->if_not_found),
                           json::Layout({resource.columns[column].json_path})});
  Step& search = if_not_found_.back();
  search.next = &found;
  search.feeds = name;
  search.value_column = column;
  search.missed = &missed;
  missed.if_not_found = &search;
}

}  // namespace idp
