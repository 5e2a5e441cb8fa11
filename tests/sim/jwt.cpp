#include "jwt.h"

#include <algorithm>

namespace sim {
namespace {

std::string text_of(const rapidjson::Value& value) {
  if (!value.IsString()) return "";
  return {value.GetString(), value.GetStringLength()};
}

std::string member(const rapidjson::Value& object, const char* name) {
  return object.HasMember(name) ? text_of(object[name]) : "";
}

bool read_object(std::string_view part, rapidjson::Document& document) {
  const auto text = from_base64url(part);
  if (!text) return false;
  document.Parse<rapidjson::kParseIterativeFlag>(text->data(), text->size());
  return !document.HasParseError() && document.IsObject();
}

}  // namespace

std::optional<Jwt> Jwt::parse(std::string_view text) {
  if (std::ranges::count(text, '.') != 2) return std::nullopt;
  const size_t first = text.find('.'), last = text.rfind('.');
  Jwt jwt;
  const auto signature = from_base64url(text.substr(last + 1));
  if (!signature || !read_object(text.substr(0, first), jwt.header_) ||
      !read_object(text.substr(first + 1, last - first - 1), jwt.claims_))
    return std::nullopt;
  jwt.signed_text_ = text.substr(0, last);
  jwt.signature_ = *signature;
  return jwt;
}

std::string Jwt::header(const char* name) const {
  return member(header_, name);
}

std::string Jwt::claim(const char* name) const { return member(claims_, name); }

std::optional<int64_t> Jwt::time(const char* claim) const {
  if (!has(claim) || !claims_[claim].IsInt64()) return std::nullopt;
  return claims_[claim].GetInt64();
}

bool Jwt::is_for(std::string_view audience) const {
  if (!has("aud")) return false;
  const rapidjson::Value& value = claims_["aud"];
  if (!value.IsArray()) return text_of(value) == audience;
  const auto list = value.GetArray();
  return std::any_of(list.begin(), list.end(), [&](const auto& item) {
    return text_of(item) == audience;
  });
}

bool Jwt::is_signed_by(const PublicKey& key) const {
  return key.verifies(header("alg"), signed_text_, signature_);
}

}  // namespace sim
