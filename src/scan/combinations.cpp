// combinations.cpp - counts through lists of values.
#include "scan/combinations.h"

#include <algorithm>

namespace idp {

bool is_single(const std::vector<Choices>& choices) {
  return std::ranges::all_of(
      choices, [](const auto& one) { return one.any.size() == 1; });
}

Arguments first_of(const std::vector<Choices>& choices) {
  Arguments arguments;
  for (const Choices& one : choices) {
    arguments.push_back({one.column, one.op, one.any.front(), {}});
  }
  return arguments;
}

Combinations::Combinations(std::vector<Choices> choices)
    : choices_(std::move(choices)), next_(choices_.size(), 0), left_(1) {
  for (const Choices& one : choices_) {
    left_ *= (one.any.size() + one.together - 1) / one.together;
  }
}

std::optional<Arguments> Combinations::next() {
  if (left_ == 0) return std::nullopt;
  --left_;
  Arguments arguments;
  for (std::size_t i = 0; i < choices_.size(); ++i) {
    const Choices& one = choices_[i];
    const auto first = one.any.begin() + static_cast<std::ptrdiff_t>(next_[i]);
    const auto count = std::min(one.together, one.any.size() - next_[i]);
    arguments.push_back(
        {one.column,
         one.op,
         *first,
         {first + 1, first + static_cast<std::ptrdiff_t>(count)}});
  }
  std::size_t i = choices_.size();
  while (i > 0 && (next_[i - 1] += choices_[i - 1].together) >=
                      choices_[i - 1].any.size()) {
    next_[--i] = 0;
  }
  return arguments;
}

}  // namespace idp
