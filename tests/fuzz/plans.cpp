// plans.cpp - fuzz target: a plan becomes EXPLAIN's line, the line the plan
// again, and with its values the call; a text is the name of a row, or it is
// none.
//
// Input: the table, and perhaps a route; lines of what a query has, in any
// order; behind an empty line a value for all of it, which is a key, too.
//   grants users
//   userId IN        a constraint: column and operator, or another word
//   !clientId eq     the same, not usable
//   pin userId
//   used id _key
//   limit
#include "built_in.h"
#include "plan/key.h"
#include "plan_check.h"

namespace idp::fuzz {
namespace {

const Resource& table_named(const std::string& name) {
  const auto found = std::ranges::find(catalog(), name, &Resource::name);
  return found == catalog().end() ? catalog().front() : *found;
}

struct Query {
  const Resource& table;
  Offer offer;
  std::vector<Pin> pins;

  std::optional<std::size_t> column(const std::string& name) const {
    return name == kKeyColumn ? table.key_column() : table.column(name);
  }

  void add_pin(const std::string& name, const std::string& value) {
    const auto pinned = table.column(name);
    if (!pinned || !table.columns[*pinned].parameter) return;
    if (std::ranges::count(pins, *pinned, &Pin::column) > 0) return;
    pins.push_back({*pinned, value});
  }

  void add_constraint(std::string name, const std::string& op) {
    const bool usable = !name.starts_with('!');
    if (!usable) name.erase(0, 1);
    const auto compared = column(name);
    if (!compared) return;
    const bool many = op == "IN";
    offer.constraints.push_back(
        {*compared, many ? Operator::eq : operator_named(op), usable, many});
  }

  void add(const std::vector<std::string>& words, const std::string& value) {
    if (words[0] == "limit") offer.limited = true;
    if (words.size() < 2) return;
    if (words[0] == "pin") return add_pin(words[1], value);
    if (words[0] != "used") return add_constraint(words[0], words[1]);
    for (const std::string& name : words) {
      if (const auto used = column(name)) offer.used.push_back(*used);
    }
  }
};

void check_key(std::string_view text) {
  const auto parts = parse_key(text);
  if (!parts) return;
  const auto key = make_key(*parts);
  check(key.has_value(), "what is read as a key has a key", text);
  check(parse_key(*key) == *parts, "a key says what it was made of", *key);
}

}  // namespace

void fuzz_plans(std::string_view input) {
  std::vector<std::string> head = words_of(take_line(input));
  head.resize(2);
  const std::size_t end = input.find("\n\n");
  const std::string value(end == input.npos ? "00u1" : input.substr(end + 2));
  Query query{table_named(head[0]), {}, {}};
  input = input.substr(0, end);
  while (!input.empty()) {
    const std::vector<std::string> words = words_of(take_line(input));
    if (!words.empty()) query.add(words, value);
  }
  auto& used = query.offer.used;
  std::ranges::sort(used);
  used.erase(std::unique(used.begin(), used.end()), used.end());
  check_plan(catalog(), query.table, query.offer, query.pins, head[1], value);
  check_key(value);
}

}  // namespace idp::fuzz
