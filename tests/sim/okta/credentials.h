// credentials.h - what apps sign in and sign with: client secrets, their public
// keys, and the certificates of the org's signatures.
// In: the seed, and what was changed.  Out: an app's credentials.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sim {

class Org;
struct App;

enum class CredentialKind { secret, key };

// A client secret, or a public key of a client.
struct Credential {
  std::uint64_t number = 0;  // of the app and of the credential
  std::string id;
  std::string text;  // a secret, marked as one; of a key its modulus
  bool active = true;
  std::int64_t created = 0, last_updated = 0;
};

struct SigningKey {
  std::string kid, certificate, thumbprint, modulus;
  std::int64_t created = 0, expires = 0;
};

class Credentials {
 public:
  explicit Credentials(const Org& org) : org_(org) {}

  // Apps that sign in without one have none.
  std::vector<Credential> of(const App& app, CredentialKind kind) const;
  std::optional<Credential> find(const App& app, CredentialKind kind,
                                 std::string_view id) const;
  std::vector<SigningKey> signing_keys(const App& app) const;

  // REQUIRES: it is there. now: seconds since 1970.
  void set_active(CredentialKind kind, const Credential& credential,
                  bool active, std::int64_t now);
  void remove(CredentialKind kind, const Credential& credential);
  void reset() { changed_.clear(); }

 private:
  struct Change {
    std::optional<bool> active;
    std::int64_t at = 0;
    bool removed = false;
  };

  std::uint32_t count(const App& app, CredentialKind kind) const;
  // How many apps before it have secrets, so that an org of any size has all
  // cases.
  std::uint32_t rank(const App& app) const;

  const Org& org_;
  std::unordered_map<std::uint64_t, Change> changed_;
};

}  // namespace sim
