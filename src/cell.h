// cell.h - one value of a row, on its way from a page to SQLite.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace idp {

// A JSON object or array: the very bytes that the provider sent.
struct Json {
  std::string_view text;
};

// A missing field and a JSON null are both std::monostate. The views belong to
// the page that gave the cell.
using Cell = std::variant<std::monostate, bool, std::int64_t, double,
                          std::string_view, Json>;

// A cell as what a call's path or a row's key can hold: a text or a whole
// number. Nothing for all else, which names nothing.
inline std::optional<std::string> text_of(const Cell& cell) {
  if (const auto* text = std::get_if<std::string_view>(&cell)) {
    return std::string(*text);
  }
  const auto* number = std::get_if<std::int64_t>(&cell);
  if (number == nullptr) return std::nullopt;
  return std::to_string(*number);
}

}  // namespace idp
