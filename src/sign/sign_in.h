// sign_in.h - gets access tokens for service apps: client credentials (RFC
// 6749, 4.4), with an assertion by the app's private key (RFC 7523) and, where
// the org wants it, a DPoP proof (RFC 9449).
// In: a call that needs a token. Out: the token, or why there is none.
//
// It moves with the calls that wait for it: each look at token() sends what is
// due, and the answers come to finish().
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "http/transport.h"
#include "jose/key.h"
#include "pace/attempts.h"
#include "pace/failure.h"
#include "pace/job.h"
#include "pace/log.h"
#include "result.h"
#include "sign/account.h"

namespace idp {

// A connection's. For each account there is one request at a time, for the
// scopes of all calls that the connection has made so far.
class SignIns {
 public:
  // Both outlive it.
  SignIns(http::Transport& transport, RequestLog& log)
      : transport_(transport), log_(log) {}

  // The token that the job's call needs. None: one was asked for; `wait` is
  // shortened to when it is worth looking again, if no answer comes first.
  Result<std::optional<OauthToken>> token(
      const Job& job, const std::shared_ptr<Account>& account,
      std::chrono::milliseconds& wait);

  // No call waits for that account's any more.
  void give_up(const Account* account) { under_way_.erase(account); }

  struct Finished {
    const Account* account = nullptr;  // null: the answer was to another call
    std::set<std::string> scopes;
    std::optional<Error> error;
  };
  Finished finish(http::Transport::Id id, const http::Answer& answer);
  // Whether that job was waiting for a token, and there won't be one.
  static bool ended(const Finished& sign_in, const Job& job,
                    const Account* account);

 private:
  struct SignIn {
    SignIn(http::Transport& transport, RequestLog& log, const Job& first,
           const std::shared_ptr<Account>& of);

    Job job;  // the first that needed it
    http::Target target;
    std::shared_ptr<Account> account;
    Attempts attempts;
    std::optional<jose::Key> key;
    std::set<std::string> scopes;
    std::int64_t unix_time = 0;  // what the last attempt took for now
    bool proved = false;         // whether it had a proof
    int corrections = 0;         // attempts that were to mend the one before

    CallSite site() const;
  };

  // The token that the account has for such a call.
  static std::optional<OauthToken> held(const Job& job, const Account& account);
  Result<std::unique_ptr<SignIn>> begin(
      const Job& job, const std::shared_ptr<Account>& account);
  static void send(SignIn& sign_in, std::chrono::milliseconds& wait);
  static bool correct(SignIn& sign_in, const http::Response& response);
  bool accept(const SignIn& sign_in, const http::Response& response);
  static Error failure(const SignIn& sign_in, const http::Answer& answer);

  http::Transport& transport_;
  RequestLog& log_;
  std::map<const Account*, std::unique_ptr<SignIn>> under_way_;
  std::map<const Account*, std::set<std::string>> needed_;
};

}  // namespace idp
