// shown.cpp - finds them by the documents.
#include "scan/shown.h"

#include <algorithm>

namespace idp {

std::vector<std::size_t> values_of(std::span<const Resource> catalog,
                                   const Resource& resource, const Plan& plan) {
  std::vector<std::size_t> values;
  for (std::size_t i = 0; i < resource.columns.size(); ++i) {
    const Column& column = resource.columns[i];
    const auto& index = column.parameter;
    const bool known =
        column.echo_only() || std::ranges::count(plan.fields, i) > 0;
    const bool places =
        index && resource.parameters[*index].place == Parameter::Place::path;
    const std::string name = resource.name + "." + column.name;
    const auto takes = [&](const Resource& other) {
      return std::ranges::count(other.parameters, name, &Parameter::from) > 0;
    };
    if (known && (places || std::ranges::any_of(catalog, takes))) {
      values.push_back(i);
    }
  }
  return values;
}

std::vector<std::size_t> texts_of(const Resource& resource, const Plan& plan) {
  std::vector<std::size_t> texts = plan.fields;
  std::erase_if(texts, [&](std::size_t column) {
    return resource.columns[column].type != Type::string;
  });
  return texts;
}

}  // namespace idp
