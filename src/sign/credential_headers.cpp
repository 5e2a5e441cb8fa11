// credential_headers.cpp - the Authorization header, and the proof of a DPoP
// token.
#include "sign/credential_headers.h"

#include <utility>

#include "auth/headers.h"

namespace idp {
namespace {

struct Signer {
  http::Request& request;
  const Job& job;
  Account* account;
  const std::optional<OauthToken>& token;
  std::int64_t unix_time;

  Status authorize(const std::string& scheme, const std::string& value) const {
    request.headers.emplace_back("Authorization", scheme + " " + value);
    return {};
  }

  Status operator()(const ApiToken& given) const {
    for (auto& header :
         token_headers(job.resource->provider, *job.org, given)) {
      request.headers.push_back(std::move(header));
    }
    return {};
  }

  Status operator()(const AccessToken& given) const {
    const Provider& provider = job.resource->provider;
    if (provider.token_path.empty()) {
      return Error{job.resource->name + ": " + provider.title +
                   " has no access tokens; give the org's \"token\" instead."};
    }
    return authorize("Bearer", given.token);
  }

  Status operator()(const ServiceApp&) const {
    if (!token->dpop) return authorize("Bearer", token->value);
    request.headers.emplace_back(
        "DPoP", account->proof(request, token->value, unix_time));
    return authorize("DPoP", token->value);
  }
};

}  // namespace

Status add_credential(http::Request& request, const Job& job, Account* account,
                      const std::optional<OauthToken>& token,
                      std::int64_t unix_time) {
  return std::visit(Signer{request, job, account, token, unix_time},
                    job.org->credential);
}

}  // namespace idp
