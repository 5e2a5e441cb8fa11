// givers.cpp - compares their values; of equal ones the names decide.
#include "scan/givers.h"

#include <algorithm>

namespace idp {
namespace {

// Whether values of the other table's column are named as what is asked: by
// that name, or by where it is said to come from.
bool is_named(const Resource& resource, const Argument& asked,
              const Column& other) {
  const Column& column = resource.columns[asked.column];
  if (column.name == other.name) return true;
  return column.parameter &&
         resource.parameters[*column.parameter].from_field() == other.name;
}

// `column(i)` and `has(i, value)` are of the i-th of so many columns.
Givers find(const Scan& scan, std::size_t columns, const auto& column,
            const auto& has) {
  Givers found;
  for (const Argument& argument : *scan.asker().present()) {
    auto& giver = found.emplace_back();
    for (std::size_t i = 0; i < columns; ++i) {
      const bool named = is_named(scan.resource(), argument, column(i));
      if ((giver && !named) || !has(i, argument.value)) continue;
      giver = i;
      if (named) break;
    }
  }
  return found;
}

}  // namespace

Givers givers(const Scan& scan, const Scan& other) {
  return find(
      scan, other.columns(),
      [&](std::size_t i) -> auto& { return other.resource().columns[i]; },
      [&](std::size_t i, const std::string& value) {
        return text_of(other.cell(i)) == value;
      });
}

Givers givers(const Scan& scan, const ShownRows& shown, std::size_t row) {
  return find(
      scan, shown.columns.size(),
      [&](std::size_t i) -> auto& {
        return shown.resource->columns[shown.columns[i]];
      },
      [&](std::size_t i, const std::string& value) {
        return shown.trail.cell(row, i) == value;
      });
}

std::ptrdiff_t matches(const Givers& columns) {
  return std::ranges::count_if(
      columns, [](const auto& column) { return column.has_value(); });
}

}  // namespace idp
