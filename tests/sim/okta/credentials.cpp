// credentials.cpp - derives them, and keeps what was changed.
#include "okta/credentials.h"

#include "okta/org.h"

namespace sim {
namespace {

enum CredentialTag : std::uint64_t {
  kCredentialText = 1400,
  kCredentialCreated,
  kCredentialModulus,
  kCredentialSigning
};

bool has_secrets(const App& app) {
  return app.application_type == "web" || app.application_type == "service";
}

std::uint64_t place_of(CredentialKind kind, std::uint64_t number) {
  return number << 1 | (kind == CredentialKind::key ? 1 : 0);
}

std::string long_text(std::uint64_t seed, int parts) {
  std::string text;
  for (int i = 0; i < parts; ++i) {
    text += base62(mix(seed, static_cast<std::uint64_t>(i)), 11);
  }
  return text;
}

}  // namespace

std::uint32_t Credentials::rank(const App& app) const {
  std::uint32_t rank = 0;
  for (std::uint32_t i = 0; i < app.index; ++i) {
    if (has_secrets(org_.apps()[i])) ++rank;
  }
  return rank;
}

// Two secrets, of which the second is inactive; one; two active ones.
std::uint32_t Credentials::count(const App& app, CredentialKind kind) const {
  if (!has_secrets(app)) return 0;
  const bool service = app.application_type == "service";
  const std::uint32_t turn = rank(app) % 3;
  if (kind == CredentialKind::key) return service ? 3 : turn == 1 ? 1 : 0;
  return turn == 1 ? 1 : 2;
}

std::vector<Credential> Credentials::of(const App& app,
                                        CredentialKind kind) const {
  std::vector<Credential> all;
  const bool secret = kind == CredentialKind::secret;
  const std::uint32_t n = count(app, kind);
  const bool one_is_inactive = !secret || rank(app) % 3 == 0;
  for (std::uint32_t i = 0; i < n; ++i) {
    Credential c;
    c.number = std::uint64_t{app.index} << 8 | i;
    const std::uint64_t place = place_of(kind, c.number);
    const auto changed = changed_.find(place);
    const Change change =
        changed == changed_.end() ? Change{} : changed->second;
    if (change.removed) continue;
    c.id =
        org_.ids().encode(secret ? Kind::secret : Kind::json_web_key, c.number);
    c.text = secret ? "sim-client-secret-" +
                          long_text(org_.draw(kCredentialText, place), 2)
                    : long_text(org_.draw(kCredentialModulus, place), 31);
    c.created = time_since(app.created, org_.draw(kCredentialCreated, place));
    c.active = change.active.value_or(i == 0 || !one_is_inactive || i > 1);
    c.last_updated = change.at == 0 ? c.created : change.at;
    all.push_back(c);
  }
  return all;
}

std::optional<Credential> Credentials::find(const App& app, CredentialKind kind,
                                            std::string_view id) const {
  for (Credential& credential : of(app, kind)) {
    if (credential.id == id) return credential;
  }
  return std::nullopt;
}

// Where apps don't sign on there are none; of SAML the one of before, too.
std::vector<SigningKey> Credentials::signing_keys(const App& app) const {
  constexpr std::int64_t ten_years = std::int64_t{3650} * kDay;
  std::vector<SigningKey> keys;
  const bool saml = app.sign_on_mode == "SAML_2_0";
  if (!saml && app.application_type.empty()) return keys;
  for (std::uint64_t i = 0; i < (saml ? 2 : 1); ++i) {
    const std::uint64_t h = org_.draw(kCredentialSigning, app.index, i);
    SigningKey key;
    key.kid = long_text(h, 4).substr(0, 43);
    key.certificate = "MII" + long_text(h + 1, 30);
    key.thumbprint = long_text(h + 2, 4).substr(0, 43);
    key.modulus = long_text(h + 3, 31);
    key.created = app.created + static_cast<std::int64_t>(i) * kDay;
    key.expires = key.created + ten_years;
    keys.push_back(key);
  }
  return keys;
}

void Credentials::set_active(CredentialKind kind, const Credential& credential,
                             bool active, std::int64_t now) {
  if (credential.active == active) return;
  Change& change = changed_[place_of(kind, credential.number)];
  change.active = active;
  change.at = now;
}

void Credentials::remove(CredentialKind kind, const Credential& credential) {
  changed_[place_of(kind, credential.number)].removed = true;
}

}  // namespace sim
