// log_filter.h - what the System Log's `filter` and `q` choose
// (facts on jobs, 1).
// In: text.  Out: a predicate over events, or the documented error.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "wire/answer.h"

namespace sim {

using LogValue = std::variant<std::string, double, bool>;
// All values that an event has of an attribute; of arrays those of each
// element. None: null.
using LogValues = std::function<std::vector<LogValue>(std::string_view)>;

// Comparisons by eq ne gt ge lt le sw ew co, and pr, joined by and, or, not
// and ( ). Each comparison holds where any of an attribute's values does.
class LogFilter {
 public:
  static std::variant<LogFilter, Answer> parse(const std::string& text);

  bool matches(const LogValues& values) const;

  struct Node;

 private:
  std::shared_ptr<const Node> root_;
};

// Up to ten words of 40 characters, each of which has to be found.
class LogWords {
 public:
  static std::variant<LogWords, Answer> parse(const std::string& text);

  bool match(const std::string& event_json) const;

 private:
  std::vector<std::string> words_;
};

// The values in an event's JSON.
LogValues values_in(const std::string& event_json);

}  // namespace sim
