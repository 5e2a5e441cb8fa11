// key.h - a private key that signs JWTs, RSA or EC, by OpenSSL.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "json/tree.h"
#include "result.h"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace idp::jose {

struct Algorithm;  // see openssl.h

// Not for several threads at once.
class Key {
 public:
  // Reads PEM (PKCS#1, PKCS#8 without a passphrase, SEC 1; "\n" may stand for
  // a line break, as it does in environment variables) or a JWK. RSA from 2048
  // bits, EC on P-256, P-384 or P-521; a key that can't sign is none. The error
  // says what the text is instead ("is encrypted; …"), and holds no part of it.
  static Result<Key> read(std::string text);
  // A new key on P-256.
  static Key ephemeral();

  // By the curve "ES256", "ES384" or "ES512"; of RSA "RS256", or what the JWK
  // says ("RS384", "RS512").
  std::string_view algorithm() const;
  const std::string& id() const { return id_; }  // the JWK's `kid`, or empty
  // The public half, as a JWK. REQUIRES: it is on a curve.
  json::Object public_jwk() const;
  // As bytes, in JWS's form (RFC 7518, 3).
  std::string signature(std::string_view text) const;

 private:
  Key(std::shared_ptr<evp_pkey_st> key, const Algorithm& algorithm,
      std::string id)
      : key_(std::move(key)), algorithm_(&algorithm), id_(std::move(id)) {}
  static Result<Key> make(std::shared_ptr<evp_pkey_st> key,
                          const json::Tree& jwk);

  std::shared_ptr<evp_pkey_st> key_;
  const Algorithm* algorithm_;
  std::string id_;
};

}  // namespace idp::jose
