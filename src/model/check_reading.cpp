// check_reading.cpp - whether what a document says of a list can be done: logs,
// pages, filters, secrets.
#include <algorithm>
#include <cstdint>

#include "model/check.h"

namespace idp {
namespace {

bool is_sorted_by_column(const Resource& resource, const Method& method) {
  return !method.filter || !method.filter->sort ||
         std::ranges::all_of(method.filter->sort->fields,
                             [&](const std::string& field) {
                               return resource.column(field).has_value();
                             });
}

// A parameter that has its place in the filter can't be left out of it.
bool always_filters(const Method& method) {
  return method.filter_parameters.empty() ||
         method.filter->most_terms == SIZE_MAX;
}

bool has_pages(const Resource& resource, const Method& method) {
  const Provider& provider = resource.provider;
  return method.paging != Paging::body ||
         (provider.body_paging &&
          !(method.rows.empty() && provider.rows.empty()));
}

}  // namespace

Status check_reading(const Resource& resource) {
  for (const Method& method : resource.methods) {
    const std::string name = resource.name + "." + method.name;
    if (method.between && !resource.column(method.between->field)) {
      return Error{name + " is read between times of " + method.between->field +
                   ", which is not declared"};
    }
    if (!is_sorted_by_column(resource, method)) {
      return Error{name + " is sorted by what is not declared"};
    }
    if (!always_filters(method)) {
      return Error{name + " filters by " + method.filter_parameters.front() +
                   ", which may not be left out, and takes only some terms"};
    }
    if (!has_pages(resource, method)) {
      return Error{name +
                   " pages by its body, but no document says where the link "
                   "and the rows are"};
    }
  }
  for (const Field& field : resource.fields) {
    if (field.hidden || std::ranges::count(resource.secrets, field.source) == 0)
      continue;
    return Error{resource.name + ": " + field.name +
                 " shows a secret, and is not hidden"};
  }
  return {};
}

}  // namespace idp
