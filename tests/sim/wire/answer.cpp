// answer.cpp - headers and parameters by name; plain answers.
#include "wire/answer.h"

#include <algorithm>

namespace sim {
namespace {

bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace

std::optional<std::string> Call::param(const std::string& name) const {
  const auto found = query.find(name);
  if (found == query.end()) return std::nullopt;
  return found->second;
}

std::optional<std::string> Call::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (same_name(key, name)) return value;
  }
  return std::nullopt;
}

std::size_t Call::count(std::string_view header) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      headers, [&](const auto& h) { return same_name(h.first, header); }));
}

void Answer::add(std::string name, std::string value) {
  headers.emplace_back(std::move(name), std::move(value));
}

void Answer::replace(const std::string& name,
                     const std::vector<std::string>& values) {
  std::erase_if(headers,
                [&](const Header& h) { return same_name(h.first, name); });
  for (const std::string& value : values) add(name, value);
}

Answer ok(std::string body) {
  Answer answer;
  answer.body = std::move(body);
  return answer;
}

// Recorded: a 204 has no Content-Type (facts, 1.5).
Answer no_content() {
  Answer answer;
  answer.status = 204;
  answer.content_type.clear();
  return answer;
}

}  // namespace sim
