// source.cpp - follows a parameter's `from`.
#include "plan/source.h"

#include <algorithm>

namespace idp {

std::optional<Source> source_of(std::span<const Resource> catalog,
                                const Parameter& parameter) {
  const std::size_t dot = parameter.from.find('.');
  if (dot == std::string::npos) return std::nullopt;
  const auto resource = std::ranges::find(
      catalog, parameter.from.substr(0, dot), &Resource::name);
  if (resource == catalog.end()) return std::nullopt;
  const auto column = resource->column(parameter.from.substr(dot + 1));
  const Method* list = nullptr;
  for (const Method& method : resource->methods) {
    if (!method.selects || !method.returns_list) continue;
    if (!list || method.path_parameters.size() < list->path_parameters.size()) {
      list = &method;
    }
  }
  if (!column || !list) return std::nullopt;
  return Source{&*resource, list, *column};
}

}  // namespace idp
