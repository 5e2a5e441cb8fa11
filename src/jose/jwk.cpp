// jwk.cpp - reads private keys that are JWKs (RFC 7517; RFC 7518, 6).
#include <openssl/core_names.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>
#include <bit>
#include <vector>

#include "jose/openssl.h"

namespace idp::jose {
namespace {

using Context = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;

Result<Pkey> make(const char* type, std::vector<OSSL_PARAM> parts) {
  parts.push_back(OSSL_PARAM_construct_end());
  const Context context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, parts.data()) !=
          1) {
    return Error{kNoPair};
  }
  return Pkey(key);
}

Error incomplete(const std::string& member) {
  return {"is no complete JWK: \"" + member +
          "\" is missing, damaged or cut off."};
}

// A number as OpenSSL takes it, in the machine's own order; empty: it is none.
std::string number(const std::string& text) {
  std::string value = from_base64url(text).value_or("");
  if constexpr (std::endian::native == std::endian::little) {
    std::ranges::reverse(value);
  }
  return value;
}

// The primes, where there are any, would only make it faster.
Result<Pkey> rsa(const json::Tree& jwk) {
  std::array<std::string, 3> values;
  std::vector<OSSL_PARAM> parts;
  for (const char* name : {"n", "e", "d"}) {  // OpenSSL's names are the same
    std::string& value = values[parts.size()];
    value = number(jwk.text(name));
    if (value.empty()) return incomplete(name);
    parts.push_back(OSSL_PARAM_construct_BN(name, bytes(value), value.size()));
  }
  return make("RSA", std::move(parts));
}

Result<Pkey> ec(const json::Tree& jwk) {
  const Algorithm* algorithm = algorithm_on(jwk.text("crv"));
  if (algorithm == nullptr) {
    return Error{
        "is a JWK on a curve (\"crv\") that can't be used here: P-256, P-384 "
        "or P-521 is needed."};
  }
  std::string group(algorithm->kind), point = "\x04";  // not compressed
  for (const char* member : {"x", "y"}) {
    const std::string value = from_base64url(jwk.text(member)).value_or("");
    if (value.size() != algorithm->size) return incomplete(member);
    point += value;
  }
  std::string d = number(jwk.text("d"));
  if (d.empty()) return incomplete("d");
  return make(
      "EC",
      {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME,
                                        group.data(), group.size()),
       OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                         point.size()),
       OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY, bytes(d), d.size())});
}

}  // namespace

Result<Pkey> read_jwk(const json::Tree& jwk) {
  if (jwk.find("keys") != nullptr) {
    return Error{"is a set of JWKs; give the one key by itself."};
  }
  const std::string& type = jwk.text("kty");
  if (type != "RSA" && type != "EC") {
    return Error{"is no JWK of the type (\"kty\") RSA or EC."};
  }
  if (jwk.text("d").empty()) {
    return Error{"is a public key; the private one is needed."};
  }
  return type == "RSA" ? rsa(jwk) : ec(jwk);
}

}  // namespace idp::jose
