// authorization_server.cpp - gives tokens, and looks at those that come.
#include "oauth/authorization_server.h"

#include "errors.h"
#include "oauth/dpop.h"
#include "oauth/token_request.h"
#include "wire/json.h"

namespace sim {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : " ") + word;
  }
  return text;
}

OauthError invalid_token(std::string description) {
  return {401, "invalid_token", std::move(description)};
}

// As Okta refuses calls to its API: all in WWW-Authenticate, no body. The
// addresses in it are http://.
Answer challenge(const Call& call, bool dpop, const std::string& scope,
                 const OauthError& error) {
  const std::string org = "http://" + call.header("Host").value_or("");
  std::string text =
      dpop ? "DPoP algs=\"RS256 RS384 RS512 ES256 ES384 ES512\", " : "Bearer ";
  text += "authorization_uri=\"" + org + "/oauth2/v1/authorize\", ";
  text += "realm=\"" + org + "\", ";
  text += "scope=\"" + scope + "\", ";
  text += "error=\"" + error.code + "\", ";
  text += "error_description=\"" + error.description + "\", ";
  text += "resource=\"" + call.path + "\"";
  Answer answer = no_content();
  answer.status = error.status;
  answer.add("WWW-Authenticate", text);
  return answer;
}

// A JWT to the eye, opaque to clients, as documented: nobody can check its
// signature, so it is none.
std::string new_token(const std::string& client_id, const std::string& scope,
                      std::int64_t now, std::int64_t expires) {
  const std::string header = json_text([&](Json& json) {
    object(json, [&] {
      field(json, "kid", "simulated");
      field(json, "typ", "application/okta-internal-at+jwt");
      field(json, "alg", "RS256");
    });
  });
  const std::string claims = json_text([&](Json& json) {
    object(json, [&] {
      field(json, "jti", "AT." + base64url(random_bytes(32)));
      field(json, "cid", client_id);
      field(json, "sub", client_id);
      field(json, "scp", scope);
      field(json, "iat", static_cast<std::uint64_t>(now));
      field(json, "exp", static_cast<std::uint64_t>(expires));
    });
  });
  constexpr std::size_t signature_size = 256;
  return base64url(header) + "." + base64url(claims) + "." +
         base64url(random_bytes(signature_size));
}

}  // namespace

Answer AuthorizationServer::token(const Call& call, std::int64_t now) {
  const auto type = call.header("Content-Type").value_or("");
  if (!type.starts_with("application/x-www-form-urlencoded")) {
    return error(415, "E0000021",
                 "Bad request. Accept and/or Content-Type headers likely do "
                 "not match supported values.");
  }
  const std::lock_guard lock(mutex_);
  const auto granted = grant(call, now);
  const auto* refused = std::get_if<OauthError>(&granted);
  Answer answer;
  if (refused) {
    answer = oauth_answer(*refused);
  } else {
    const auto& token = std::get<AccessToken>(granted);
    const std::string value =
        new_token(token.client_id, token.scope, now, token.expires);
    tokens_[value] = token;
    answer = ok(json_text([&](Json& json) {
      object(json, [&] {
        field(json, "token_type", token.jkt.empty() ? "Bearer" : "DPoP");
        field(json, "expires_in", static_cast<std::uint64_t>(lifetime_s_));
        field(json, "access_token", value);
        field(json, "scope", token.scope);
      });
    }));
  }
  if (call.count("DPoP") > 0 &&
      (!refused || refused->code == "use_dpop_nonce")) {
    answer.add("dpop-nonce", dpop_nonce(now));
  }
  return answer;
}

// The client first, then the proof, then the scopes: a request that is sent
// back for a nonce has used up its assertion.
std::variant<AuthorizationServer::AccessToken, OauthError>
AuthorizationServer::grant(const Call& call, std::int64_t now) {
  const auto read = read_token_request(call);
  if (const auto* error = std::get_if<OauthError>(&read)) return *error;
  const auto& request = std::get<TokenRequest>(read);
  const std::string endpoint = call.base + call.path;
  const auto checked = check_assertion(request.assertion, apps_, endpoint,
                                       {now, leeway_s_}, assertions_);
  if (const auto* error = std::get_if<OauthError>(&checked)) return *error;
  const auto& app = std::get<ServiceApp>(checked);
  if (request.client_id.value_or(app.client_id) != app.client_id) {
    return OauthError{401, "invalid_client",
                      "Invalid value for 'client_id' parameter."};
  }
  AccessToken token;
  if (call.count("DPoP") > 0) {
    const auto proof = check_proof(call, {proof_url(call), std::nullopt},
                                   {now, leeway_s_}, proofs_);
    if (const auto* error = std::get_if<OauthError>(&proof)) return *error;
    token.jkt = std::get<std::string>(proof);
  } else if (app.dpop) {
    return OauthError{400, "invalid_dpop_proof",
                      "The DPoP proof JWT header is missing."};
  }
  const auto scopes = grant_scopes(request.scope, app);
  if (const auto* error = std::get_if<OauthError>(&scopes)) return *error;
  const auto& words = std::get<std::vector<std::string>>(scopes);
  token.scopes.insert(words.begin(), words.end());
  token.scope = joined(words);
  token.client_id = app.client_id;
  token.admin_role = app.admin_role;
  token.expires = now + lifetime_s_;
  return token;
}

std::optional<std::string> AuthorizationServer::client_of(const Call& call) {
  const std::string credential = call.header("Authorization").value_or("");
  const std::lock_guard lock(mutex_);
  const auto found = tokens_.find(credential.substr(credential.find(' ') + 1));
  if (found == tokens_.end()) return std::nullopt;
  return found->second.client_id;
}

std::optional<Answer> AuthorizationServer::refuse(const Call& call,
                                                  const std::string& scope,
                                                  std::int64_t now) {
  const std::string credential = call.header("Authorization").value_or("");
  const std::string value = credential.substr(credential.find(' ') + 1);
  const bool dpop = credential.starts_with("DPoP ");
  const auto refused = [&](const OauthError& error) {
    return challenge(call, dpop, scope, error);
  };
  const std::lock_guard lock(mutex_);
  const auto found = tokens_.find(value);
  if (found == tokens_.end()) {
    return refused(invalid_token("The access token is invalid."));
  }
  const AccessToken& token = found->second;
  if (token.revoked) {
    return refused(invalid_token("The access token has been revoked."));
  }
  if (token.expired || token.expires <= now) {
    return refused(invalid_token("The token has expired."));
  }
  if (const auto error = check_possession(call, value, token, now)) {
    return refused(*error);
  }
  if (!scope.empty() && !allows(token.scopes, scope)) {
    return refused({403, "insufficient_scope",
                    "The access token provided does not contain the required "
                    "scopes."});
  }
  if (!token.admin_role) return documented_error(403);
  return std::nullopt;
}

std::optional<OauthError> AuthorizationServer::check_possession(
    const Call& call, const std::string& value, const AccessToken& token,
    std::int64_t now) {
  const bool dpop = call.header("Authorization")->starts_with("DPoP ");
  if (!dpop && token.jkt.empty()) return std::nullopt;
  if (!dpop) {
    return OauthError{400, "invalid_request",
                      "The resource request must use the DPoP authentication "
                      "scheme when using a DPoP bound token."};
  }
  if (token.jkt.empty()) {
    return invalid_token("The presented access_token is not DPoP bound.");
  }
  if (call.count("DPoP") == 0) {
    return OauthError{400, "invalid_request",
                      "The resource request requires a DPoP proof."};
  }
  const auto proof =
      check_proof(call, {proof_url(call), value}, {now, leeway_s_}, proofs_);
  if (const auto* error = std::get_if<OauthError>(&proof)) return *error;
  if (std::get<std::string>(proof) != token.jkt) {
    return OauthError{400, "invalid_dpop_proof",
                      "The access_token is not bound to the provided DPoP "
                      "proof."};
  }
  return std::nullopt;
}

std::optional<std::string> AuthorizationServer::add(const std::string& text) {
  const auto read = read_service_app(text);
  if (const auto* problem = std::get_if<std::string>(&read)) return *problem;
  const auto& app = std::get<ServiceApp>(read);
  const std::lock_guard lock(mutex_);
  apps_.insert_or_assign(app.client_id, app);
  return std::nullopt;
}

void AuthorizationServer::expire_all() {
  const std::lock_guard lock(mutex_);
  for (auto& [value, token] : tokens_) token.expired = true;
}

void AuthorizationServer::revoke_all() {
  const std::lock_guard lock(mutex_);
  for (auto& [value, token] : tokens_) token.revoked = true;
}

void AuthorizationServer::reset() {
  const std::lock_guard lock(mutex_);
  apps_.clear();
  tokens_.clear();
  assertions_ = {};
  proofs_ = {};
}

}  // namespace sim
