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

// The statement in lower case, with two empty words at each end.
Words words_of(std::string_view sql) {
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

// What stands beside a column: two words before it, and two behind.
struct Beside {
  const std::string &second_before, &before, &after, &second_after;
};

std::vector<Beside> beside(const Words& words, const std::string& table,
                           const std::string& column) {
  std::vector<Beside> all;
  for (std::size_t i = 2; i + 2 < words.size(); ++i) {
    if (words[i] != column) continue;
    const bool qualified = words[i - 1] == ".";
    if (qualified && !is_table(words, words[i - 2], table)) continue;
    const std::size_t begin = qualified ? i - 2 : i;
    all.push_back(
        {words[begin - 2], words[begin - 1], words[i + 1], words[i + 2]});
  }
  return all;
}

}  // namespace

bool compares_with_value(std::string_view sql, const std::string& table,
                         const std::string& column) {
  const Words words = words_of(sql);
  const auto all = beside(words, lower(table), lower(column));
  return std::ranges::any_of(all, [](const Beside& one) {
    const bool sign =
        !one.after.empty() && kSigns.find(one.after.front()) != kSigns.npos;
    return (compares(one.after) && (!sign || one.second_after == kValue)) ||
           (compares(one.before) && one.second_before == kValue);
  });
}

bool takes_by_list(std::string_view sql, const std::string& table,
                   const std::string& column) {
  const Words words = words_of(sql);
  const auto all = beside(words, lower(table), lower(column));
  const auto equals = [](const std::string& word) {
    return word == "=" || word == "==";
  };
  const auto in_or = [&](const Beside& one) {
    return equals(one.after) &&
           (one.before == "or" || one.second_before == "or");
  };
  const auto in = [](const Beside& one) { return one.after == "in"; };
  const auto equal = [&](const Beside& one) {
    return equals(one.before) || equals(one.after);
  };
  return std::ranges::any_of(all, in_or) ||
         (std::ranges::any_of(all, in) && std::ranges::none_of(all, equal));
}

}  // namespace idp
