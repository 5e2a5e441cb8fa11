// arguments.cpp - reads what stands in the brackets of CREATE VIRTUAL TABLE.
#include <algorithm>

#include "auth/nearest.h"
#include "ext/table.h"

namespace idp {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view trim(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  text.remove_suffix(text.size() - (text.find_last_not_of(kBlanks) + 1));
  return text;
}

// A word, or a text in SQL's quotes, in which two quotes stand for one.
std::optional<std::string> unquote(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const char quote = text.front();
  if (quote != '\'' && quote != '"') {
    if (text.find_first_of("'\" \t\r\n") != text.npos) return std::nullopt;
    return std::string(text);
  }
  std::string result;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] != quote) {
      result += text[i];
    } else if (i + 1 == text.size()) {
      return result;
    } else if (text[++i] == quote) {
      result += quote;
    } else {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

std::vector<std::string_view> known_names(const Resource& resource) {
  std::vector<std::string_view> names;
  names.reserve(resource.parameters.size() + 1);
  for (const Parameter& parameter : resource.parameters) {
    names.push_back(parameter.name);
  }
  if (resource.revocation() || resource.changes()) names.push_back("writable");
  return names;
}

std::string list(const std::vector<std::string_view>& names) {
  std::string text;
  for (const std::string_view name : names) {
    text += (text.empty() ? "" : ", ") + std::string(name);
  }
  return text;
}

}  // namespace

Result<TableArguments> parse_arguments(const Resource& resource, int count,
                                       const char* const* arguments) {
  const std::vector<std::string_view> known = known_names(resource);
  std::vector<std::string_view> seen;
  TableArguments result;
  for (int i = 0; i < count; ++i) {
    const std::string_view text = trim(arguments[i]);
    if (text.empty() && count == 1) break;  // USING grants()
    const std::size_t equals = text.find('=');
    const auto name = unquote(trim(text.substr(0, equals)));
    const auto value = equals == text.npos
                           ? std::nullopt
                           : unquote(trim(text.substr(equals + 1)));
    if (!name || !value) {
      return Error{
          resource.name + ": the argument " + std::string(text) +
          " can't be read; write name='value', as in subdomain='acme'."};
    }
    const auto argument = std::ranges::find_if(known, [&](auto candidate) {
      return sqlite3_stricmp(std::string(candidate).c_str(), name->c_str()) ==
             0;
    });
    if (argument == known.end()) {
      return Error{resource.name + ": there is no argument " + *name +
                   "; did you mean " + std::string(nearest(*name, known)) +
                   "? Known are " + list(known) + "."};
    }
    if (std::ranges::find(seen, *argument) != seen.end()) {
      return Error{resource.name + ": the argument " + std::string(*argument) +
                   " is given twice; give it once."};
    }
    seen.push_back(*argument);
    if (*argument != "writable") {
      result.pins.push_back({*resource.column(*argument), *value});
    } else if (*value == "0" || *value == "1") {
      result.writable = *value == "1";
    } else {
      return Error{resource.name + ": writable must be 0 or 1."};
    }
  }
  return result;
}

}  // namespace idp
