// org.cpp - fetches secrets, and takes them out of texts.
#include "auth/org.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "auth/secret.h"

namespace idp {
namespace {

using Parts = std::vector<std::string_view>;

Parts secrets_of(const ApiToken& given) { return {given.token}; }
Parts secrets_of(const AccessToken& given) { return {given.token}; }

// The lines of a PEM, or the numbers of a JWK: a part of a key is a secret,
// too.
Parts secrets_of(const ServiceApp& given) {
  constexpr std::string_view kBase64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-";
  constexpr std::size_t kLeast = 20;  // no word of another kind is as long
  const std::string_view text = given.private_key;
  Parts parts = {text};
  for (std::size_t at = 0; at < text.size();) {
    if (text.substr(at).starts_with("n") && at > 0 && text[at - 1] == '\\') {
      ++at;  // of a "\n"
    }
    const std::size_t end =
        std::min(text.find_first_not_of(kBase64, at), text.size());
    if (end - at >= kLeast) parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

void take_out(std::string& text, std::string_view secret) {
  constexpr std::string_view kMark = "[token]";
  if (secret.empty()) return;
  for (std::size_t at = text.find(secret); at != text.npos;
       at = text.find(secret, at + kMark.size())) {
    text.replace(at, secret.size(), kMark);
  }
}

}  // namespace

Status Org::ready(Stop& stop) const {
  if (place == nullptr) return {};
  Result<std::string> secret = fetch(*place, stop);
  if (!secret) return secret.error();
  Status status = set_secret(credential, *std::move(secret), place->label);
  if (status) place = nullptr;
  return status;
}

std::string Org::redact(std::string text) const {
  for (const std::string& secret : sent->all()) take_out(text, secret);
  const Parts parts = std::visit(
      [](const auto& given) { return secrets_of(given); }, credential);
  for (const std::string_view part : parts) take_out(text, part);
  return text;
}

}  // namespace idp
