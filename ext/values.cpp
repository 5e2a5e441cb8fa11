// values.cpp - lists, keys, pins and limits among what xFilter is given.
#include "ext/values.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <unordered_set>

#include "ext/value.h"
#include "lower.h"
#include "plan/key.h"

namespace idp {
namespace {

// What stands before the first wildcard; nothing of a blob, which is a text to
// LIKE and GLOB.
std::string start_of(Pattern pattern, sqlite3_value* value) {
  const auto text = text_of(value).value_or("");
  if (pattern == Pattern::escaped) return lower(text);
  const std::string_view wildcards = pattern == Pattern::like
                                         ? std::string_view("%_\0", 3)
                                         : std::string_view("*?[\0", 4);
  return text.substr(0, text.find_first_of(wildcards));
}

// Those of a binding's values that can equal a row's: NULL equals nothing, and
// a blob never equals a text. Of those that are equal the first one.
std::vector<std::string> texts_of(const Column& column, const Binding& binding,
                                  sqlite3_value* value, bool& numeric) {
  const bool nocase = column.collation == Collation::nocase;
  std::vector<std::string> texts;
  std::unordered_set<std::string> seen;
  const auto add = [&](sqlite3_value* one) {
    const int type = sqlite3_value_type(one);
    numeric |= type == SQLITE_INTEGER || type == SQLITE_FLOAT;
    auto text = text_of(one);
    if (text && seen.insert(nocase ? lower(*text) : *text).second) {
      texts.push_back(*std::move(text));
    }
  };
  if (binding.pattern != Pattern::none) {
    if (sqlite3_value_type(value) != SQLITE_NULL) {
      texts.push_back(start_of(binding.pattern, value));
    }
    return texts;
  }
  if (!binding.many) {
    add(value);
    return texts;
  }
  sqlite3_value* one = nullptr;
  for (int code = sqlite3_vtab_in_first(value, &one); code == SQLITE_OK && one;
       code = sqlite3_vtab_in_next(value, &one)) {
    add(one);
  }
  return texts;
}

// A blob is greater than any text, so that all rows are less: nothing to ask.
bool is_above_texts(const Binding& binding, sqlite3_value* value) {
  return sqlite3_value_type(value) == SQLITE_BLOB &&
         (binding.op == Operator::lt || binding.op == Operator::le);
}

// Whether it says anything of a row: a pattern may begin with a wildcard.
bool is_idle(const Binding& binding, sqlite3_value* value) {
  return binding.pattern == Pattern::none
             ? is_above_texts(binding, value)
             : says_nothing(binding.pattern, value);
}

// What a row's key says; nothing where it is the key of no row.
std::vector<std::string> text_in_key(const Resource& resource,
                                     const Binding& binding,
                                     sqlite3_value* key) {
  const auto text = text_of(key);
  const auto parts =
      text ? parse_key(text->substr(0, text->find('?'))) : std::nullopt;
  if (!parts || parts->size() != resource.key.size() + 1) return {};
  const auto name =
      std::ranges::find(resource.key, resource.columns[binding.column].name);
  const bool org = name == resource.key.end();
  return {(
      *parts)[org ? 0
                  : static_cast<std::size_t>(name - resource.key.begin() + 1)]};
}

}  // namespace

bool says_nothing(Pattern pattern, sqlite3_value* value) {
  return sqlite3_value_type(value) != SQLITE_NULL &&
         start_of(pattern, value).empty();
}

std::vector<Choices> bind(const Table& table, const Plan& plan,
                          sqlite3_value** argv, const InOn& in_on) {
  std::vector<Choices> values;
  for (std::size_t i = 0; i < plan.bindings.size(); ++i) {
    const Binding& binding = plan.bindings[i];
    if (is_offered_from_on(binding) && in_on(binding.column)) continue;
    if (!plan.by_key && is_idle(binding, argv[i])) continue;
    const Column& column = table.resource.columns[binding.column];
    Choices& one = values.emplace_back(Choices{binding.column, binding.op, {}});
    one.any = plan.by_key ? text_in_key(table.resource, binding, argv[0])
                          : texts_of(column, binding, argv[i], one.numeric);
  }
  for (const Pin& pin : table.pins) {
    values.push_back({pin.column, Operator::eq, {pin.value}});
  }
  return values;
}

std::vector<std::string> take_orgs(const Table& table,
                                   std::vector<Choices>& values) {
  std::vector<std::string> names;
  const Parameter* org = table.resource.org();
  if (org == nullptr) return names;
  const std::size_t column = *table.resource.column(org->name);
  const bool pinned =
      std::ranges::find(table.pins, column, &Pin::column) != table.pins.end();
  std::vector<Choices> said;
  std::erase_if(values, [&](const Choices& one) {
    if (one.column != column) return false;
    std::ranges::copy(one.any, std::back_inserter(names));
    said.push_back(one);
    return true;
  });
  // A pin stands behind all others.
  if (!said.empty()) values.push_back(pinned ? said.back() : said.front());
  return names;
}

std::optional<std::int64_t> most_rows(const Plan& plan, int argc,
                                      sqlite3_value** argv) {
  const auto place = plan.bindings.size();
  if (!plan.limited || static_cast<std::size_t>(argc) <= place) return {};
  const std::int64_t most = sqlite3_value_int64(argv[place]);
  if (most <= 0) return std::nullopt;
  return most;
}

}  // namespace idp
