// jwt.h - a signed JWT taken apart (RFC 7515, compact form).
// In: "header.claims.signature".  Out: its parts, decoded; nothing is trusted.
#pragma once

#include <rapidjson/document.h>

#include <optional>
#include <string>
#include <string_view>

#include "oauth/crypto.h"

namespace sim {

class Jwt {
 public:
  // Nothing: not three parts of base64url, the first two JSON objects.
  static std::optional<Jwt> parse(std::string_view text);

  const rapidjson::Value& header() const { return header_; }
  // Text members; empty where they are missing or no text.
  std::string header(const char* name) const;
  std::string claim(const char* name) const;
  bool has(const char* claim) const { return claims_.HasMember(claim); }
  // Seconds since 1970; nothing where it is missing or no whole number.
  std::optional<std::int64_t> time(const char* claim) const;
  // Whether "aud" is this, or a list that holds it.
  bool is_for(std::string_view audience) const;
  bool is_signed_by(const PublicKey& key) const;

 private:
  rapidjson::Document header_, claims_;
  std::string signed_text_, signature_;
};

}  // namespace sim
