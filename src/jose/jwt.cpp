// jwt.cpp - JWS in its compact form (RFC 7515), hashes and ids.
#include "jose/jwt.h"

#include <algorithm>
#include <cstdint>
#include <new>

#include "jose/openssl.h"
#include "system/random.h"

namespace idp::jose {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

std::string base64url(std::string_view bytes) {
  std::string text;
  std::uint32_t bits = 0;
  int count = 0;  // of bits that are not written yet
  for (const char byte : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(byte);
    for (count += 8; count >= 6; count -= 6) {
      text += kAlphabet[bits >> (count - 6) & 63];
    }
  }
  if (count > 0) text += kAlphabet[bits << (6 - count) & 63];
  return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::size_t value = kAlphabet.find(c);
    if (value == kAlphabet.npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 255);
  }
  return bytes;
}

std::string sign(const Key& key, const Header& header,
                 std::string_view claims) {
  json::Object members = {{"alg", {std::string(key.algorithm())}},
                          {"typ", {header.type}}};
  if (!header.key_id.empty()) members.push_back({"kid", {header.key_id}});
  if (header.public_key) members.push_back({"jwk", {key.public_jwk()}});
  const std::string text =
      base64url(json::text_of({std::move(members)})) + "." + base64url(claims);
  return text + "." + base64url(key.signature(text));
}

std::string base64url_sha256(std::string_view text) {
  std::string hash(32, '\0');
  if (EVP_Digest(text.data(), text.size(), bytes(hash), nullptr, EVP_sha256(),
                 nullptr) != 1) {
    throw std::bad_alloc();
  }
  return base64url(hash);
}

std::string base64_sha256(std::string_view text) {
  std::string hash = base64url_sha256(text) + "=";
  std::ranges::replace(hash, '-', '+');
  std::ranges::replace(hash, '_', '/');
  return hash;
}

std::string unique_id() { return base64url(random_bytes(18)); }

std::string openssl_version() {
  return OpenSSL_version(OPENSSL_VERSION_STRING);
}

}  // namespace idp::jose
