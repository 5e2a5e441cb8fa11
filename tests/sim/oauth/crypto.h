// crypto.h - what JWTs are made of: base64url, SHA-256, public keys.
// The only file, with crypto.cpp, that knows OpenSSL.
#pragma once

#include <rapidjson/document.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace sim {

// Without padding, as in JWTs. Decoding: nothing for what isn't base64url.
std::string base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);

std::string sha256(std::string_view bytes);
std::string random_bytes(std::size_t count);

// An RSA or EC public key.
class PublicKey {
 public:
  // Nothing: not a key, of another kind, or a private one.
  static std::optional<PublicKey> from_jwk(const rapidjson::Value& jwk);
  static std::optional<PublicKey> from_pem(const std::string& pem);

  // Whether a signature by "RS256" .. "ES512" fits; false also where the
  // algorithm isn't one of this key.
  bool verifies(std::string_view algorithm, std::string_view signed_text,
                std::string_view signature) const;

 private:
  explicit PublicKey(evp_pkey_st* key);

  std::shared_ptr<evp_pkey_st> key_;
};

bool is_algorithm(std::string_view name);  // RS256/384/512, ES256/384/512

// RFC 7638. REQUIRES: PublicKey::from_jwk took it.
std::string thumbprint(const rapidjson::Value& jwk);

}  // namespace sim
