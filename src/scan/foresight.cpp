// foresight.cpp - finds the columns that values come from, and reads on in
// them.
#include "scan/foresight.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>

#include "lower.h"

namespace idp {
namespace {

// Without a copy where the cell is a text. NULL is the empty one.
bool is_text(const Cell& cell, std::string_view other) {
  const auto* text = std::get_if<std::string_view>(&cell);
  return text ? *text == other : text_of(cell).value_or("") == other;
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

// Whether a later row has the values of the arguments. Without a copy, as all
// rows are gone through that were told of before.
bool gives(const Scan::RowsAhead& row, const Arguments& arguments,
           const Givers& columns) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (columns[i] && !is_text(row.cell(*columns[i]), arguments[i].value)) {
      return false;
    }
  }
  return true;
}

void foresee_from(Scan& scan, Scan& other, const Givers& columns) {
  std::size_t wanted = scan.asker().wants();
  const Arguments now = *scan.asker().present();
  Arguments last = now;
  Scan::RowsAhead rows(other);
  // The outer rows that it was told of last time come first.
  if (const Arguments* told = scan.asker().last_foreseen()) {
    bool more = rows.next();
    while (more && gives(rows, now, columns)) more = rows.next();
    while (more && !gives(rows, *told, columns)) more = rows.next();
    last = *told;
  }
  while (wanted > 0 && rows.next()) {
    auto next = with_values_of(rows, now, columns);
    if (!next || *next == last) continue;
    last = *next;
    scan.foresee(*std::move(next));
    --wanted;
  }
}

// Each row that is known by the value that it gives is another ask to come.
void expect_from(Scan& scan, Scan& other, const Givers& columns) {
  const std::vector<std::string>& key = other.resource().key;
  if (!scan.wants_expected() || key.size() != 1 ||
      std::ranges::count(columns, other.resource().column(key.front())) == 0) {
    return;
  }
  std::size_t rows = 0;
  for (Scan::RowsAhead ahead(other); ahead.next();) ++rows;
  scan.expect(rows);
}

// The row that gave the most of the arguments; rows() where none gave any.
std::size_t row_of(const Scan& scan, const ShownRows& shown, std::size_t from) {
  const Trail& trail = shown.trail;
  std::size_t best = trail.rows();
  std::ptrdiff_t most = 0;
  for (const Argument& argument : *scan.asker().present()) {
    for (std::size_t i = 0; i < trail.columns(); ++i) {
      const std::size_t row = trail.find(i, argument.value, from);
      if (row == trail.rows()) continue;
      const std::ptrdiff_t count = matches(givers(scan, shown, row));
      if (count > most) {
        best = row;
        most = count;
      }
    }
  }
  return best;
}

// The row of the trail gave what is asked now: from there it goes on, in an
// order that what was asked before tells. That is looked into ever more rarely.
void follow_to(Scan::Follow& follow, const Trail& trail, std::size_t row) {
  const bool begun = follow.trail == &trail;
  if (!begun) {
    follow = {};
    follow.trail = &trail;
  }
  follow.told.resize(trail.rows());
  if (!follow.told[row]) {
    if (std::has_single_bit(++follow.unforeseen)) {
      follow.order = trail.sorted(begun ? trail.order_of(follow.row, row) : 0);
    }
    const auto found = std::ranges::find(follow.order, row);
    follow.first = static_cast<std::size_t>(found - follow.order.begin());
    follow.visited = 0;
  }
  follow.told[row] = true;
  follow.row = row;
}

void foresee_rows(Scan& scan, const Trail& trail, const Givers& columns) {
  Scan::Follow& follow = scan.follow();
  const Arguments now = *scan.asker().present();
  Arguments last = now;
  std::size_t wanted = scan.asker().wants();
  const std::size_t rows = follow.order.size();
  for (; wanted > 0 && follow.visited < rows; ++follow.visited) {
    const std::size_t row =
        follow.order[(follow.first + follow.visited) % rows];
    if (follow.told[row]) continue;
    follow.told[row] = true;
    Arguments next = now;
    bool whole = true;
    for (std::size_t k = 0; k < next.size(); ++k) {
      if (!columns[k]) continue;
      next[k].value = trail.cell(row, *columns[k]);
      whole = whole && !next[k].value.empty();
    }
    if (!whole || next == last || next == now) continue;
    last = next;
    scan.foresee(std::move(next));
    --wanted;
  }
}

// As its column compares texts.
std::string text_to_sort_by(const Scan& scan, std::size_t column) {
  std::string text = text_of(scan.cell(column)).value_or("");
  if (scan.resource().columns[column].collation == Collation::nocase) {
    text = lower(std::move(text));
  }
  return text;
}

}  // namespace

void Foresight::add(Scan& scan) {
  std::erase(scans_, &scan);
  if (!scans_.empty() && outermost_ != scans_.front()) {
    outermost_ = scans_.front();
    rows_before_ = outermost_->rows_shown();
  }
  scans_.push_back(&scan);
}

void Foresight::remove(const Scan& scan) {
  std::erase(scans_, &scan);
  for (Scan* other : scans_) other->forget_outer(scan);
  for (const Parked& one : parked_) one.scan->forget_outer(scan);
  if (outermost_ == &scan) outermost_ = nullptr;
}

void Foresight::report(Progress& progress) const {
  std::int64_t asks = 0;
  for (const Scan* scan : scans_) {
    scan->report(progress);
    if (scan->asker().asks() > 1) asks += scan->asker().asks();
  }
  if (asks > 0) expect_asks(asks, progress);
}

// Behind a sort the outermost loop stands still: then nobody knows.
void Foresight::expect_asks(std::int64_t asks, Progress& progress) const {
  const Scan* outer = scans_.front();
  const std::int64_t rows = outer->rows_shown() - rows_before_;
  if (outer != outermost_ || !outer->on_row() || rows == 0) {
    progress.calls.reset();
  }
  if (!progress.calls) return;
  const auto so_far = static_cast<double>(std::min(asks, progress.requests));
  const auto share =
      static_cast<double>(outer->rows_here()) / static_cast<double>(rows + 1);
  *progress.calls += std::llround(so_far * (1 + share));
  progress.at_least = progress.at_least || !outer->all_here();
}

void Foresight::forget() {
  for (Scan* scan : scans_) scan->forget_foreseen();
  parked_.clear();
}

void Foresight::show(const Scan& scan) {
  const std::vector<std::size_t>& columns = scan.values();
  if (columns.empty() || !scan.keeps_row()) return;
  auto shown = std::ranges::find_if(shown_, [&](const ShownRows& one) {
    return one.resource == &scan.resource() && one.columns == columns &&
           one.texts == scan.texts();
  });
  if (shown == shown_.end()) {
    shown_.push_back({&scan.resource(), columns, scan.texts(),
                      Trail(columns.size(), scan.texts().size())});
    shown = std::prev(shown_.end());
  }
  if (shown->trail.full()) return;
  // As all rows of a list may: seen without a copy.
  const auto is = [&](std::size_t i, const std::string& last) {
    return is_text(scan.cell(columns[i]), last);
  };
  if (shown->trail.repeats(is)) return;
  std::vector<std::string> row;
  row.reserve(columns.size());
  for (const std::size_t column : columns) {
    row.push_back(text_of(scan.cell(column)).value_or(""));
  }
  std::vector<std::string> texts;
  texts.reserve(scan.texts().size());
  for (const std::size_t column : scan.texts()) {
    texts.push_back(text_to_sort_by(scan, column));
  }
  shown->trail.add(std::move(row), texts);
}

void Foresight::park(std::string place, std::unique_ptr<Scan> scan) {
  remove(*scan);
  parked_.push_back({std::move(place), std::move(scan)});
}

std::unique_ptr<Scan> Foresight::take_parked(const std::string& place) {
  const auto found = std::ranges::find(parked_, place, &Parked::place);
  if (found == parked_.end()) return nullptr;
  std::unique_ptr<Scan> scan = std::move(found->scan);
  parked_.erase(found);
  return scan;
}

void Foresight::serve(Scan& scan) const {
  if (!scan.asker().present()) return;
  Scan* best = nullptr;
  Givers columns;
  std::ptrdiff_t most = 0;
  for (Scan* other : scans_) {
    if (other == &scan || !other->on_row()) continue;
    Givers found = givers(scan, *other);
    const std::ptrdiff_t count = matches(found);
    if (count == 0 || count < most) continue;
    best = other;
    columns = std::move(found);
    most = count;
  }
  if (best != nullptr) {
    scan.asked_by(*best);
    best->read_ahead();
    expect_from(scan, *best, columns);
    if (scan.asker().wants() > 0) foresee_from(scan, *best, columns);
  } else {
    foresee_from_trails(scan);
  }
}

void Foresight::foresee_from_trails(Scan& scan) const {
  for (const ShownRows& shown : shown_) {
    const Trail& trail = shown.trail;
    Scan::Follow& follow = scan.follow();
    const bool followed = follow.trail == &trail;
    const std::size_t row = row_of(scan, shown, followed ? follow.row + 1 : 0);
    if (row == trail.rows()) continue;
    follow_to(follow, trail, row);
    foresee_rows(scan, trail, givers(scan, shown, row));
    return;
  }
}

}  // namespace idp
