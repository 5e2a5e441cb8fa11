// message.cpp - looks headers up.
#include "http/message.h"

#include "number.h"

namespace idp::http {

const std::string* Response::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return &value;
  }
  return nullptr;
}

std::optional<std::int64_t> Response::number(std::string_view name) const {
  const std::string* text = header(name);
  return text ? whole_number(*text) : std::nullopt;
}

std::vector<std::string> Response::all_headers(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : headers) {
    if (key == name) values.push_back(value);
  }
  return values;
}

}  // namespace idp::http
