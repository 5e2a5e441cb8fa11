// key.cpp - joins and splits names of rows.
#include "plan/key.h"

#include <algorithm>

#include "http/url.h"

namespace idp {

std::optional<std::string> make_key(const std::vector<std::string>& parts) {
  if (parts.front().empty() || parts.back().empty()) return std::nullopt;
  std::string key;
  for (const std::string& part : parts) {
    if (&part != &parts.front()) key += '/';
    key += http::encode(part);
  }
  return key;
}

std::optional<std::vector<std::string>> parse_key(std::string_view key) {
  std::vector<std::string> parts;
  while (true) {
    const std::string_view encoded = key.substr(0, key.find('/'));
    auto part = http::decode(encoded);
    if (!part) return std::nullopt;
    parts.push_back(*std::move(part));
    if (encoded.size() == key.size()) break;
    key.remove_prefix(encoded.size() + 1);
  }
  if (parts.front().empty() || parts.back().empty()) return std::nullopt;
  return parts;
}

std::string make_change_key(std::string key, const KeyValues& values) {
  char before = '?';
  for (const auto& [name, value] : values) {
    key += before + http::encode(name) + '=' + http::encode(value);
    before = '&';
  }
  return key;
}

std::pair<std::string, KeyValues> parse_change_key(std::string_view text) {
  std::size_t end = std::min(text.find('?'), text.size());
  std::pair<std::string, KeyValues> parts{std::string(text.substr(0, end)), {}};
  while (end < text.size()) {
    text.remove_prefix(end + 1);
    end = std::min(text.find('&'), text.size());
    const std::string_view item = text.substr(0, end);
    const std::size_t equals = std::min(item.find('='), item.size());
    const auto name = http::decode(item.substr(0, equals));
    const auto value =
        http::decode(item.substr(equals).substr(equals < item.size() ? 1 : 0));
    if (name && value) parts.second.emplace_back(*name, *value);
  }
  return parts;
}

}  // namespace idp
