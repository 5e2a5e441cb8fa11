// org.h - an org of a provider, and the credential for it.
#pragma once

#include <string>

#include "auth/credential.h"
#include "http/url.h"

namespace idp {

// The credential is sent to `origin` and nowhere else.
struct Org {
  std::string provider;   // "okta"
  std::string subdomain;  // "acme", "login.acme.com", "127.0.0.1:8080"
  http::Origin origin;
  Credential credential;
  std::string source;  // where it was configured, for messages

  // Of no other org, though several may share an origin.
  std::string identity() const {
    return provider + " " + subdomain + " " + origin.text();
  }

  // Text without any of the credential's secrets, should they be in there.
  std::string redact(std::string text) const;
};

}  // namespace idp
