// key.cpp - joins and splits names of rows.
#include "plan/key.h"

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

std::string make_change_key(std::string key, http::Query values) {
  return http::Target{std::move(key), std::move(values)}.text();
}

std::pair<std::string, http::Query> parse_change_key(std::string_view text) {
  const std::size_t end = text.find('?');
  if (end == text.npos) return {std::string(text), {}};
  auto values = http::parse_target("/" + std::string(text.substr(end)));
  return {std::string(text.substr(0, end)),
          values ? std::move(values->query) : http::Query()};
}

}  // namespace idp
