// jwk.h - cjose's handles. Private to src/jose.
#pragma once

#include <cjose/cjose.h>
#include <openssl/err.h>

#include <memory>
#include <string>

#include "result.h"

namespace idp::jose {

struct JwkRelease {
  void operator()(cjose_jwk_t* key) const noexcept { cjose_jwk_release(key); }
};

struct Jwk {
  std::unique_ptr<cjose_jwk_t, JwkRelease> handle;
};

// Text that cjose has made.
struct CjoseFree {
  void operator()(char* text) const noexcept { cjose_get_dealloc()(text); }
};
using CjoseText = std::unique_ptr<char, CjoseFree>;

// Takes the errors that OpenSSL notes away again. libcurl, on the same thread,
// would take them for its own.
class ErrorScope {
 public:
  ErrorScope() { ERR_set_mark(); }
  ~ErrorScope() { ERR_pop_to_mark(); }
  ErrorScope(const ErrorScope&) = delete;
};

// Of a PEM text with real line breaks.
Result<Jwk> read_pem(const std::string& text);

}  // namespace idp::jose
