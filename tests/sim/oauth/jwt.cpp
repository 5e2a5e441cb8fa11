// jwt.cpp - splits a JWT and verifies its signature.
#include "oauth/jwt.h"

#include <algorithm>

#include "wire/member.h"

namespace sim {
namespace {

bool read_object(std::string_view part, rapidjson::Document& document) {
  const auto text = from_base64url(part);
  if (!text) return false;
  document.Parse<rapidjson::kParseIterativeFlag>(text->data(), text->size());
  return !document.HasParseError() && document.IsObject();
}

}  // namespace

std::optional<Jwt> Jwt::parse(std::string_view text) {
  if (std::ranges::count(text, '.') != 2) return std::nullopt;
  const std::size_t first = text.find('.'), last = text.rfind('.');
  Jwt jwt;
  const auto signature = from_base64url(text.substr(last + 1));
  if (!signature || !read_object(text.substr(0, first), jwt.header_) ||
      !read_object(text.substr(first + 1, last - first - 1), jwt.claims_)) {
    return std::nullopt;
  }
  jwt.signed_text_ = text.substr(0, last);
  jwt.signature_ = *signature;
  return jwt;
}

std::string Jwt::header(const char* name) const {
  return text_member(header_, name);
}

std::string Jwt::claim(const char* name) const {
  return text_member(claims_, name);
}

std::optional<std::int64_t> Jwt::time(const char* claim) const {
  const rapidjson::Value* value = member(claims_, claim);
  if (value == nullptr || !value->IsInt64()) return std::nullopt;
  return value->GetInt64();
}

bool Jwt::is_for(std::string_view audience) const {
  const rapidjson::Value* value = member(claims_, "aud");
  if (value == nullptr || !value->IsArray()) {
    return value != nullptr && text_member(claims_, "aud") == audience;
  }
  const auto list = value->GetArray();
  return std::any_of(list.begin(), list.end(), [&](const auto& item) {
    return item.IsString() &&
           std::string_view(item.GetString(), item.GetStringLength()) ==
               audience;
  });
}

bool Jwt::is_signed_by(const PublicKey& key) const {
  return key.verifies(header("alg"), signed_text_, signature_);
}

}  // namespace sim
