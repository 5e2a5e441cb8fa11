// residual.cpp - packs terms into a number, and compares as SQLite does.
#include "ext/residual.h"

#include <algorithm>
#include <string>

#include "ext/value.h"
#include "lower.h"

namespace idp {
namespace {

// Each takes a byte for its column, and seven bits for its operator.
constexpr int kBits = 15, kMost = 2;
constexpr int kMask = (1 << kBits) - 1;

constexpr unsigned char kJudged[] = {
    SQLITE_INDEX_CONSTRAINT_EQ,   SQLITE_INDEX_CONSTRAINT_NE,
    SQLITE_INDEX_CONSTRAINT_LT,   SQLITE_INDEX_CONSTRAINT_LE,
    SQLITE_INDEX_CONSTRAINT_GT,   SQLITE_INDEX_CONSTRAINT_GE,
    SQLITE_INDEX_CONSTRAINT_LIKE, SQLITE_INDEX_CONSTRAINT_GLOB};

bool holds(int op, const std::string& text, const std::string& value) {
  switch (op) {
    case SQLITE_INDEX_CONSTRAINT_EQ:
      return text == value;
    case SQLITE_INDEX_CONSTRAINT_NE:
      return text != value;
    case SQLITE_INDEX_CONSTRAINT_LT:
      return text < value;
    case SQLITE_INDEX_CONSTRAINT_LE:
      return text <= value;
    case SQLITE_INDEX_CONSTRAINT_GT:
      return text > value;
    case SQLITE_INDEX_CONSTRAINT_GE:
      return text >= value;
    case SQLITE_INDEX_CONSTRAINT_LIKE:
      return sqlite3_strlike(value.c_str(), text.c_str(), 0) == 0;
    default:
      return sqlite3_strglob(value.c_str(), text.c_str()) == 0;
  }
}

}  // namespace

bool add_residual(int& number, std::size_t column, unsigned char op) {
  if (std::ranges::count(kJudged, op) == 0 || column > 0xff ||
      (number >> (kBits * (kMost - 1))) != 0) {
    return false;
  }
  number = (number << kBits) | static_cast<int>(column) << 7 | op;
  return true;
}

std::vector<RowTerm> residuals(const Resource& resource, int number,
                               std::span<sqlite3_value* const> values,
                               const InOn& in_on) {
  std::vector<RowTerm> terms;
  // The last one stands lowest.
  for (std::size_t i = values.size(); i > 0; --i, number >>= kBits) {
    const int packed = number & kMask;
    const auto column = static_cast<std::size_t>(packed >> 7);
    const int op = packed & 0x7f;
    sqlite3_value* value = values[i - 1];
    if (sqlite3_value_type(value) != SQLITE_TEXT) continue;
    const bool pattern = op == SQLITE_INDEX_CONSTRAINT_LIKE ||
                         op == SQLITE_INDEX_CONSTRAINT_GLOB;
    // As LIKE, <> is offered from the ON of a LEFT JOIN.
    const bool offered_from_on = pattern || op == SQLITE_INDEX_CONSTRAINT_NE;
    if (offered_from_on && in_on(column)) continue;
    const bool exact =
        pattern || resource.columns[column].collation == Collation::binary;
    const auto as_compared = [exact](std::string text) {
      return exact ? text : lower(std::move(text));
    };
    terms.push_back(
        {column, [=, bound = as_compared(*text_of(value))](const Cell& cell) {
           const auto* text = std::get_if<std::string_view>(&cell);
           if (text == nullptr) return cell.index() != 0;  // it is no NULL
           return holds(op, as_compared(std::string(*text)), bound);
         }});
  }
  return terms;
}

}  // namespace idp
