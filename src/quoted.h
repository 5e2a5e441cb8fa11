// quoted.h - names in SQL.
#pragma once

#include <string>

namespace idp {

// A name as SQL can have it anywhere.
inline std::string quoted(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) text.append(c == '"' ? 2 : 1, c);
  return text + "\"";
}

}  // namespace idp
