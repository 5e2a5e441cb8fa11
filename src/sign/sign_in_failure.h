// sign_in_failure.h - what to tell a user whose service app can't sign in.
#pragma once

#include <string>

#include "pace/failure.h"

namespace idp {

struct SignInAttempt {
  CallSite site;
  std::string scopes;   // that were asked for
  bool proved = false;  // whether there was a DPoP proof
};

// REQUIRES: the org's credential is a ServiceApp.
Error explain_sign_in(const SignInAttempt& sign_in,
                      const http::Response& response);

// The problem is how a message about the key ends: "is encrypted; …".
Error explain_key(const CallSite& site, const Error& problem);

}  // namespace idp
