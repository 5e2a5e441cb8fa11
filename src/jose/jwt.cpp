// jwt.cpp - JWS by cjose; hashes and random numbers by OpenSSL.
#include "jose/jwt.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <cstdint>
#include <new>
#include <span>

#include "jose/jwk.h"

namespace idp::jose {
namespace {

struct HeaderRelease {
  void operator()(cjose_header_t* header) const noexcept {
    cjose_header_release(header);
  }
};

struct JwsRelease {
  void operator()(cjose_jws_t* jws) const noexcept { cjose_jws_release(jws); }
};

const std::uint8_t* bytes(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

std::string base64url(std::span<const std::uint8_t> data) {
  char* text = nullptr;
  std::size_t size = 0;
  if (!cjose_base64url_encode(data.data(), data.size(), &text, &size,
                              nullptr)) {
    throw std::bad_alloc();
  }
  const CjoseText owner(text);
  return {text, size};
}

}  // namespace

Result<std::string> sign(const Key& key, const Header& header,
                         std::string_view claims) {
  const ErrorScope errors;
  const std::unique_ptr<cjose_header_t, HeaderRelease> members(
      cjose_header_new(nullptr));
  bool good = members != nullptr;
  const auto set = [&](const char* name, const std::string& value) {
    good =
        good && cjose_header_set(members.get(), name, value.c_str(), nullptr);
  };
  set("alg", key.algorithm());
  set("typ", header.type);
  if (!header.key_id.empty()) set("kid", header.key_id);
  if (header.public_key) {
    good = good && cjose_header_set_raw(members.get(), "jwk",
                                        key.public_jwk().c_str(), nullptr);
  }
  if (!good) throw std::bad_alloc();
  const std::unique_ptr<cjose_jws_t, JwsRelease> jws(
      cjose_jws_sign(key.jwk().handle.get(), members.get(), bytes(claims),
                     claims.size(), nullptr));
  const char* text = nullptr;
  if (!jws || !cjose_jws_export(jws.get(), &text, nullptr)) {
    return Error{"can't sign: its numbers do not make a private key."};
  }
  return std::string(text);
}

std::string base64url_sha256(std::string_view text) {
  std::array<std::uint8_t, 32> hash{};
  if (EVP_Digest(text.data(), text.size(), hash.data(), nullptr, EVP_sha256(),
                 nullptr) != 1) {
    throw std::bad_alloc();
  }
  return base64url(hash);
}

std::string unique_id() {
  std::array<std::uint8_t, 18> random{};
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) {
    throw std::bad_alloc();
  }
  return base64url(random);
}

}  // namespace idp::jose
