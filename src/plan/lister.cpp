// lister.cpp - follows a parameter's `from`.
#include "plan/lister.h"

#include <algorithm>

namespace idp {

std::optional<Lister> lister_of(std::span<const Resource> catalog,
                                const Parameter& parameter) {
  if (parameter.from.empty()) return std::nullopt;
  const auto resource =
      std::ranges::find(catalog, parameter.from_table(), &Resource::name);
  if (resource == catalog.end()) return std::nullopt;
  const auto column = resource->column(parameter.from_field());
  const Method* list = nullptr;
  for (const Method& method : resource->methods) {
    if (!method.selects() || !method.returns_list) continue;
    if (!list || method.path_parameters.size() < list->path_parameters.size()) {
      list = &method;
    }
  }
  if (!column || !list) return std::nullopt;
  return Lister{&*resource, list, *column};
}

}  // namespace idp
