// org.h - an org of a provider, and the credential for it.
#pragma once

#include <memory>
#include <string>

#include "auth/credential.h"
#include "auth/secrets.h"
#include "http/url.h"

namespace idp {

// The credential is sent to `origin` and nowhere else.
struct Org {
  std::string provider;   // "okta"
  std::string subdomain;  // "acme", "login.acme.com", "127.0.0.1:8080"
  http::Origin origin;
  Credential credential;
  std::string source;  // where it was configured, for messages
  // What was made of the credential; shared by the org's copies.
  std::shared_ptr<Secrets> sent = std::make_shared<Secrets>();

  // Text without any of the org's secrets, should they be in there.
  std::string redact(std::string text) const;
};

}  // namespace idp
