// cells.h - cells as text that tells their type, for tests.
#pragma once

#include <string>

#include "cell.h"

namespace idp::test {

inline std::string shown(const Cell& cell) {
  struct Show {
    std::string operator()(std::monostate) { return "null"; }
    std::string operator()(bool b) { return b ? "true" : "false"; }
    std::string operator()(std::int64_t i) {
      return "int " + std::to_string(i);
    }
    std::string operator()(double d) { return "real " + std::to_string(d); }
    std::string operator()(std::string_view s) {
      return "text " + std::string(s);
    }
    std::string operator()(const Json& j) {
      return "json " + std::string(j.text);
    }
  };
  return std::visit(Show(), cell);
}

}  // namespace idp::test
