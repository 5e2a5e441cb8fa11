// link_style.cpp - takes the links apart and writes them anew.
#include "okta/link_style.h"

#include <algorithm>

namespace sim {
namespace {

// All that a query may hold as it is (RFC 3986, 3.4), but for "&", "+" and "=".
std::string barely_encoded(std::string_view text) {
  constexpr std::string_view plain = "!$'()*,;:@/?";
  std::string out;
  for (const char c : text) {
    if (plain.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    std::string coded = percent_encode({&c, 1});
    if (coded.size() > 1) coded = lower(coded);
    out += coded;
  }
  return out;
}

// "<http://host/path?a=b>; rel=.." with another host, order and encoding.
std::string varied(const std::string& link) {
  const std::size_t path = link.find('/', link.find("://") + 3);
  const std::size_t query = link.find('?', path);
  const std::size_t end = link.find('>');
  Query parameters =
      parse_query(std::string_view(link).substr(query + 1, end - query - 1));
  parameters.emplace("useOptimization", "false");
  std::vector<std::string> parts;
  for (const auto& [name, value] : parameters) {
    parts.push_back(barely_encoded(name) + "=" + barely_encoded(value));
  }
  std::ranges::reverse(parts);
  std::string text =
      "<https://test-admin.example.com" + link.substr(path, query - path);
  char separator = '?';
  for (const std::string& part : parts) {
    text += separator + part;
    separator = '&';
  }
  return text + link.substr(end);
}

}  // namespace

void vary_links(Answer& answer) {
  std::string line;
  for (const auto& [name, value] : answer.headers) {
    if (name != "link") continue;
    line = line.empty() ? varied(value) : varied(value) + ", " + line;
  }
  if (!line.empty()) answer.replace("link", {line});
}

}  // namespace sim
