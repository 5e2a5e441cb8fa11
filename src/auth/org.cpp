// org.cpp - takes secrets out of texts.
#include "auth/org.h"

#include <algorithm>
#include <string_view>

namespace idp {
namespace {

std::string_view secret_of(const ApiToken& given) { return given.token; }
std::string_view secret_of(const AccessToken& given) { return given.token; }
std::string_view secret_of(const ServiceApp& given) {
  return given.private_key;
}

}  // namespace

std::string Org::redact(std::string text) const {
  const std::string_view mark = "[token]";
  const std::string_view secret = std::visit(
      [](const auto& given) { return secret_of(given); }, credential);
  if (secret.empty()) return text;
  for (std::size_t at = text.find(secret); at != text.npos;
       at = text.find(secret, at + mark.size())) {
    text.replace(at, secret.size(), mark);
  }
  return text;
}

}  // namespace idp
