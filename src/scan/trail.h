// trail.h - the values that a scan has shown, so that they are known when they
// come back as what another one is asked.
//
// SQLite reads some tables to their end before it asks the next one: behind a
// sort, a DISTINCT, a MATERIALIZED part. No scan stands on the row then that
// gave a value; but each value comes from a row that was shown:
//
//   shown   u1 u2 u3 u4 u5
//   asked   u4              -> u5 is likely to be asked, and u1 u2 u3
//
// Behind a sort they come in the order of some column. So the first letters of
// each text are kept, too: where two rows that were asked one after the other
// stand closest together in the order of one column, that is likely to be it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace idp {

// Rows of texts, the oldest first, as long as there is room. One thread.
class Trail {
 public:
  // What all rows together may take of memory.
  static constexpr std::size_t kMostBytes = std::size_t{1} << 20;

  // Rows of so many values, and as many texts to sort by.
  explicit Trail(std::size_t columns, std::size_t texts = 0)
      : texts_(texts), by_value_(columns) {}

  std::size_t columns() const { return by_value_.size(); }
  std::size_t rows() const { return cells_.size() / columns(); }
  const std::string& cell(std::size_t row, std::size_t column) const {
    return cells_[row * columns() + column];
  }

  // NULLs are empty texts. A row like the last one isn't added again; nor any
  // once there is no more room.
  void add(std::vector<std::string> row,
           const std::vector<std::string>& texts = {});
  bool full() const { return bytes_ > kMostBytes; }
  // Whether a row is like the last one: `is(i, text)` for each of its columns.
  bool repeats(const auto& is) const {
    if (rows() == 0) return false;
    for (std::size_t i = 0; i < columns(); ++i) {
      if (!is(i, cell(rows() - 1, i))) return false;
    }
    return true;
  }

  // A row with that value in that column, the first one from `from` on if
  // possible. rows() if there is none.
  std::size_t find(std::size_t column, const std::string& value,
                   std::size_t from) const;

  // An order of the rows: as they were shown (0), or by one of the texts,
  // ascending (1, 3 …) or descending (2, 4 …). What is equal stays as it was.
  using Order = std::size_t;
  // The one in which the second row comes soonest behind the first.
  Order order_of(std::size_t first, std::size_t second) const;

  using Rows = std::vector<std::uint32_t>;
  Rows sorted(Order order) const;

 private:
  // As many bytes of a text as tell most from most others: up to the minutes of
  // a time.
  using Start = std::array<unsigned char, 16>;

  bool before(Order order, std::size_t row, std::size_t other) const;

  const std::size_t texts_;
  std::vector<std::string> cells_;
  std::vector<Start> starts_;
  std::size_t bytes_ = 0;
  // By column; made of the rows up to `indexed_` when it is first needed.
  mutable std::vector<std::unordered_map<std::string, Rows>> by_value_;
  mutable std::size_t indexed_ = 0;
};

}  // namespace idp
