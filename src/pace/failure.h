// failure.h - what to tell a user about a call that failed: what happened, to
// which call, and what to do next. The token is taken out of every message.
#pragma once

#include <string>
#include <string_view>

#include "auth/org.h"
#include "http/message.h"
#include "model/resource.h"
#include "result.h"

namespace idp {

struct CallSite {
  const Resource& resource;
  const Method& method;
  const Org& org;
  const http::Target& target;
  int retries = 0;
  std::string_view verb = name_of(method.verb);
};

// What messages are made of. A text from outside, cut and without secrets:
std::string shown(const Org& org, std::string text);
// "oauth_tokens: GET https://acme.okta.com/api/v1/users/00u1/clients".
std::string call_text(const CallSite& site);
// "for 'acme' (from OKTA_CLIENT_TOKEN)".
std::string place_text(const Org& org);
// " after 2 retries", or nothing.
std::string retries_text(int retries);
// " The clock of this machine is about 5 seconds ahead of the org's; the org's
// time was used.", or nothing where they may agree.
std::string clock_text(const Org& org);
// What to do about a DPoP proof that was not taken.
std::string proof_advice(const Org& org);

// A 404 alone may mean a wrong org or a wrong path; only with the provider's
// own code does it say that the thing is not there.
bool is_gone(const Provider& provider, const http::Response& response);

// Whether a 403 is about the credential, which was not recognized as one, and
// not about what it may do.
bool is_unauthenticated(const Provider& provider,
                        const http::Response& response);

// A body in HTML or XML: no provider's, but of something in between.
bool is_web_page(const http::Response& response);

// What the provider's error body says, as its documents name the members.
struct ErrorCode {
  std::string code, id;
};
ErrorCode error_code_of(const CallSite& site, const http::Response& response);

Error explain(const CallSite& site, const http::Response& response);
Error explain(const CallSite& site, const http::Failure& failure);

// For an answer that came but can't be used.
Error explain(const CallSite& site, std::string_view problem);

}  // namespace idp
