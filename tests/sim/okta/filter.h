// filter.h - the expressions of Okta's `filter` and `search` parameters.
// In: text and what the endpoint allows.  Out: a predicate over attributes.
// Grammar: comparisons (attribute op "value", attribute pr), and, or, ( ).
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

class Filter {
 public:
  // Nothing: not well-formed or not allowed, a 400 to the caller. A `search`
  // finds letters of any case, a `filter` does not (facts, 2.1).
  static std::optional<Filter> parse(std::string_view text, Allowed allowed,
                                     bool any_case = false);

  bool matches(const Attributes& attributes) const;

  struct Node;

 private:
  std::shared_ptr<const Node> root_;
  bool any_case_ = false;
};

bool user_filter_allows(std::string_view attribute, std::string_view op);
bool user_search_allows(std::string_view attribute, std::string_view op);
bool app_filter_allows(std::string_view attribute, std::string_view op);

}  // namespace sim
