// token_request.h - the form of a token request (facts, 5.2), before anything
// in it is verified.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <variant>

#include "oauth/oauth.h"
#include "oauth/service_apps.h"
#include "wire/answer.h"

namespace sim {

struct TokenRequest {
  std::string assertion;
  std::optional<std::string> client_id;
  std::string scope;
};

std::variant<TokenRequest, OauthError> read_token_request(const Call& call);

// Of the scopes that were asked for, in that order, those which the app may
// have.
std::variant<std::vector<std::string>, OauthError> grant_scopes(
    const std::string& asked, const ServiceApp& app);

}  // namespace sim
