// log_filter.cpp - parses the expression, and compares events with it.
#include "okta/log_filter.h"

#include <rapidjson/document.h>

#include <algorithm>
#include <array>

#include "errors.h"
#include "okta/log_fields.h"
#include "wire/text.h"

namespace sim {

// A comparison unless op is "and", "or" or "not".
struct LogFilter::Node {
  std::string op, attribute;
  LogValue value;
  std::vector<Node> parts;
};

namespace {

using LogNode = LogFilter::Node;

constexpr std::array<std::string_view, 10> kOperators = {
    "eq", "ne", "gt", "ge", "lt", "le", "sw", "ew", "co", "pr"};

class LogParser {
 public:
  explicit LogParser(const std::string& text) : text_(text) {}

  std::variant<LogNode, Answer> parse() {
    auto node = any_of(0);
    skip_blanks();
    if (node && at_ < text_.size()) fail("Unexpected text");
    if (error_) return *error_;
    return *std::move(node);
  }

 private:
  static constexpr int kMostNested = 50;

  std::optional<LogNode> any_of(int depth) {
    return chain("or", depth, &LogParser::all_of);
  }
  std::optional<LogNode> all_of(int depth) {
    return chain("and", depth, &LogParser::one);
  }

  std::optional<LogNode> chain(std::string_view op, int depth,
                               std::optional<LogNode> (LogParser::*part)(int)) {
    LogNode node{std::string(op), {}, {}, {}};
    do {
      auto next = (this->*part)(depth);
      if (!next) return std::nullopt;
      node.parts.push_back(std::move(*next));
    } while (take_word(op));
    return node;
  }

  std::optional<LogNode> one(int depth) {
    if (depth == kMostNested) return fail("Too many brackets");
    if (take_word("not")) {
      auto inner = one(depth + 1);
      if (!inner) return std::nullopt;
      return LogNode{"not", {}, {}, {*std::move(inner)}};
    }
    skip_blanks();
    if (!take('(')) return comparison();
    auto inner = any_of(depth + 1);
    skip_blanks();
    if (inner && !take(')')) return fail("Expected ')'");
    return inner;
  }

  std::optional<LogNode> comparison() {
    LogNode node;
    node.attribute = word();
    skip_blanks();
    const std::size_t place = at_;
    node.op = lower(word());
    if (node.attribute.empty()) return fail("Expected an attribute");
    if (std::ranges::find(kOperators, node.op) == kOperators.end()) {
      return fail("Unrecognized attribute operator '" + node.op +
                      "' at position " + std::to_string(place) +
                      ". Expected: eq,co,sw,pr,gt,ge,lt,le",
                  false);
    }
    if (!is_log_field(node.attribute)) {
      error_ = error(400, "E0000053", "field is not valid: " + node.attribute);
      return std::nullopt;
    }
    const bool address = node.attribute == "debugContext.debugData.url" ||
                         node.attribute == "debugContext.debugData.requestUri";
    if (node.op == "co" && address) {
      error_ = error(400, "E0000031",
                     "The supplied combination of operator and field is not "
                     "currently supported. Operator: co, Field: " +
                         node.attribute);
      return std::nullopt;
    }
    if (node.op != "pr" && !literal(node.value)) {
      return fail("Expected a value");
    }
    return node;
  }

  // A JSON string, a number, or a word that is true or false.
  bool literal(LogValue& value) {
    skip_blanks();
    rapidjson::Document document;
    const std::size_t end = literal_end();
    document.Parse(text_.data() + at_, end - at_);
    if (document.HasParseError()) return false;
    if (document.IsString()) {
      value = std::string(document.GetString(), document.GetStringLength());
    } else if (document.IsNumber()) {
      value = document.GetDouble();
    } else if (document.IsBool()) {
      value = document.GetBool();
    } else {
      return false;
    }
    at_ = end;
    return true;
  }

  std::size_t literal_end() const {
    if (at_ == text_.size() || text_[at_] != '"') {
      return std::min(text_.find_first_of(" )", at_), text_.size());
    }
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != '"') {
      end += text_[end] == '\\' ? 2 : 1;
    }
    return std::min(end + 1, text_.size());
  }

  std::nullopt_t fail(const std::string& what, bool place = true) {
    if (!error_) {
      error_ = error(400, "E0000053",
                     "Invalid filter '" + text_ + "': " + what +
                         (place ? " at position " + std::to_string(at_) : ""));
    }
    return std::nullopt;
  }

  std::string word() {
    skip_blanks();
    const std::size_t end =
        std::min(text_.find_first_of(" ()\"", at_), text_.size());
    std::string found = text_.substr(at_, end - at_);
    at_ = end;
    return found;
  }

  bool take_word(std::string_view wanted) {
    const std::size_t before = at_;
    if (lower(word()) == wanted) return true;
    at_ = before;
    return false;
  }

  bool take(char wanted) {
    const bool there = at_ < text_.size() && text_[at_] == wanted;
    if (there) ++at_;
    return there;
  }

  void skip_blanks() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }

  const std::string& text_;
  std::size_t at_ = 0;
  std::optional<Answer> error_;
};

template <class T>
bool in_order(const std::string& op, const T& a, const T& b) {
  if (op == "eq") return a == b;
  if (op == "ne") return a != b;
  if (op == "gt") return a > b;
  if (op == "ge") return a >= b;
  if (op == "lt") return a < b;
  return op == "le" && a <= b;
}

bool compare(const std::string& op, const LogValue& a, const LogValue& b) {
  if (a.index() != b.index()) return op == "ne";
  const auto* text = std::get_if<std::string>(&a);
  if (text == nullptr) return in_order(op, a, b);
  const auto& other = std::get<std::string>(b);
  if (op == "sw") return text->starts_with(other);
  if (op == "ew") return text->ends_with(other);
  if (op == "co") return text->find(other) != std::string::npos;
  return in_order(op, *text, other);
}

bool holds(const LogNode& node, const LogValues& values) {
  const auto part = [&](const LogNode& n) { return holds(n, values); };
  if (node.op == "or") return std::ranges::any_of(node.parts, part);
  if (node.op == "and") return std::ranges::all_of(node.parts, part);
  if (node.op == "not") return !holds(node.parts[0], values);
  const std::vector<LogValue> found = values(node.attribute);
  if (node.op == "pr") return !found.empty();
  return std::ranges::any_of(found, [&](const LogValue& value) {
    return compare(node.op, value, node.value);
  });
}

}  // namespace

std::variant<LogFilter, Answer> LogFilter::parse(const std::string& text) {
  auto root = LogParser(text).parse();
  if (const auto* error = std::get_if<Answer>(&root)) return *error;
  LogFilter filter;
  filter.root_ =
      std::make_shared<const LogNode>(std::move(std::get<LogNode>(root)));
  return filter;
}

bool LogFilter::matches(const LogValues& values) const {
  return holds(*root_, values);
}

}  // namespace sim
