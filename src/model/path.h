// path.h - templates with names in braces: "/api/v1/users/{userId}".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace idp {

// The names, in the order of the template.
inline std::vector<std::string> names_in(std::string_view text) {
  std::vector<std::string> names;
  for (std::size_t open = text.find('{'); open != text.npos;
       open = text.find('{', open + 1)) {
    const std::size_t close = text.find('}', open);
    if (close == text.npos) break;
    names.emplace_back(text.substr(open + 1, close - open - 1));
  }
  return names;
}

}  // namespace idp
