// key.cpp - tells PEM and JWK apart, tries the key in them, and signs.
#include "jose/key.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "jose/openssl.h"

namespace idp::jose {
namespace {

using Digest = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Free<BN_clear_free>>;
using EcdsaPair = std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>>;

constexpr int kLeastRsaBits = 2048;
constexpr int kMostRsaBits = 16'384;  // more would take minutes, unstoppably

constexpr std::array<Algorithm, 6> kAlgorithms = {{
    {"RS256", "SHA256", "RSA", "", 0},
    {"RS384", "SHA384", "RSA", "", 0},
    {"RS512", "SHA512", "RSA", "", 0},
    {"ES256", "SHA256", "prime256v1", "P-256", 32},
    {"ES384", "SHA384", "secp384r1", "P-384", 48},
    {"ES512", "SHA512", "secp521r1", "P-521", 66},
}};

// A variable in the environment, or in a .env file, holds its PEM on one line.
std::string with_line_breaks(std::string text) {
  for (std::size_t at = text.find("\\n"); at != text.npos;
       at = text.find("\\n", at + 1)) {
    text.replace(at, 2, "\n");
  }
  return text;
}

std::string kind_of(EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "RSA") == 1) return "RSA";
  std::array<char, 64> group{};
  EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr);
  return group.data();
}

// In OpenSSL's form: of EC, it is DER. Empty: the key can't sign.
std::string openssl_signature(EVP_PKEY* key, const char* digest,
                              std::string_view text) {
  const Digest context(EVP_MD_CTX_new());
  auto size = static_cast<std::size_t>(std::max(0, EVP_PKEY_get_size(key)));
  std::string made(size, '\0');
  if (EVP_DigestSignInit_ex(context.get(), nullptr, digest, nullptr, nullptr,
                            key, nullptr) != 1 ||
      EVP_DigestSign(context.get(), bytes(made), &size, bytes(text),
                     text.size()) != 1) {
    return {};
  }
  made.resize(size);
  return made;
}

// Whether its public half verifies what it signs. No number of RSA is longer
// than the modulus.
bool is_pair(EVP_PKEY* key, const char* digest) {
  const int most = std::min(EVP_PKEY_get_bits(key), kMostRsaBits);
  for (const char* name :
       {OSSL_PKEY_PARAM_RSA_N, OSSL_PKEY_PARAM_RSA_D,
        OSSL_PKEY_PARAM_RSA_FACTOR1, OSSL_PKEY_PARAM_RSA_FACTOR2}) {
    BIGNUM* found = nullptr;
    EVP_PKEY_get_bn_param(key, name, &found);
    const Number number(found);
    if (number && BN_num_bits(found) > most) return false;
  }
  constexpr std::string_view kText = "a trial";
  const std::string made = openssl_signature(key, digest, kText);
  const Digest context(EVP_MD_CTX_new());
  return EVP_DigestVerifyInit_ex(context.get(), nullptr, digest, nullptr,
                                 nullptr, key, nullptr) == 1 &&
         EVP_DigestVerify(context.get(), bytes(std::string_view(made)),
                          made.size(), bytes(kText), kText.size()) == 1;
}

}  // namespace

const Algorithm* algorithm_on(std::string_view curve) {
  const auto* found = std::ranges::find(kAlgorithms, curve, &Algorithm::curve);
  return curve.empty() || found == kAlgorithms.end() ? nullptr : found;
}

Result<Key> Key::make(std::shared_ptr<evp_pkey_st> key, const json::Tree& jwk) {
  const std::string kind = kind_of(key.get());
  const std::string& said = jwk.text("alg");
  const Algorithm* algorithm = nullptr;
  std::string usable;
  for (const Algorithm& each : kAlgorithms) {
    if (each.kind != kind) continue;
    usable += (usable.empty() ? "" : ", ") + std::string(each.name);
    const bool meant = said.empty() || said == each.name;
    if (algorithm == nullptr && meant) algorithm = &each;
  }
  if (usable.empty()) {
    return Error{
        "is of a type that can't be used here: RSA, or EC on P-256, P-384 or "
        "P-521, is needed."};
  }
  const int bits = EVP_PKEY_get_bits(key.get());
  if (kind == "RSA" && bits < kLeastRsaBits) {
    return Error{"is an RSA key of " + std::to_string(bits) +
                 " bits, which is too short; at least 2048 are needed."};
  }
  if (algorithm == nullptr) {
    return Error{"is a JWK whose \"alg\" is none that it can sign with here: " +
                 usable + "."};
  }
  if (!is_pair(key.get(), algorithm->digest)) return Error{kNoPair};
  return Key(std::move(key), *algorithm, jwk.text("kid"));
}

Result<Key> Key::read(std::string text) {
  const ErrorScope errors;
  text = with_line_breaks(std::move(text));
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  if (start != text.npos && text[start] == '{') {
    // The parser's message has no part of the text in it.
    const Result<json::Tree> jwk = json::parse(text);
    if (!jwk) return Error{"is no valid JSON: " + jwk.error().text};
    Result<Pkey> key = read_jwk(*jwk);
    if (!key) return key.error();
    return make(*std::move(key), *jwk);
  }
  if (text.find("-----BEGIN ") == text.npos) {
    return Error{
        "is neither PEM (\"-----BEGIN …\") nor a JWK (a JSON object)."};
  }
  Result<Pkey> key = read_pem(text);
  if (!key) return key.error();
  return make(*std::move(key), {});
}

Key Key::ephemeral() {
  const ErrorScope errors;
  Pkey key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  if (!key) throw std::runtime_error("OpenSSL can't make a key.");
  return Key(std::move(key), *algorithm_on("P-256"), {});
}

std::string_view Key::algorithm() const { return algorithm_->name; }

json::Object Key::public_jwk() const {
  const std::size_t size = algorithm_->size;
  std::string point(1 + 2 * size, '\0');  // a byte, and both coordinates
  if (EVP_PKEY_get_octet_string_param(key_.get(), OSSL_PKEY_PARAM_PUB_KEY,
                                      bytes(point), point.size(),
                                      nullptr) != 1) {
    throw std::runtime_error("OpenSSL can't write a key.");
  }
  return {{"crv", {std::string(algorithm_->curve)}},
          {"kty", {"EC"}},
          {"x", {base64url(point.substr(1, size))}},
          {"y", {base64url(point.substr(1 + size))}}};
}

std::string Key::signature(std::string_view text) const {
  const ErrorScope errors;
  std::string made = openssl_signature(key_.get(), algorithm_->digest, text);
  if (made.empty()) throw std::runtime_error("OpenSSL can't sign.");
  if (algorithm_->size == 0) return made;
  const unsigned char* der = bytes(made);
  const EcdsaPair pair(
      d2i_ECDSA_SIG(nullptr, &der, static_cast<long>(made.size())));
  made.assign(2 * algorithm_->size, '\0');
  const int size = static_cast<int>(algorithm_->size);
  BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), bytes(made), size);
  BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), bytes(made) + size, size);
  return made;
}

}  // namespace idp::jose
