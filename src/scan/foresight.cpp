// foresight.cpp - finds the columns that values come from, and reads on in
// them.
#include "scan/foresight.h"

#include <algorithm>

namespace idp {
namespace {

// By argument: the column of the other scan that shows its value, if any does.
using Givers = std::vector<std::optional<std::size_t>>;

// REQUIRES: the other one stands on a row.
Givers givers(const Arguments& arguments, const Scan& other) {
  Givers columns;
  for (const Argument& argument : arguments) {
    auto& column = columns.emplace_back();
    for (std::size_t i = 0; i < other.columns() && !column; ++i) {
      if (text_of(other.cell(i)) == argument.value) column = i;
    }
  }
  return columns;
}

// The arguments with a later row's values; nothing where one is NULL.
std::optional<Arguments> with_values_of(const Scan::RowsAhead& row,
                                        Arguments arguments,
                                        const Givers& columns) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (!columns[i]) continue;
    auto value = text_of(row.cell(*columns[i]));
    if (!value) return std::nullopt;
    arguments[i].value = *std::move(value);
  }
  return arguments;
}

void foresee_from(Scan& scan, Scan& other, const Givers& columns) {
  std::size_t wanted = scan.asker().wants();
  const Arguments now = *scan.asker().present();
  // The outer rows that it was told of last time come first.
  std::optional<Arguments> skip_to;
  if (const Arguments* told = scan.asker().last_foreseen()) skip_to = *told;
  Arguments last = now;
  for (Scan::RowsAhead rows(other); wanted > 0 && rows.next();) {
    auto next = with_values_of(rows, now, columns);
    if (!next || *next == last) continue;
    last = *next;
    if (!skip_to) {
      scan.foresee(*std::move(next));
      --wanted;
    } else if (*next == *skip_to) {
      skip_to.reset();
    }
  }
}

}  // namespace

void Foresight::add(Scan& scan) {
  remove(scan);
  scans_.push_back(&scan);
}

void Foresight::remove(const Scan& scan) { std::erase(scans_, &scan); }

void Foresight::forget() const {
  for (Scan* scan : scans_) scan->forget_foreseen();
}

void Foresight::serve(Scan& scan) const {
  if (scan.asker().wants() == 0 || !scan.asker().present()) return;
  Scan* best = nullptr;
  Givers columns;
  std::ptrdiff_t most = 0;
  for (Scan* other : scans_) {
    if (other == &scan || !other->on_row()) continue;
    Givers found = givers(*scan.asker().present(), *other);
    const auto count = std::ranges::count_if(
        found, [](const auto& column) { return column.has_value(); });
    if (count == 0 || count < most) continue;
    best = other;
    columns = std::move(found);
    most = count;
  }
  if (best != nullptr) foresee_from(scan, *best, columns);
}

}  // namespace idp
