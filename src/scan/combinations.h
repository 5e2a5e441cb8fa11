// combinations.h - the values that a scan is asked with, one of each at a time.
// In: Choices, one for each binding and pin. Out: Arguments, of which one may
// have several of them (Argument::others).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plan/call.h"

namespace idp {

using Arguments = std::vector<Argument>;

// The values of one binding or pin: any of them.
struct Choices {
  std::size_t column = 0;
  Operator op = Operator::eq;
  std::vector<std::string> any;
  std::size_t together = 1;  // how many of them one call takes
  bool numeric = false;      // there is a number among them
};

// Whether there is one combination only.
bool is_single(const std::vector<Choices>& choices);

// The first value of each. REQUIRES: each has one.
Arguments first_of(const std::vector<Choices>& choices);

// All combinations in a stable order: the last value changes first.
class Combinations {
 public:
  Combinations() = default;  // none
  // REQUIRES: each has at least one value. Without any choices there is one
  // combination, of nothing.
  explicit Combinations(std::vector<Choices> choices);

  std::size_t left() const { return left_; }
  std::optional<Arguments> next();

 private:
  std::vector<Choices> choices_;
  std::vector<std::size_t> next_;  // by choice: the place of its next values
  std::size_t left_ = 0;
};

}  // namespace idp
