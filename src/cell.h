// cell.h - one value of a row, on its way from a page to SQLite.
#pragma once

#include <cstdint>
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

}  // namespace idp
