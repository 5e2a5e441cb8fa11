// sign.cpp - the Authorization header, and the proof of a DPoP token.
#include "call/sign.h"

#include "auth/headers.h"

namespace idp {
namespace {

struct Signer {
  http::Request& request;
  const Provider& provider;
  const Org& org;
  Account* account;
  const std::optional<OauthToken>& token;
  std::int64_t unix_time;

  Status authorize(const std::string& scheme, const std::string& value) const {
    request.headers.emplace_back("Authorization", scheme + " " + value);
    return {};
  }

  Status operator()(const ApiToken& given) const {
    for (auto& header : token_headers(provider, org, given)) {
      request.headers.push_back(std::move(header));
    }
    return {};
  }

  Status operator()(const AccessToken& given) const {
    return authorize("Bearer", given.token);
  }

  Status operator()(const ServiceApp&) const {
    if (!token->dpop) return authorize("Bearer", token->value);
    const Result<std::string> proof = account->proof(
        request.verb, request.origin.text() + request.target.path, token->value,
        unix_time);
    if (!proof) return proof.error();
    request.headers.emplace_back("DPoP", *proof);
    return authorize("DPoP", token->value);
  }
};

}  // namespace

Status sign(http::Request& request, const Provider& provider, const Org& org,
            Account* account, const std::optional<OauthToken>& token,
            std::int64_t unix_time) {
  return std::visit(Signer{request, provider, org, account, token, unix_time},
                    org.credential);
}

}  // namespace idp
