// filter.h - the expressions of Okta's `filter` and `search` parameters.
// In: text and what the endpoint allows.  Out: a predicate over attributes.
// Grammar: comparisons (attribute op "value", attribute pr), and, or, ( ).
// Operators are the same in any case, names of attributes are not (facts, 2.1).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace sim {

// Whether an endpoint allows this operator on this attribute.
using Allowed = bool (*)(std::string_view attribute, std::string_view op);
// An object's value of an attribute; nothing: null.
using Attributes =
    std::function<std::optional<std::string>(std::string_view attribute)>;

// What an endpoint takes and finds (facts, 2.1).
struct Grammar {
  Allowed allowed;
  bool any_case = false;  // of the values' letters
  bool single = false;    // one comparison and no more
};

class Filter {
 public:
  // Nothing: not well-formed or not allowed, a 400 to the caller.
  static std::optional<Filter> parse(std::string_view text,
                                     const Grammar& grammar);

  bool matches(const Attributes& attributes) const;

  struct Node;

 private:
  std::shared_ptr<const Node> root_;
  bool any_case_ = false;
};

extern const Grammar kUserFilter, kUserSearch, kAppFilter;
extern const Grammar kGroupFilter, kGroupSearch;

}  // namespace sim
