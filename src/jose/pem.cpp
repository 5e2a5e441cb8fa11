// pem.cpp - reads private keys in PEM by OpenSSL, and gives their numbers to
// cjose.
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "jose/jwk.h"

namespace idp::jose {
namespace {

struct PkeyFree {
  void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
};
using Pkey = std::unique_ptr<EVP_PKEY, PkeyFree>;

struct BioFree {
  void operator()(BIO* bio) const noexcept { BIO_free(bio); }
};

struct NumberFree {
  void operator()(BIGNUM* number) const noexcept { BN_clear_free(number); }
};
using Number = std::unique_ptr<BIGNUM, NumberFree>;

using Bytes = std::vector<std::uint8_t>;

// Big-endian, filled up to that size. Empty: the key has no such number.
Bytes number(const Pkey& key, const char* name, std::size_t size = 0) {
  BIGNUM* found = nullptr;
  if (EVP_PKEY_get_bn_param(key.get(), name, &found) != 1) return {};
  const Number owner(found);
  size = std::max(size, static_cast<std::size_t>(BN_num_bytes(found)));
  Bytes bytes(size);
  BN_bn2binpad(found, bytes.data(), static_cast<int>(size));
  return bytes;
}

Jwk rsa(const Pkey& key) {
  Bytes n = number(key, OSSL_PKEY_PARAM_RSA_N);
  Bytes e = number(key, OSSL_PKEY_PARAM_RSA_E);
  Bytes d = number(key, OSSL_PKEY_PARAM_RSA_D);
  Bytes p = number(key, OSSL_PKEY_PARAM_RSA_FACTOR1);
  Bytes q = number(key, OSSL_PKEY_PARAM_RSA_FACTOR2);
  Bytes dp = number(key, OSSL_PKEY_PARAM_RSA_EXPONENT1);
  Bytes dq = number(key, OSSL_PKEY_PARAM_RSA_EXPONENT2);
  Bytes qi = number(key, OSSL_PKEY_PARAM_RSA_COEFFICIENT1);
  const cjose_jwk_rsa_keyspec spec = {
      e.data(),  e.size(),  n.data(),  n.size(), d.data(),  d.size(),
      p.data(),  p.size(),  q.data(),  q.size(), dp.data(), dp.size(),
      dq.data(), dq.size(), qi.data(), qi.size()};
  return {{std::unique_ptr<cjose_jwk_t, JwkRelease>(
      cjose_jwk_create_RSA_spec(&spec, nullptr))}};
}

Jwk ec(const Pkey& key) {
  struct Curve {
    std::string_view name;
    cjose_jwk_ec_curve id;
    std::size_t size;
  };
  constexpr std::array<Curve, 3> kCurves = {{
      {"prime256v1", CJOSE_JWK_EC_P_256, 32},
      {"secp384r1", CJOSE_JWK_EC_P_384, 48},
      {"secp521r1", CJOSE_JWK_EC_P_521, 66},
  }};
  std::array<char, 64> name{};
  EVP_PKEY_get_utf8_string_param(key.get(), OSSL_PKEY_PARAM_GROUP_NAME,
                                 name.data(), name.size(), nullptr);
  for (const Curve& curve : kCurves) {
    if (curve.name != name.data()) continue;
    Bytes d = number(key, OSSL_PKEY_PARAM_PRIV_KEY, curve.size);
    Bytes x = number(key, OSSL_PKEY_PARAM_EC_PUB_X, curve.size);
    Bytes y = number(key, OSSL_PKEY_PARAM_EC_PUB_Y, curve.size);
    const cjose_jwk_ec_keyspec spec = {curve.id, d.data(), d.size(), x.data(),
                                       x.size(), y.data(), y.size()};
    return {{std::unique_ptr<cjose_jwk_t, JwkRelease>(
        cjose_jwk_create_EC_spec(&spec, nullptr))}};
  }
  return {};
}

// What a text that is no private key is instead; empty: unknown.
std::string other_than_key(std::string_view text) {
  const auto has = [&](std::string_view part) {
    return text.find(part) != text.npos;
  };
  if (has("ENCRYPTED")) {
    return "is encrypted; give it without its passphrase, as `openssl pkey "
           "-in FILE` writes it, or name a command that does that.";
  }
  if (has("PUBLIC KEY")) {
    return "is a public key; the private one is needed.";
  }
  if (has("CERTIFICATE")) {
    return "is a certificate; the private key that belongs to it is needed.";
  }
  if (has("OPENSSH")) {
    return "is in OpenSSH's own form; `ssh-keygen -p -m PKCS8 -f FILE` turns "
           "it into PEM.";
  }
  return {};
}

// Nobody is asked for a passphrase.
int no_passphrase(char*, int, int, void*) noexcept { return -1; }

}  // namespace

Result<Jwk> read_pem(const std::string& text) {
  const ErrorScope errors;
  const std::unique_ptr<BIO, BioFree> bio(
      BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  const Pkey key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  if (!key) {
    const std::string other = other_than_key(text);
    return Error{other.empty()
                     ? "is no private key in PEM: it is damaged or cut off."
                     : other};
  }
  const int type = EVP_PKEY_get_base_id(key.get());
  Jwk jwk;
  if (type == EVP_PKEY_RSA) jwk = rsa(key);
  if (type == EVP_PKEY_EC) jwk = ec(key);
  if (!jwk.handle) {
    return Error{
        "is of a type that can't be used here: RSA, or EC on P-256, P-384 or "
        "P-521, is needed."};
  }
  return jwk;
}

}  // namespace idp::jose
