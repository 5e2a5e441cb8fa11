// oauth.h - what the checks of tokens, assertions and proofs have in common.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "wire/answer.h"

namespace sim {

// One of Okta's documented OAuth 2.0 errors.
struct OauthError {
  int status;
  std::string code, description;
};

// What times are compared with, in seconds since 1970. Its second is the exact
// clock's, cut: times in JWTs are whole seconds, and compare with it as they
// would with the clock itself.
struct Clock {
  std::int64_t now;
  std::int64_t leeway;  // how far ahead of it "iat" may be
};

// {"error": .., "error_description": ..}
Answer oauth_answer(const OauthError& error);

// What may be used only once, until it would be refused as too old anyway.
class Replays {
 public:
  // Whether it is new; remembers it.
  bool first_use(const std::string& id, std::int64_t now, std::int64_t until);

 private:
  std::map<std::string, std::int64_t> used_;
};

}  // namespace sim
