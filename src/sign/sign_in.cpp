// sign_in.cpp - asks token endpoints, and reads what they say.
#include "sign/sign_in.h"

#include <algorithm>
#include <cstdlib>

#include "sign/sign_in_failure.h"
#include "sign/token_endpoint.h"

namespace idp {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kMostCorrections = 3;  // DPoP is wanted, its nonce, the time

const ServiceApp& app_of(const Job& job) {
  return std::get<ServiceApp>(job.org->credential);
}

}  // namespace

SignIns::SignIn::SignIn(http::Transport& transport, RequestLog& log,
                        const Job& first, const std::shared_ptr<Account>& of)
    : job(first),
      target{job.resource->provider.token_path, {}},
      account(of),
      attempts(transport, log, job, "POST", target.path, target.path) {}

CallSite SignIns::SignIn::site() const {
  return {
      *job.resource, *job.method, *job.org, target, attempts.record().retries,
      "POST"};
}

// Scopes that the settings name are all that is asked for, and serve any call.
std::optional<OauthToken> SignIns::held(const Job& job,
                                        const Account& account) {
  const bool fixed = !app_of(job).scopes.empty();
  return account.token(fixed ? std::string() : job.method->scope,
                       Pacer::Clock::now());
}

bool SignIns::ended(const Finished& sign_in, const Job& job,
                    const Account* account) {
  if (!sign_in.error || account != sign_in.account) return false;
  const bool meant =
      !app_of(job).scopes.empty() || sign_in.scopes.contains(job.method->scope);
  return meant && !held(job, *account);
}

Result<std::optional<OauthToken>> SignIns::token(
    const Job& job, const std::shared_ptr<Account>& account,
    milliseconds& wait) {
  std::optional<OauthToken> token = held(job, *account);
  if (token) {
    needed_[account.get()].insert(token->scopes.begin(), token->scopes.end());
    job.org->sent->add(token->value);
    return token;
  }
  auto found = under_way_.find(account.get());
  if (found == under_way_.end()) {
    auto begun = begin(job, account);
    if (!begun) return begun.error();
    found = under_way_.emplace(account.get(), *std::move(begun)).first;
  }
  if (found->second->attempts.flight()) return token;
  send(*found->second, wait);
  return token;
}

Result<std::unique_ptr<SignIns::SignIn>> SignIns::begin(
    const Job& job, const std::shared_ptr<Account>& account) {
  const ServiceApp& app = app_of(job);
  auto sign_in = std::make_unique<SignIn>(transport_, log_, job, account);
  if (sign_in->target.path.empty()) {
    return Error{job.resource->name + ": " + job.resource->provider.title +
                 " has no service apps that sign in with a private key."};
  }
  Result<jose::Key> key = jose::Key::read(app.private_key);
  if (!key) return explain_key(sign_in->site(), key.error());
  sign_in->key = *std::move(key);
  sign_in->scopes = {app.scopes.begin(), app.scopes.end()};
  if (app.scopes.empty()) {
    sign_in->scopes = needed_[account.get()];
    sign_in->scopes.insert(job.method->scope);
  }
  return sign_in;
}

void SignIns::send(SignIn& sign_in, milliseconds& wait) {
  if (!sign_in.attempts.turn(1, wait)) return;
  sign_in.unix_time = sign_in.attempts.unix_time();
  sign_in.proved = sign_in.account->dpop();
  sign_in.attempts.send(
      token_request(*sign_in.job.org, sign_in.target, *sign_in.key,
                    sign_in.proved ? sign_in.account.get() : nullptr,
                    sign_in.scopes, sign_in.unix_time));
}

SignIns::Finished SignIns::finish(http::Transport::Id id,
                                  const http::Answer& answer) {
  const auto found = std::ranges::find_if(under_way_, [id](const auto& one) {
    return one.second->attempts.flight() == id;
  });
  if (found == under_way_.end()) return {};
  const Account* account = found->first;
  SignIn& sign_in = *found->second;
  sign_in.attempts.came(answer);
  const auto* response = std::get_if<http::Response>(&answer);
  if (response != nullptr) sign_in.account->learn_nonce(*response);
  const bool corrected = response != nullptr && correct(sign_in, *response);
  if (sign_in.attempts.again(answer, corrected)) {
    return {account, {}, std::nullopt};
  }
  Finished finished{account, sign_in.scopes, std::nullopt};
  if (response == nullptr || !accept(sign_in, *response)) {
    finished.error = failure(sign_in, answer);
  }
  under_way_.erase(found);
  return finished;
}

// Whether another attempt at once, with what is known now, may do better.
bool SignIns::correct(SignIn& sign_in, const http::Response& response) {
  if (sign_in.corrections == kMostCorrections) return false;
  if (response.status != 400 && response.status != 401) return false;
  ++sign_in.corrections;
  Account& account = *sign_in.account;
  const std::string code = oauth_error(response);
  if (code == "use_dpop_nonce" && account.has_nonce()) return true;
  if (code == "invalid_dpop_proof" && !sign_in.proved) {
    if (app_of(sign_in.job).dpop) return false;
    account.want_dpop();
    return true;
  }
  // Did it have the wrong time in it? Less is made up for by kIssuedBefore.
  constexpr std::int64_t kMostSkew = 5;
  const auto passed = std::chrono::floor<seconds>(Pacer::Clock::now() -
                                                  sign_in.attempts.sent());
  const std::int64_t skew =
      sign_in.attempts.pacer()->unix_time(Pacer::Clock::now()) -
      (sign_in.unix_time + passed.count());
  return (code == "invalid_client" || code == "invalid_dpop_proof") &&
         std::abs(skew) > kMostSkew;
}

bool SignIns::accept(const SignIn& sign_in, const http::Response& response) {
  std::optional<TokenAnswer> answer = read_token(response, sign_in.proved);
  if (!answer) return false;
  sign_in.job.org->sent->add(answer->value);
  needed_[sign_in.account.get()].insert(sign_in.scopes.begin(),
                                        sign_in.scopes.end());
  sign_in.account->add({std::move(answer->value), answer->dpop, sign_in.scopes,
                        sign_in.attempts.sent() + answer->usable});
  return true;
}

Error SignIns::failure(const SignIn& sign_in, const http::Answer& answer) {
  const CallSite site = sign_in.site();
  const auto* response = std::get_if<http::Response>(&answer);
  if (response == nullptr) {
    return explain(site, std::get<http::Failure>(answer));
  }
  return explain_sign_in({site, joined(sign_in.scopes), sign_in.proved},
                         *response);
}

}  // namespace idp
