// columns.cpp - looks a column up in the page, and else among the parameters.
#include "scan/columns.h"

#include <algorithm>
#include <charconv>

namespace idp {

Columns::Columns(const Resource& resource,
                 const std::vector<std::size_t>& decoded)
    : resource_(resource), layout_(resource.columns.size(), -1) {
  for (const std::size_t column : decoded) {
    const std::string& path = resource.columns[column].json_path;
    const auto found = std::ranges::find(json_paths_, path);
    layout_[column] = static_cast<int>(found - json_paths_.begin());
    if (found == json_paths_.end()) json_paths_.push_back(path);
  }
}

Cell Columns::cell(const Listing& listing, const json::Page& page,
                   std::size_t row, std::size_t index) const {
  const Column& column = resource_.columns[index];
  if (layout_[index] >= 0) {
    const Cell cell = page.cell(row, static_cast<std::size_t>(layout_[index]));
    if (!std::holds_alternative<std::monostate>(cell)) return cell;
  }
  if (!column.parameter) return std::monostate{};
  return echo(listing, resource_.parameters[*column.parameter]);
}

Cell Columns::echo(const Listing& listing, const Parameter& parameter) const {
  const std::string* value = value_of(resource_, parameter, listing.arguments);
  if (parameter.place == Parameter::Place::server) {
    return std::string_view(value ? *value : listing.list->org->subdomain);
  }
  if (!listing.step->method->takes(parameter.name)) return std::monostate{};
  if (value == nullptr) {
    if (!parameter.fallback) return std::monostate{};
    return std::int64_t{*parameter.fallback};
  }
  std::int64_t number = 0;
  const char* end = value->data() + value->size();
  if (parameter.type == Type::integer &&
      std::from_chars(value->data(), end, number).ptr == end) {
    return number;
  }
  return std::string_view(*value);
}

}  // namespace idp
