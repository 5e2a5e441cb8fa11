// crypto.cpp - base64url, digests and keys with OpenSSL.
#include "oauth/crypto.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

#include "wire/json.h"
#include "wire/member.h"

namespace sim {
namespace {

template <auto free>
struct Free {
  template <class T>
  void operator()(T* pointer) const noexcept {
    free(pointer);
  }
};
using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
using Context = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Free<OSSL_PARAM_BLD_free>>;
using KeyParameters = std::unique_ptr<OSSL_PARAM, Free<OSSL_PARAM_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;

struct Algorithm {
  std::string_view name;
  const EVP_MD* (*digest)();
  std::string_view curve;  // RFC 7518's; empty: RSA
  const char* group;       // OpenSSL's name of it
  std::size_t size;        // bytes of one coordinate
};

constexpr std::array<Algorithm, 6> kAlgorithms = {{
    {"RS256", EVP_sha256, "", "", 0},
    {"RS384", EVP_sha384, "", "", 0},
    {"RS512", EVP_sha512, "", "", 0},
    {"ES256", EVP_sha256, "P-256", "prime256v1", 32},
    {"ES384", EVP_sha384, "P-384", "secp384r1", 48},
    {"ES512", EVP_sha512, "P-521", "secp521r1", 66},
}};

using Field = std::string_view Algorithm::*;

const Algorithm* find(Field member, std::string_view value) {
  const auto found = std::ranges::find(kAlgorithms, value, member);
  return found == kAlgorithms.end() ? nullptr : &*found;
}

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Number number(std::string_view big_endian) {
  return Number(BN_bin2bn(bytes(big_endian),
                          static_cast<int>(big_endian.size()), nullptr));
}

EVP_PKEY* key_from(const char* type, OSSL_PARAM_BLD* builder) {
  const KeyParameters parameters(OSSL_PARAM_BLD_to_param(builder));
  const Context context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY,
                        parameters.get()) != 1) {
    return nullptr;
  }
  return key;
}

EVP_PKEY* rsa_key(const rapidjson::Value& jwk) {
  const auto n = from_base64url(text_member(jwk, "n"));
  const auto e = from_base64url(text_member(jwk, "e"));
  if (!n || !e || n->empty() || e->empty()) return nullptr;
  const Number modulus = number(*n), exponent = number(*e);
  const Builder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
  return key_from("RSA", builder.get());
}

// Coordinates have the curve's full length (RFC 7518, 6.2.1.2).
EVP_PKEY* ec_key(const rapidjson::Value& jwk) {
  const Algorithm* algorithm = find(&Algorithm::curve, text_member(jwk, "crv"));
  const auto x = from_base64url(text_member(jwk, "x"));
  const auto y = from_base64url(text_member(jwk, "y"));
  if (!algorithm || algorithm->size == 0 || !x || !y ||
      x->size() != algorithm->size || y->size() != algorithm->size) {
    return nullptr;
  }
  const std::string point = "\x04" + *x + *y;
  const Builder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME,
                                  algorithm->group, 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY,
                                   point.data(), point.size());
  return key_from("EC", builder.get());
}

// r and s side by side (RFC 7518, 3.4), as DER for OpenSSL.
std::optional<std::string> der_signature(std::string_view pair,
                                         std::size_t size) {
  if (pair.size() != 2 * size) return std::nullopt;
  const Signature signature(ECDSA_SIG_new());
  if (ECDSA_SIG_set0(signature.get(), number(pair.substr(0, size)).release(),
                     number(pair.substr(size)).release()) != 1) {
    return std::nullopt;
  }
  unsigned char* der = nullptr;
  const int length = i2d_ECDSA_SIG(signature.get(), &der);
  if (length <= 0) return std::nullopt;
  std::string text(reinterpret_cast<char*>(der),
                   static_cast<std::size_t>(length));
  OPENSSL_free(der);
  return text;
}

bool is_of(EVP_PKEY* key, const Algorithm& algorithm) {
  if (algorithm.size == 0) return EVP_PKEY_is_a(key, "RSA") == 1;
  std::array<char, 32> group{};
  return EVP_PKEY_is_a(key, "EC") == 1 &&
         EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) ==
             1 &&
         std::string_view(group.data()) == algorithm.group;
}

}  // namespace

std::string base64url(std::string_view input) {
  std::vector<unsigned char> coded(4 * (input.size() / 3 + 1) + 1);
  const int length = EVP_EncodeBlock(coded.data(), bytes(input),
                                     static_cast<int>(input.size()));
  std::string text(coded.begin(), coded.begin() + length);
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  while (text.ends_with('=')) text.pop_back();
  return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string coded(text);
  if (coded.find_first_of("+/=\r\n\t ") != std::string::npos ||
      coded.size() % 4 == 1) {
    return std::nullopt;
  }
  std::ranges::replace(coded, '-', '+');
  std::ranges::replace(coded, '_', '/');
  const std::size_t padding = (4 - coded.size() % 4) % 4;
  coded.append(padding, '=');
  std::string decoded(coded.size() / 4 * 3, '\0');
  const int length =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(decoded.data()),
                      bytes(coded), static_cast<int>(coded.size()));
  if (length < 0) return std::nullopt;
  decoded.resize(decoded.size() - padding);
  return decoded;
}

std::string sha256(std::string_view input) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(bytes(input), input.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

std::string random_bytes(std::size_t count) {
  std::string result(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(result.data()),
                 static_cast<int>(count)) != 1) {
    throw std::runtime_error("no random bytes");
  }
  return result;
}

bool is_algorithm(std::string_view name) {
  return find(&Algorithm::name, name) != nullptr;
}

PublicKey::PublicKey(EVP_PKEY* key) : key_(key, EVP_PKEY_free) {}

std::optional<PublicKey> PublicKey::from_jwk(const rapidjson::Value& jwk) {
  if (!jwk.IsObject() || jwk.HasMember("d")) return std::nullopt;
  const std::string type = text_member(jwk, "kty");
  EVP_PKEY* key = type == "RSA"  ? rsa_key(jwk)
                  : type == "EC" ? ec_key(jwk)
                                 : nullptr;
  if (!key) return std::nullopt;
  return PublicKey(key);
}

std::optional<PublicKey> PublicKey::from_pem(const std::string& pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  EVP_PKEY* key = PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr);
  if (!key) return std::nullopt;
  return PublicKey(key);
}

bool PublicKey::verifies(std::string_view name, std::string_view signed_text,
                         std::string_view signature) const {
  const Algorithm* algorithm = find(&Algorithm::name, name);
  if (!algorithm || !is_of(key_.get(), *algorithm)) return false;
  std::optional<std::string> der(signature);
  if (algorithm->size > 0) der = der_signature(signature, algorithm->size);
  const Digest digest(EVP_MD_CTX_new());
  return der &&
         EVP_DigestVerifyInit(digest.get(), nullptr, algorithm->digest(),
                              nullptr, key_.get()) == 1 &&
         EVP_DigestVerify(digest.get(), bytes(*der), der->size(),
                          bytes(signed_text), signed_text.size()) == 1;
}

// The required members alone, in the order of their names.
std::string thumbprint(const rapidjson::Value& jwk) {
  const bool rsa = text_member(jwk, "kty") == "RSA";
  return base64url(sha256(json_text([&](Json& json) {
    object(json, [&] {
      if (!rsa) field(json, "crv", text_member(jwk, "crv"));
      if (rsa) field(json, "e", text_member(jwk, "e"));
      field(json, "kty", text_member(jwk, "kty"));
      if (rsa) field(json, "n", text_member(jwk, "n"));
      if (!rsa) field(json, "x", text_member(jwk, "x"));
      if (!rsa) field(json, "y", text_member(jwk, "y"));
    });
  })));
}

}  // namespace sim
