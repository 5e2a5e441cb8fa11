// sign_in_failure.cpp - words for the errors of token endpoints (RFC 6749, 5.2,
// and RFC 9449, 5).
#include "sign/sign_in_failure.h"

#include "json/tree.h"
#include "sign/token_endpoint.h"

namespace idp {
namespace {

// "service app 0oa1 for 'acme' (from OKTA_CLIENT_PRIVATEKEY)".
std::string app_text(const Org& org) {
  return "service app " + std::get<ServiceApp>(org.credential).client_id + " " +
         place_text(org);
}

std::string dpop_advice(const SignInAttempt& sign_in) {
  if (sign_in.proved) return proof_advice(sign_in.site.org);
  return "The " + app_text(sign_in.site.org) +
         " has to use DPoP: set \"dpop\" to true, or leave it out.";
}

std::string advice(const SignInAttempt& sign_in, const std::string& code) {
  const Org& org = sign_in.site.org;
  if (code == "invalid_client") {
    return "The " + app_text(org) +
           " was not accepted. Check that the client id is right, that the app "
           "is active and authenticates with a public key / private key, and "
           "that the public half of this key is registered there (where it has "
           "several keys, the key id must name it)." +
           clock_text(org);
  }
  if (code == "invalid_scope") {
    return "The org does not know all of the scopes " + sign_in.scopes +
           "; check the setting \"scopes\".";
  }
  if (code == "consent_required" || code == "access_denied") {
    return "The " + app_text(org) + " has none of the scopes " +
           sign_in.scopes + ": an admin has to grant them to the app.";
  }
  if (code == "unauthorized_client" || code == "unsupported_grant_type") {
    return "The " + app_text(org) +
           " may not sign in by itself: it must be of the kind for API "
           "services, with the grant type client credentials.";
  }
  if (code == "invalid_dpop_proof" || code == "use_dpop_nonce") {
    return dpop_advice(sign_in);
  }
  return "The " + app_text(org) + " could not sign in; see " +
         sign_in.site.resource.documentation + ".";
}

}  // namespace

Error explain_sign_in(const SignInAttempt& sign_in,
                      const http::Response& response) {
  const CallSite& site = sign_in.site;
  const Result<json::Tree> tree = json::parse(response.body);
  const std::string code = oauth_error(response);
  if (response.status >= 200 && response.status < 300) {
    return explain(site,
                   "the answer has no access token that can be used; check "
                   "that the org URL is right");
  }
  if (code.empty()) return explain(site, response);
  const std::string& said = tree->text("error_description");
  const bool denied = code == "consent_required" || code == "access_denied";
  return {call_text(site) + " answered " + std::to_string(response.status) +
              " " + shown(site.org, code) +
              (said.empty() ? "" : " \"" + shown(site.org, said) + "\"") +
              retries_text(site.retries) + ". " + advice(sign_in, code),
          denied ? Error::Kind::forbidden : Error::Kind::failed};
}

Error explain_key(const CallSite& site, const Error& problem) {
  return {site.resource.name + ": the private key of the " +
          app_text(site.org) + " " + problem.text};
}

}  // namespace idp
