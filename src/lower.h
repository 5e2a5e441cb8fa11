// lower.h - lower case as HTTP and SQLite mean it: ASCII letters only, in any
// locale.
#pragma once

#include <algorithm>
#include <string>

namespace idp {

inline std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

}  // namespace idp
