// org.h - an org of a provider, and the credential for it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "auth/credential.h"
#include "auth/secrets.h"
#include "http/url.h"
#include "result.h"
#include "system/stop.h"

namespace idp {

// How orgs are reached, where settings say it.
struct GivenNetwork {
  std::optional<http::Proxy> proxy;    // one without an address: none, straight
  std::optional<std::string> ca_file;  // empty: the system's CAs
};

// The credential is sent to `origin` and nowhere else.
struct Org {
  std::string provider;   // "okta"
  std::string subdomain;  // "acme", "login.acme.com", "127.0.0.1:8080"
  http::Origin origin;
  // Its secret may be in a file, or be what a command prints: then there is
  // none in here until ready() was called.
  mutable Credential credential;
  std::string source;  // where it was configured, for messages
  bool is_default = false;
  GivenNetwork network = {};  // before what is set for all
  mutable std::shared_ptr<const SecretPlace> place = nullptr;
  // What was made of the credential; shared by the org's copies.
  std::shared_ptr<Secrets> sent = std::make_shared<Secrets>();

  // Fetches the secret, if that has not been done. May take as long as a
  // person needs to unlock a password manager: `stop` ends that, and the next
  // call begins anew.
  Status ready(Stop& stop) const;

  // Of no other org, though several may share an origin.
  std::string identity() const {
    return provider + " " + subdomain + " " + origin.text();
  }

  // Whether calls for the one are calls for the other: the same name, URL and
  // credential.
  bool is_same_as(const Org& other) const;

  // Text without any of the org's secrets, should they be in there.
  std::string redact(std::string text) const;
};

}  // namespace idp
