// service_app.h - an org that knows a service app, and a database that signs
// in as that app.
#pragma once

#include <string>
#include <vector>

#include "support/org.h"

namespace idp::test {

struct KeyPair {
  std::string private_key;  // in the form that was asked for
  std::string public_pem;
};

// Made by the openssl program; jwt.py says which kinds and forms there are.
// Of several forms it is one key.
std::vector<KeyPair> make_keys(const std::string& kind,
                               const std::vector<std::string>& forms);
KeyPair make_key(const std::string& kind, const std::string& form);

// Header and claims of JWTs whose signatures the openssl program finds good;
// fails the test if it doesn't. Without a PEM the key is the one in the header.
json::Array verified(const std::vector<std::string>& jwts,
                     const std::string& pem = "");

// What the org is told of an app.
struct AppAtOrg {
  std::string key_id;
  std::vector<std::string> scopes = {"okta.users.manage", "okta.apps.read"};
  bool dpop = false;
  bool admin_role = true;
};

struct ServiceAppFixture {
  static constexpr const char* kClient = "0oaServiceApp1";

  // One key serves all tests that are not about keys.
  static const KeyPair& key();

  explicit ServiceAppFixture(const AppAtOrg& app = {},
                             std::vector<std::string> flags = {});

  void add_app(const AppAtOrg& app, const std::string& public_pem);
  // The settings of an org with this key; `more` are further members.
  std::string settings(const std::string& private_key,
                       const std::string& more = "") const;
  void configure(const std::string& more = "") { configure(db, more); }
  void configure(Database& database, const std::string& more = "") const;

  long sign_ins() const { return simulator.requests("POST /oauth2/v1/token"); }
  // The status of each sign-in, in order.
  std::string statuses();
  // What the org received, byte by byte.
  std::string received() const;
  // The values of a form's member, or of a header, in what was received.
  std::vector<std::string> received(const std::string& before,
                                    const std::string& after) const;
  std::vector<std::string> assertions() const {
    return received("client_assertion=", "&");
  }
  std::vector<std::string> proofs() const { return received("DPoP: ", "\r"); }
  std::vector<std::string> scopes_asked() const;

  Simulator simulator;
  Database db;
};

}  // namespace idp::test
