// org.cpp - fetches secrets, and takes them out of texts.
#include "auth/org.h"

#include <algorithm>
#include <string_view>

#include "auth/secret.h"

namespace idp {
namespace {

std::string_view secret_of(const ApiToken& given) { return given.token; }
std::string_view secret_of(const AccessToken& given) { return given.token; }
std::string_view secret_of(const ServiceApp& given) {
  return given.private_key;
}

}  // namespace

Status Org::ready() const {
  if (place == nullptr) return {};
  Result<std::string> secret = fetch(*place);
  if (!secret) return secret.error();
  Status status = set_secret(credential, *std::move(secret), place->label);
  if (status) place = nullptr;
  return status;
}

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
