// trail.h - the values that a scan has shown, so that they are known when they
// come back as what another one is asked.
//
// SQLite reads some tables to their end before it asks the next one: behind a
// sort, a DISTINCT, a MATERIALIZED part. No scan stands on the row then that
// gave a value; but each value comes from a row that was shown:
//
//   shown   u1 u2 u3 u4 u5
//   asked   u4              -> u5 is likely to be asked, and u1 u2 u3
#pragma once

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

  explicit Trail(std::size_t columns) : by_value_(columns) {}

  std::size_t columns() const { return by_value_.size(); }
  std::size_t rows() const { return cells_.size() / columns(); }
  const std::string& cell(std::size_t row, std::size_t column) const {
    return cells_[row * columns() + column];
  }

  // NULLs are empty texts. A row like the last one isn't added again; nor any
  // once there is no more room.
  void add(std::vector<std::string> row);

  // A row with that value in that column, the first one from `from` on if
  // possible. rows() if there is none.
  std::size_t find(std::size_t column, const std::string& value,
                   std::size_t from) const;

 private:
  using Rows = std::vector<std::uint32_t>;

  std::vector<std::string> cells_;
  std::size_t bytes_ = 0;
  // By column; made of the rows up to `indexed_` when it is first needed.
  mutable std::vector<std::unordered_map<std::string, Rows>> by_value_;
  mutable std::size_t indexed_ = 0;
};

}  // namespace idp
