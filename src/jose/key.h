// key.h - a private key that signs JWTs, RSA or EC, by cjose and OpenSSL.
#pragma once

#include <memory>
#include <string>

#include "result.h"

namespace idp::jose {

struct Jwk;  // cjose's; see jwk.h

// Not for several threads at once.
class Key {
 public:
  // Reads PEM (PKCS#1, PKCS#8 without a passphrase, SEC 1; "\n" may stand for
  // a line break, as it does in environment variables) or a JWK. RSA from 2048
  // bits, EC on P-256, P-384 or P-521. The error says what the text is instead
  // ("is encrypted; …"), and holds no part of it.
  static Result<Key> read(std::string text);
  // A new key on P-256.
  static Key ephemeral();

  // "RS256", or "ES256", "ES384", "ES512" by the curve.
  const std::string& algorithm() const { return algorithm_; }
  const std::string& id() const { return id_; }  // the JWK's `kid`, or empty
  // The public half, as a JWK.
  std::string public_jwk() const;
  const Jwk& jwk() const { return *jwk_; }

 private:
  Key(std::shared_ptr<const Jwk> jwk, std::string algorithm, std::string id)
      : jwk_(std::move(jwk)),
        algorithm_(std::move(algorithm)),
        id_(std::move(id)) {}
  static Result<Key> make(Jwk jwk, std::string id);

  std::shared_ptr<const Jwk> jwk_;
  std::string algorithm_;
  std::string id_;
};

}  // namespace idp::jose
