// nearest.h - the name that a misspelt one probably meant.
#pragma once

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

namespace idp {

// Levenshtein's distance: how many letters to add, drop or change.
inline std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

// REQUIRES: there is at least one name.
inline std::string_view nearest(std::string_view wrong,
                                std::span<const std::string_view> names) {
  wrong = wrong.substr(0, 100);
  return *std::ranges::min_element(
      names, {}, [&](std::string_view name) { return distance(wrong, name); });
}

}  // namespace idp
