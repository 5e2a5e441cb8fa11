// token_endpoint.h - what is said to a token endpoint, and what it says: the
// client credentials grant (RFC 6749, 4.4) with an assertion (RFC 7523).
// No network and no clock.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "auth/org.h"
#include "http/message.h"
#include "jose/key.h"
#include "sign/account.h"

namespace idp {

// A request for a token with these scopes. Its assertion, and its proof where
// the account has one, are new ones: no org takes one twice.
// REQUIRES: the org's credential is a ServiceApp.
http::Request token_request(const Org& org, const http::Target& target,
                            const jose::Key& key, Account* prover,
                            const std::set<std::string>& scopes,
                            std::int64_t unix_time);

struct TokenAnswer {
  std::string value;
  bool dpop = false;
  std::chrono::seconds usable{0};  // how long to use it
};

// Nothing: it is not the answer of a token endpoint that gave a token. A token
// is bound to a key only where there was a proof.
std::optional<TokenAnswer> read_token(const http::Response& response,
                                      bool proved);

// The `error` in a body; empty: there is none.
std::string oauth_error(const http::Response& response);

// Words with blanks between.
std::string joined(const std::set<std::string>& words);

}  // namespace idp
