// expect.cpp - finds the columns that values come from, and reads on in them.
#include "scan/expect.h"

#include <algorithm>

namespace idp {
namespace {

std::optional<std::string> text_of(const Cell& cell) {
  if (const auto* text = std::get_if<std::string_view>(&cell)) {
    return std::string(*text);
  }
  return std::nullopt;
}

// For each argument the column of the other scan that shows its value.
std::vector<std::optional<std::size_t>> sources(
    const std::vector<Argument>& arguments, const Scan& other) {
  std::vector<std::optional<std::size_t>> columns;
  for (const Argument& argument : arguments) {
    auto& column = columns.emplace_back();
    for (std::size_t i = 0; i < other.columns() && !column; ++i) {
      if (text_of(other.cell(i)) == argument.value) column = i;
    }
  }
  return columns;
}

}  // namespace

std::size_t values_from(const Scan& scan, const Scan& other) {
  const std::vector<Argument>* arguments = scan.asked();
  if (arguments == nullptr) return 0;
  const auto columns = sources(*arguments, other);
  return static_cast<std::size_t>(std::ranges::count_if(
      columns, [](const auto& column) { return column.has_value(); }));
}

void expect_from(Scan& scan, Scan& other) {
  std::size_t wanted = scan.wants();
  if (wanted == 0) return;
  const std::vector<Argument> now = *scan.asked();
  const auto columns = sources(now, other);
  // The other's rows up to the last expected question are known already.
  const std::vector<Argument>* known = scan.expected_last();
  std::optional<std::vector<Argument>> skip_to;
  if (known && *known != now) skip_to = *known;
  std::vector<Argument> last = now;
  other.peek([&](const auto& row) {
    std::vector<Argument> next = now;
    for (std::size_t i = 0; i < next.size(); ++i) {
      if (!columns[i]) continue;
      auto value = text_of(row(*columns[i]));
      if (!value) return true;
      next[i].value = *std::move(value);
    }
    if (next == last) return true;
    last = next;
    if (skip_to) {
      if (next == *skip_to) skip_to.reset();
      return true;
    }
    scan.expect(std::move(next));
    return --wanted > 0;
  });
}

}  // namespace idp
