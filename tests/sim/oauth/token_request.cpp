// token_request.cpp - reads the form and names its first mistake.
#include "oauth/token_request.h"

#include <algorithm>
#include <sstream>

namespace sim {
namespace {

constexpr std::string_view kAssertionType =
    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

OauthError invalid_request(std::string description, int status = 400) {
  return {status, "invalid_request", std::move(description)};
}

OauthError invalid_scope(std::string description) {
  return {400, "invalid_scope", std::move(description)};
}

bool has_duplicates(const std::string& form) {
  const std::size_t parts =
      form.empty()
          ? 0
          : static_cast<std::size_t>(std::ranges::count(form, '&')) + 1;
  return parse_query(form).size() < parts;
}

// "okta.{resource}.{read|manage}", as all scopes of Okta's APIs are called.
bool is_okta_scope(const std::string& scope) {
  return glob("okta.*.read", scope) || glob("okta.*.manage", scope);
}

std::optional<OauthError> check_credentials(const Call& call,
                                            const Query& form) {
  const bool asserted = form.contains("client_assertion");
  const bool secret = form.contains("client_secret") ||
                      call.header("Authorization").has_value();
  if (asserted && secret) {
    return invalid_request(
        "Cannot supply multiple client credentials. Use one of the following: "
        "credentials in the Authorization header, credentials in the post "
        "body, or a client_assertion in the post body.",
        401);
  }
  if (secret) {
    return OauthError{401, "invalid_client",
                      "Client Credentials requests to the Org Authorization "
                      "Server must use the private_key_jwt "
                      "token_endpoint_auth_method."};
  }
  if (!asserted) {
    return OauthError{401, "invalid_client", "No client credentials found."};
  }
  const auto type = form.find("client_assertion_type");
  if (type == form.end() || type->second != kAssertionType) {
    return invalid_request("The client_assertion_type is invalid.");
  }
  return std::nullopt;
}

}  // namespace

std::variant<TokenRequest, OauthError> read_token_request(const Call& call) {
  // Some SDKs send the form as the query of the URL (facts, 5.2).
  const bool both = !call.body.empty() && !call.raw_query.empty();
  const std::string text = call.body + (both ? "&" : "") + call.raw_query;
  const Query form = parse_query(text);
  if (has_duplicates(text)) {
    return invalid_request(
        "The request contained multiple parameters with the same name.");
  }
  const auto type = form.find("grant_type");
  if (type == form.end()) {
    return invalid_request("The required parameter 'grant_type' is missing.");
  }
  if (type->second != "client_credentials") {
    return OauthError{400, "unsupported_grant_type",
                      "The authorization grant type is not supported by the "
                      "authorization server. Configured grant types: "
                      "[client_credentials]."};
  }
  if (auto error = check_credentials(call, form)) return *error;
  TokenRequest request;
  request.assertion = form.at("client_assertion");
  if (form.contains("client_id")) request.client_id = form.at("client_id");
  if (form.contains("scope")) request.scope = form.at("scope");
  return request;
}

std::variant<std::vector<std::string>, OauthError> grant_scopes(
    const std::string& asked, const ServiceApp& app) {
  std::istringstream words(asked);
  std::vector<std::string> granted;
  std::string scope;
  bool any = false;
  while (words >> scope) {
    any = true;
    if (scope == "openid") {
      return invalid_scope(
          "Cannot request 'openid' scopes using client credentials.");
    }
    if (!is_okta_scope(scope)) {
      return invalid_scope(
          "One or more scopes are not configured for the authorization server "
          "resource.");
    }
    if (app.may(scope)) granted.push_back(scope);
  }
  if (!any) return invalid_scope("No scopes were requested.");
  if (granted.empty()) {
    return OauthError{400, "consent_required",
                      "You are not allowed any of the requested scopes."};
  }
  return granted;
}

}  // namespace sim
