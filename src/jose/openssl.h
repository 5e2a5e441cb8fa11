// openssl.h - what the files of src/jose share: keys in OpenSSL's form.
#pragma once

#include <openssl/err.h>
#include <openssl/evp.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "free.h"
#include "json/tree.h"
#include "result.h"

namespace idp::jose {

using Pkey = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;

// Takes the errors that OpenSSL notes away again. libcurl, on the same thread,
// would take them for its own.
class ErrorScope {
 public:
  ErrorScope() { ERR_set_mark(); }
  ~ErrorScope() { ERR_pop_to_mark(); }
  ErrorScope(const ErrorScope&) = delete;
};

// How a kind of key signs (RFC 7518, 3.1).
struct Algorithm {
  std::string_view name;  // `alg`
  const char* digest;
  std::string_view kind;   // "RSA", or what OpenSSL calls the curve
  std::string_view curve;  // `crv`
  std::size_t size;        // bytes of a coordinate, and of half a signature
};

// Null: no such curve is used here.
const Algorithm* algorithm_on(std::string_view curve);

Result<Pkey> read_pem(const std::string& text);  // with real line breaks
Result<Pkey> read_jwk(const json::Tree& jwk);

inline constexpr char kNoPair[] =
    "is damaged: its numbers do not make a private key.";

// Without padding (RFC 7515, 2).
std::string base64url(std::string_view bytes);
// Nothing: it is none, or is cut off within a byte.
std::optional<std::string> from_base64url(std::string_view text);

inline unsigned char* bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}
inline const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace idp::jose
