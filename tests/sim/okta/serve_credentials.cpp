// serve_credentials.cpp - secrets and keys of apps (facts on jobs, 4).
#include <algorithm>
#include <array>
#include <variant>

#include "errors.h"
#include "oauth/crypto.h"
#include "okta/place.h"
#include "okta/routes.h"

namespace sim {
namespace serve_credentials {
namespace {

constexpr CredentialKind secret = CredentialKind::secret;
constexpr CredentialKind key = CredentialKind::key;

std::string path_of(const App& app, CredentialKind kind, const Call& call) {
  return call.base + "/api/v1/apps/" + app.id + "/credentials/" +
         (kind == secret ? "secrets" : "jwks");
}

void links(Json& json, const std::string& self, bool active) {
  object(json, "_links", [&] {
    if (active) {
      link(json, "deactivate", self + "/lifecycle/deactivate", {}, {"POST"});
    } else {
      link(json, "activate", self + "/lifecycle/activate", {}, {"POST"});
      link(json, "delete", self, {}, {"DELETE"});
    }
  });
}

// The secret stands there in clear.
void write(Json& json, CredentialKind kind, const Credential& c,
           const std::string& path) {
  object(json, [&] {
    field(json, "id", c.id);
    if (kind == key) {
      field(json, "kid", "sim-key-" + c.id);
      field(json, "kty", "RSA");
      field(json, "alg", "RS256");
      field(json, "use", "sig");
      field(json, "e", "AQAB");
      field(json, "n", c.text);
      field(json, "status", c.active ? "ACTIVE" : "INACTIVE");
    }
    time_field(json, "created", c.created);
    time_field(json, "lastUpdated", c.last_updated);
    if (kind == secret) {
      field(json, "status", c.active ? "ACTIVE" : "INACTIVE");
      field(json, "client_secret", c.text);
      field(json, "secret_hash", base64url(sha256(c.text).substr(0, 16)));
    }
    links(json, path + "/" + c.id, c.active);
  });
}

// Not paged, and no Link header. What is no OIDC app has none.
Answer list(const Org& org, const Call& call, CredentialKind kind) {
  const App* app = find_app(org, call.ids[0]);
  if (!app) return not_found(call.ids[0], "AppInstance");
  const auto rows = [&](Json& json) {
    array(json, [&] {
      for (const Credential& c : org.credentials().of(*app, kind)) {
        write(json, kind, c, path_of(*app, kind, call));
      }
    });
  };
  const bool wrapped = kind == key && org.options().wrapped_jwks;
  if (!wrapped) return ok(json_text(rows));
  return ok(json_text([&](Json& json) {
    object(json, [&] {
      object(json, "jwks", [&] {
        sim::key(json, "keys");
        rows(json);
      });
    });
  }));
}

struct Found {
  const App* app = nullptr;
  Credential credential;
};

std::variant<Found, Answer> find(const Org& org, const Call& call,
                                 CredentialKind kind) {
  const App* app = find_app(org, call.ids[0]);
  if (!app) return not_found(call.ids[0], "AppInstance");
  const auto found = org.credentials().find(*app, kind, call.ids[1]);
  if (found) return Found{app, *found};
  return not_found(call.ids[1], kind == secret ? "OAuth2ClientSecret"
                                               : "OAuth2ClientJsonWebKey");
}

Answer get(const Org& org, const Call& call, CredentialKind kind) {
  const auto found = find(org, call, kind);
  if (const auto* missing = std::get_if<Answer>(&found)) return *missing;
  const auto& one = std::get<Found>(found);
  return ok(json_text([&](Json& json) {
    write(json, kind, one.credential, path_of(*one.app, kind, call));
  }));
}

Answer refused(CredentialKind kind, const std::string& cause) {
  const std::string what = kind == secret ? "client secret" : "key";
  return error(400, "E0000001", "Api validation failed: " + what,
               {"The " + what + " " + cause});
}

// The only one stays active.
Answer set_active(Org& org, const Call& call, CredentialKind kind,
                  bool active) {
  const auto found = find(org, call, kind);
  if (const auto* missing = std::get_if<Answer>(&found)) return *missing;
  const auto& one = std::get<Found>(found);
  if (!active && org.credentials().of(*one.app, kind).size() == 1) {
    return refused(kind, "is the only one and can't be deactivated.");
  }
  org.credentials().set_active(kind, one.credential, active, call.now);
  return get(org, call, kind);
}

Answer remove(Org& org, const Call& call, CredentialKind kind) {
  const auto found = find(org, call, kind);
  if (const auto* missing = std::get_if<Answer>(&found)) return *missing;
  const auto& one = std::get<Found>(found);
  if (one.credential.active) {
    return refused(kind, "must be inactive to be deleted.");
  }
  org.credentials().remove(kind, one.credential);
  return no_content();
}

void write_signing_key(Json& json, const SigningKey& signing) {
  object(json, [&] {
    field(json, "kty", "RSA");
    time_field(json, "created", signing.created);
    time_field(json, "lastUpdated", signing.created);
    time_field(json, "expiresAt", signing.expires);
    field(json, "kid", signing.kid);
    field(json, "use", "sig");
    array(json, "x5c", [&] { text(json, signing.certificate); });
    field(json, "x5t#S256", signing.thumbprint);
    field(json, "e", "AQAB");
    field(json, "n", signing.modulus);
  });
}

Answer list_signing_keys(Org& org, const Call& call) {
  const App* app = find_app(org, call.ids[0]);
  if (!app) return not_found(call.ids[0], "AppInstance");
  return ok(json_text([&](Json& json) {
    array(json, [&] {
      for (const SigningKey& k : org.credentials().signing_keys(*app)) {
        write_signing_key(json, k);
      }
    });
  }));
}

Answer get_signing_key(Org& org, const Call& call) {
  const App* app = find_app(org, call.ids[0]);
  if (!app) return not_found(call.ids[0], "AppInstance");
  const auto keys = org.credentials().signing_keys(*app);
  const auto found = std::ranges::find(keys, call.ids[1], &SigningKey::kid);
  if (found == keys.end()) return not_found(call.ids[1], "JsonWebKey");
  return ok(json_text([&](Json& json) { write_signing_key(json, *found); }));
}

template <CredentialKind kind>
Answer list_of(Org& org, const Call& call) {
  return list(org, call, kind);
}
template <CredentialKind kind>
Answer get_one(Org& org, const Call& call) {
  return get(org, call, kind);
}
template <CredentialKind kind>
Answer remove_one(Org& org, const Call& call) {
  return remove(org, call, kind);
}
template <CredentialKind kind, bool active>
Answer set_one(Org& org, const Call& call) {
  return set_active(org, call, kind, active);
}

constexpr std::string_view kRead = "okta.apps.read";
constexpr std::string_view kManage = "okta.apps.manage";

constexpr std::array<Route, 12> kRoutes = {{
    {"GET", "/api/v1/apps/{appId}/credentials/secrets", kRead, Bucket::apps,
     list_of<secret>},
    {"GET", "/api/v1/apps/{appId}/credentials/secrets/{secretId}", kRead,
     Bucket::apps, get_one<secret>},
    {"DELETE", "/api/v1/apps/{appId}/credentials/secrets/{secretId}", kManage,
     Bucket::apps, remove_one<secret>},
    {"POST",
     "/api/v1/apps/{appId}/credentials/secrets/{secretId}/lifecycle/activate",
     kManage, Bucket::apps, set_one<secret, true>},
    {"POST",
     "/api/v1/apps/{appId}/credentials/secrets/{secretId}/lifecycle/deactivate",
     kManage, Bucket::apps, set_one<secret, false>},
    {"GET", "/api/v1/apps/{appId}/credentials/jwks", kRead, Bucket::apps,
     list_of<key>},
    {"GET", "/api/v1/apps/{appId}/credentials/jwks/{keyId}", kRead,
     Bucket::apps, get_one<key>},
    {"DELETE", "/api/v1/apps/{appId}/credentials/jwks/{keyId}", kManage,
     Bucket::apps, remove_one<key>},
    {"POST", "/api/v1/apps/{appId}/credentials/jwks/{keyId}/lifecycle/activate",
     kManage, Bucket::apps, set_one<key, true>},
    {"POST",
     "/api/v1/apps/{appId}/credentials/jwks/{keyId}/lifecycle/deactivate",
     kManage, Bucket::apps, set_one<key, false>},
    {"GET", "/api/v1/apps/{appId}/credentials/keys", kRead, Bucket::apps,
     list_signing_keys},
    {"GET", "/api/v1/apps/{appId}/credentials/keys/{kid}", kRead, Bucket::apps,
     get_signing_key},
}};

}  // namespace
}  // namespace serve_credentials

std::span<const Route> credential_routes() {
  return serve_credentials::kRoutes;
}

}  // namespace sim
