// headers.cpp - fills in the templates of a provider's document.
#include "auth/headers.h"

namespace idp {
namespace {

// In one pass: what was put in is never looked at again.
std::string fill(std::string_view text, const Org& org, const ApiToken& token) {
  constexpr std::string_view kOrg = "{org}", kToken = "{token}";
  std::string result;
  while (!text.empty()) {
    if (text.starts_with(kOrg)) {
      result += org.subdomain;
      text.remove_prefix(kOrg.size());
    } else if (text.starts_with(kToken)) {
      result += token.token;
      text.remove_prefix(kToken.size());
    } else {
      result += text.front();
      text.remove_prefix(1);
    }
  }
  return result;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> token_headers(
    const Provider& provider, const Org& org, const ApiToken& token) {
  std::vector<std::pair<std::string, std::string>> headers;
  headers.reserve(provider.token_headers.size());
  for (const auto& [name, value] : provider.token_headers) {
    headers.emplace_back(name, fill(value, org, token));
  }
  return headers;
}

}  // namespace idp
