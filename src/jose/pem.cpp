// pem.cpp - reads private keys in PEM.
#include <openssl/bio.h>
#include <openssl/pem.h>

#include "jose/openssl.h"

namespace idp::jose {
namespace {

using Bio = std::unique_ptr<BIO, Free<BIO_free>>;

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

Result<Pkey> read_pem(const std::string& text) {
  const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  Pkey key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  if (key) return key;
  const std::string other = other_than_key(text);
  return Error{other.empty()
                   ? "is no private key in PEM: it is damaged or cut off."
                   : other};
}

}  // namespace idp::jose
