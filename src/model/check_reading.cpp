// check_reading.cpp - whether what a document says of a list can be done: logs,
// pages, filters, secrets.
#include <algorithm>
#include <cstdint>

#include "model/check.h"

namespace idp {

Status check_reading(const Resource& resource) {
  for (const Method& method : resource.methods) {
    const auto wrong = [&](const std::string& what) {
      return Error{resource.name + "." + method.name + what};
    };
    if (method.between && !resource.column(method.between->field)) {
      return wrong(" is read between times of " + method.between->field +
                   ", which is not declared");
    }
    if (!method.filter_parameters.empty() &&
        method.filter->most_terms != SIZE_MAX) {
      return wrong(" filters by " + method.filter_parameters.front() +
                   ", which may not be left out, and takes only some terms");
    }
    const bool says_rows =
        !method.rows.empty() || !resource.provider.rows.empty();
    if (method.paging == Paging::body &&
        !(says_rows && resource.provider.body_paging)) {
      return wrong(
          " pages by its body, but nothing says where the link and "
          "the rows are");
    }
    if (!method.filter || !method.filter->sort) continue;
    for (const std::string& field : method.filter->sort->fields) {
      if (!resource.column(field)) return wrong(" is sorted by no column");
    }
  }
  for (const Field& field : resource.fields) {
    const auto secret = std::ranges::find(resource.secrets, field.source);
    if (field.hidden || secret == resource.secrets.end()) continue;
    return Error{resource.name + ": " + field.name +
                 " shows a secret, and is not hidden"};
  }
  return {};
}

}  // namespace idp
