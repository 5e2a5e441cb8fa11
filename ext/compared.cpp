// compared.cpp - looks at the words beside a column's name.
#include "ext/compared.h"

#include <algorithm>
#include <string>
#include <vector>

#include "lower.h"

namespace idp {
namespace {

using Words = std::vector<std::string>;

constexpr char kValue[] = "0";  // stands for any literal and bound parameter
constexpr char kMark[] = "\"";  // in front of a name in quotes
constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kSigns = "<>=!";

bool in_word(char c) {
  return kDigits.find(c) != kDigits.npos || ('a' <= c && c <= 'z') ||
         ('A' <= c && c <= 'Z') || c == '_' || (c & 0x80) != 0;
}

// How long the word, sign, quoted text or comment is that the text begins with.
std::size_t first_size(std::string_view sql) {
  const auto through = [&](std::string_view end) {
    const std::size_t found = sql.find(end, 1);
    return std::min(sql.size(), found == sql.npos ? found : found + end.size());
  };
  const char c = sql.front();
  if (sql.starts_with("--")) return through("\n");
  if (sql.starts_with("/*")) return through("*/");
  if (c == '[') return through("]");
  if (c == '\'' || c == '"' || c == '`') return through(std::string(1, c));
  if (kSigns.find(c) != kSigns.npos) {
    return std::min(sql.size(), sql.find_first_not_of(kSigns));
  }
  if (!in_word(c) && std::string_view("?:@$").find(c) == sql.npos) return 1;
  const auto rest = sql.substr(1);
  return 1 + static_cast<std::size_t>(std::ranges::find_if_not(rest, in_word) -
                                      rest.begin());
}

// The statement in lower case, with two empty words at each end. Where keywords
// are looked for, names in quotes are none: "limit" may be a column.
Words words_of(std::string_view sql, std::string_view mark = {}) {
  Words words(2);
  while (!sql.empty()) {
    const std::size_t size = first_size(sql);
    std::string word = lower(std::string(sql.substr(0, size)));
    sql.remove_prefix(size);
    const char c = word.front();
    if (std::string_view("'?:@$0123456789").find(c) != std::string_view::npos) {
      word = kValue;
    } else if (c == '"' || c == '`' || c == '[') {
      word = word.substr(1, std::max<std::size_t>(size, 2) - 2);
      word.insert(0, mark);
    } else if (std::string_view(" \t\r\n\f").find(c) !=
                   std::string_view::npos ||
               word.starts_with("--") || word.starts_with("/*")) {
      continue;
    }
    words.push_back(std::move(word));
  }
  words.resize(words.size() + 2);
  return words;
}

// Whether the statement gives the table this name: its own, or an alias.
bool is_table(const Words& words, const std::string& name,
              const std::string& table) {
  for (std::size_t i = 2; i + 2 < words.size(); ++i) {
    if (words[i] != table) continue;
    const bool as = words[i + 1] == "as";
    if (name == table || words[i + (as ? 2 : 1)] == name) return true;
  }
  return false;
}

bool compares(const std::string& word) {
  const std::string_view all[] = {"is", "like", "glob", "between", "in", "not"};
  return (!word.empty() && kSigns.find(word.front()) != kSigns.npos) ||
         std::ranges::find(all, word) != std::end(all);
}

bool compares_column(const Words& words, const std::string& table,
                     const std::string& column) {
  for (std::size_t i = 2; i + 2 < words.size(); ++i) {
    if (words[i] != column) continue;
    const bool qualified = words[i - 1] == ".";
    if (qualified && !is_table(words, words[i - 2], table)) continue;
    const std::size_t begin = qualified ? i - 2 : i;
    const bool sign = !words[i + 1].empty() &&
                      kSigns.find(words[i + 1].front()) != kSigns.npos;
    if (compares(words[i + 1]) && (!sign || words[i + 2] == kValue)) {
      return true;
    }
    if (compares(words[begin - 1]) && words[begin - 2] == kValue) return true;
  }
  return false;
}

// Where the word first stands in no parentheses; the end if it never does.
Words::const_iterator find_outermost(const Words& words,
                                     std::string_view wanted) {
  int depth = 0;
  return std::ranges::find_if(words, [&](const std::string& word) {
    depth += word == "(" ? 1 : word == ")" ? -1 : 0;
    return depth == 0 && word == wanted;
  });
}

}  // namespace

bool compares_with_value(std::string_view sql, const std::string& table,
                         const std::string& column) {
  const Words words = words_of(sql);
  return compares_column(words, lower(table), lower(column));
}

bool has_limit(std::string_view sql) {
  return std::ranges::count(words_of(sql, kMark), "limit") > 0;
}

bool has_own_limit(std::string_view sql) {
  const Words words = words_of(sql, kMark);
  return find_outermost(words, "limit") != words.end();
}

bool where_names_none(std::string_view sql, std::span<const Column> columns) {
  const Words words = words_of(sql);
  const auto word = find_outermost(words, "where");
  if (word == words.end()) return false;
  return std::none_of(word, words.end(), [&](const std::string& one) {
    return one == kKeyColumn ||
           std::ranges::any_of(columns, [&](const Column& column) {
             return lower(column.name) == one;
           });
  });
}

}  // namespace idp
