// challenge.cpp - finds a parameter that stands outside of quotes.
#include "http/challenge.h"

namespace idp::http {

std::string challenge_parameter(std::string_view header,
                                std::string_view name) {
  const std::string wanted = std::string(name) + "=";
  std::string value;
  bool quoted = false, found = false;
  for (std::size_t at = 0; at < header.size(); ++at) {
    const char c = header[at];
    if (quoted && c == '\\' && at + 1 < header.size()) {
      if (found) value += header[at + 1];
      ++at;
    } else if (c == '"') {
      if (quoted && found) return value;
      quoted = !quoted;
      const std::string_view before = header.substr(0, at);
      const bool whole = before.size() == wanted.size() ||
                         (before.size() > wanted.size() &&
                          std::string_view(" ,").find(
                              before[before.size() - wanted.size() - 1]) !=
                              std::string_view::npos);
      found = quoted && before.ends_with(wanted) && whole;
    } else if (quoted && found) {
      value += c;
    }
  }
  return {};
}

std::string challenge_parameter(const Response& response,
                                std::string_view name) {
  const std::string* header = response.header("www-authenticate");
  return header ? challenge_parameter(*header, name) : std::string();
}

}  // namespace idp::http
