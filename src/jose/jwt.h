// jwt.h - signs JWTs (RFC 7519, compact form).
#pragma once

#include <string>
#include <string_view>

#include "jose/key.h"

namespace idp::jose {

struct Header {
  std::string type;         // `typ`
  std::string key_id;       // `kid`; empty: not said
  bool public_key = false;  // whether the `jwk` is in it; on a curve only
};

// The claims are a JSON object.
std::string sign(const Key& key, const Header& header, std::string_view claims);

// Of the SHA-256 hash.
std::string base64url_sha256(std::string_view text);

// The same as base64 has it, with padding (RFC 4648, 4).
std::string base64_sha256(std::string_view text);

// A text that was never there before: a `jti`.
std::string unique_id();

// Of the OpenSSL that the process runs on: "3.0.22".
std::string openssl_version();

}  // namespace idp::jose
