// key.cpp - joins and splits names of rows.
#include "plan/key.h"

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

}  // namespace idp
