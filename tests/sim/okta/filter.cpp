// filter.cpp - parses the grammar, and compares objects with it.
#include "okta/filter.h"

#include <rapidjson/document.h>

#include <algorithm>
#include <array>
#include <vector>

#include "wire/text.h"

namespace sim {

// A comparison if op isn't "and" or "or".
struct Filter::Node {
  std::string op, attribute, value;
  std::vector<Node> parts;
};

namespace {

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& words,
              std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

constexpr std::array<std::string_view, 5> kTimes = {
    "lastUpdated", "created", "activated", "statusChanged",
    "lastMembershipUpdated"};
constexpr std::array<std::string_view, 4> kOrders = {"gt", "ge", "lt", "le"};
constexpr std::array<std::string_view, 4> kNames = {
    "profile.login", "profile.email", "profile.firstName", "profile.lastName"};

using Node = Filter::Node;

class Parser {
 public:
  Parser(std::string_view text, const Grammar& grammar)
      : rest_(text), grammar_(grammar) {}

  std::optional<Node> parse() {
    auto node = grammar_.single ? comparison() : any_of(0);
    skip_spaces();
    return rest_.empty() ? node : std::nullopt;
  }

 private:
  static constexpr int kMostNested = 50;

  std::optional<Node> any_of(int depth) {
    return chain("or", depth, &Parser::all_of);
  }
  std::optional<Node> all_of(int depth) {
    return chain("and", depth, &Parser::one);
  }

  std::optional<Node> chain(std::string_view op, int depth,
                            std::optional<Node> (Parser::*part)(int)) {
    Node node{std::string(op), {}, {}, {}};
    do {
      auto next = (this->*part)(depth);
      if (!next) return std::nullopt;
      node.parts.push_back(std::move(*next));
    } while (take_word(op));
    return node;
  }

  std::optional<Node> one(int depth) {
    skip_spaces();
    if (!rest_.starts_with('(')) return comparison();
    if (depth == kMostNested) return std::nullopt;
    rest_.remove_prefix(1);
    auto inner = any_of(depth + 1);
    skip_spaces();
    if (!inner || !rest_.starts_with(')')) return std::nullopt;
    rest_.remove_prefix(1);
    return inner;
  }

  std::optional<Node> comparison() {
    Node node;
    node.attribute = word();
    node.op = lower(word());
    if (!grammar_.allowed(node.attribute, node.op)) return std::nullopt;
    if (node.op != "pr" && !quoted(node.value)) return std::nullopt;
    const bool time = contains(kTimes, node.attribute) && node.op != "pr";
    if (time && !parse_iso_time(node.value)) return std::nullopt;
    return node;
  }

  std::string word() {
    skip_spaces();
    const std::size_t end =
        std::min(rest_.find_first_of(" ()\""), rest_.size());
    std::string result(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return result;
  }

  bool take_word(std::string_view wanted) {
    const std::string_view before = rest_;
    if (lower(word()) == wanted) return true;
    rest_ = before;
    return false;
  }

  // "String literals must be valid JSON strings" (facts, 2.1).
  bool quoted(std::string& value) {
    skip_spaces();
    if (!rest_.starts_with('"')) return false;
    std::size_t end = 1;
    while (end < rest_.size() && rest_[end] != '"') {
      end += rest_[end] == '\\' ? 2 : 1;
    }
    if (end >= rest_.size()) return false;
    rapidjson::Document literal;
    literal.Parse(rest_.data(), end + 1);
    if (literal.HasParseError()) return false;
    value.assign(literal.GetString(), literal.GetStringLength());
    rest_.remove_prefix(end + 1);
    return true;
  }

  void skip_spaces() {
    while (rest_.starts_with(' ')) rest_.remove_prefix(1);
  }

  std::string_view rest_;
  Grammar grammar_;
};

int order(const std::string& attribute, const std::string& a,
          const std::string& b) {
  if (!contains(kTimes, attribute)) return a.compare(b);
  const auto left = parse_iso_time(a), right = parse_iso_time(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

bool compare(const Node& node, const Attributes& attributes, bool any_case) {
  auto found = attributes(node.attribute);
  if (!found) return false;
  if (node.op == "pr") return true;
  std::string value = node.value;
  if (any_case && !contains(kTimes, node.attribute)) {
    found = lower(*found);
    value = lower(value);
  }
  if (node.op == "sw") return found->starts_with(value);
  if (node.op == "co") return found->find(value) != std::string::npos;
  const int sign = order(node.attribute, *found, value);
  if (node.op == "eq") return sign == 0;
  if (node.op == "gt") return sign > 0;
  if (node.op == "ge") return sign >= 0;
  if (node.op == "lt") return sign < 0;
  return sign <= 0;  // le
}

bool holds(const Node& node, const Attributes& attributes, bool any_case) {
  const auto part = [&](const Node& n) {
    return holds(n, attributes, any_case);
  };
  if (node.op == "or") return std::ranges::any_of(node.parts, part);
  if (node.op == "and") return std::ranges::all_of(node.parts, part);
  return compare(node, attributes, any_case);
}

// "eq only except lastUpdated gt/ge/lt/le" (facts, 2).
bool user_filter_allows(std::string_view attribute, std::string_view op) {
  if (attribute == "lastUpdated") return op == "eq" || contains(kOrders, op);
  return op == "eq" && (attribute == "status" || attribute == "id" ||
                        contains(kNames, attribute));
}

// "co only on firstName/lastName/email/login, no ne" (facts, 2); lastLogin and
// passwordChanged can't be searched for (facts on jobs, 5.1).
bool user_search_allows(std::string_view attribute, std::string_view op) {
  if (op == "co") return contains(kNames, attribute);
  const bool time =
      contains(kTimes, attribute) && attribute != "lastMembershipUpdated";
  const bool known = attribute == "status" || attribute == "id" ||
                     attribute == "type.id" || time ||
                     attribute.starts_with("profile.");
  return known &&
         (op == "eq" || op == "sw" || op == "pr" || contains(kOrders, op));
}

bool app_filter_allows(std::string_view attribute, std::string_view op) {
  return op == "eq" &&
         (attribute == "id" || attribute == "status" || attribute == "name");
}

bool is_time_of_group(std::string_view attribute) {
  return attribute == "lastUpdated" || attribute == "lastMembershipUpdated";
}

// Facts on jobs, 2.
bool group_filter_allows(std::string_view attribute, std::string_view op) {
  if (is_time_of_group(attribute)) return op == "eq" || contains(kOrders, op);
  return op == "eq" && (attribute == "id" || attribute == "type");
}

bool group_search_allows(std::string_view attribute, std::string_view op) {
  if (op == "co") {
    return attribute == "profile.name" || attribute == "profile.description";
  }
  const bool known = attribute == "id" || attribute == "type" ||
                     attribute == "created" || attribute == "source.id" ||
                     is_time_of_group(attribute) ||
                     attribute.starts_with("profile.");
  return known &&
         (op == "eq" || op == "sw" || op == "pr" || contains(kOrders, op));
}

}  // namespace

std::optional<Filter> Filter::parse(std::string_view text,
                                    const Grammar& grammar) {
  auto root = Parser(text, grammar).parse();
  if (!root) return std::nullopt;
  Filter filter;
  filter.root_ = std::make_shared<const Node>(std::move(*root));
  filter.any_case_ = grammar.any_case;
  return filter;
}

bool Filter::matches(const Attributes& attributes) const {
  return holds(*root_, attributes, any_case_);
}

const Grammar kUserFilter = {.allowed = user_filter_allows};
const Grammar kUserSearch = {.allowed = user_search_allows, .any_case = true};
const Grammar kGroupFilter = {.allowed = group_filter_allows};
const Grammar kGroupSearch = {.allowed = group_search_allows, .any_case = true};
const Grammar kAppFilter = {.allowed = app_filter_allows, .single = true};

}  // namespace sim
