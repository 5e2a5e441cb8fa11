// sign_in.cpp - asks token endpoints, and reads what they say.
#include "sign/sign_in.h"

#include <algorithm>
#include <cstdlib>

#include "pace/backoff.h"
#include "sign/sign_in_failure.h"
#include "sign/token_endpoint.h"

namespace idp {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kMostCorrections = 3;  // DPoP is wanted, its nonce, the time

Pacer::Time now() { return Pacer::Clock::now(); }

const ServiceApp& app_of(const Job& job) {
  return std::get<ServiceApp>(job.org->credential);
}

}  // namespace

SignIns::~SignIns() { give_up(); }

void SignIns::give_up() {
  for (const auto& [account, sign_in] : under_way_) {
    if (!sign_in.flight) continue;
    transport_.cancel(*sign_in.flight);
    sign_in.pacer->lost(sign_in.record.path);
    log_.add(sign_in.record);
  }
  under_way_.clear();
}

// Scopes that the settings name are all that is asked for, and serve any call.
std::optional<OauthToken> SignIns::held(const Job& job,
                                        const Account& account) {
  const bool fixed = !app_of(job).scopes.empty();
  return account.token(fixed ? std::string() : job.method->scope, now());
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
    Result<Attempting> begun = begin(job, account);
    if (!begun) return begun.error();
    found = under_way_.emplace(account.get(), *std::move(begun)).first;
  }
  if (found->second.flight) return token;
  if (Status status = send(found->second, wait); !status) {
    under_way_.erase(found);
    return status.error();
  }
  return token;
}

CallSite SignIns::site_of(const Attempting& sign_in) {
  const Job& job = sign_in.job;
  return {*job.resource,          *job.method, *job.org, sign_in.target,
          sign_in.record.retries, "POST"};
}

Result<SignIns::Attempting> SignIns::begin(
    const Job& job, const std::shared_ptr<Account>& account) {
  const ServiceApp& app = app_of(job);
  const std::string& path = job.resource->provider.token_path;
  Attempting sign_in;
  sign_in.job = job;
  sign_in.target.path = path;
  sign_in.account = account;
  sign_in.pacer = pacer_of(job.org->origin);
  if (path.empty()) {
    return Error{job.resource->name + ": " + job.resource->provider.title +
                 " has no service apps that sign in with a private key."};
  }
  Result<jose::Key> key = jose::Key::read(app.private_key);
  if (!key) return explain_key(site_of(sign_in), key.error());
  sign_in.key = *std::move(key);
  sign_in.scopes = {app.scopes.begin(), app.scopes.end()};
  if (app.scopes.empty()) {
    sign_in.scopes = needed_[account.get()];
    sign_in.scopes.insert(job.method->scope);
  }
  sign_in.record.subdomain = job.org->subdomain;
  sign_in.record.verb = "POST";
  sign_in.record.path = path;
  return sign_in;
}

Status SignIns::send(Attempting& sign_in, milliseconds& wait) {
  const Pacer::Time time = now();
  const Settings& settings = *sign_in.job.settings;
  if (sign_in.due > time) {
    wait = std::min(wait, std::chrono::ceil<milliseconds>(sign_in.due - time));
    return {};
  }
  if (const auto later =
          sign_in.pacer->ask(sign_in.record.path, settings.pace, time)) {
    wait = std::min(wait, *later);
    return {};
  }
  sign_in.sent = time;
  if (!sign_in.begun) sign_in.begun = time;
  sign_in.unix_time = sign_in.pacer->unix_time(time);
  sign_in.proved = sign_in.account->dpop();
  const Result<http::Request> request =
      token_request(*sign_in.job.org, sign_in.target, *sign_in.key,
                    sign_in.proved ? sign_in.account.get() : nullptr,
                    sign_in.scopes, sign_in.unix_time);
  if (!request) {
    sign_in.pacer->lost(sign_in.record.path);
    return explain_key(site_of(sign_in), request.error());
  }
  sign_in.flight = transport_.start(*request, settings.timeouts);
  return {};
}

SignIns::Finished SignIns::finish(http::Transport::Id id,
                                  const http::Answer& answer) {
  const auto found = std::ranges::find_if(
      under_way_, [id](const auto& one) { return one.second.flight == id; });
  if (found == under_way_.end()) return {};
  const Account* account = found->first;
  Attempting& sign_in = found->second;
  sign_in.flight.reset();
  const auto* response = std::get_if<http::Response>(&answer);
  if (response != nullptr) {
    sign_in.pacer->answered(sign_in.record.path, *response,
                            sign_in.job.settings->pace, sign_in.sent, now());
    sign_in.account->learn_nonce(*response);
    if (response->status == 429) log_.add_limited();
  } else {
    sign_in.pacer->lost(sign_in.record.path);
  }
  auto wait =
      wait_before_retry(answer, sign_in.record.retries - sign_in.corrections,
                        *sign_in.job.settings);
  if (!wait && response != nullptr && correct(sign_in, *response)) {
    wait = milliseconds(0);
  }
  if (wait) {
    ++sign_in.record.retries;
    sign_in.due = now() + *wait;
    return {account, {}, std::nullopt};
  }
  sign_in.record.end(now() - *sign_in.begun, answer);
  log_.add(sign_in.record);
  Finished finished{account, sign_in.scopes, std::nullopt};
  if (response == nullptr || !accept(sign_in, *response)) {
    finished.error = failure(sign_in, answer);
  }
  under_way_.erase(found);
  return finished;
}

// Whether another attempt at once, with what is known now, may do better.
bool SignIns::correct(Attempting& sign_in,
                      const http::Response& response) const {
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
  // Did it have the wrong time in it?
  constexpr std::int64_t kMostSkew = 5;
  const auto passed = std::chrono::floor<seconds>(now() - sign_in.sent);
  const std::int64_t skew =
      sign_in.pacer->unix_time(now()) - (sign_in.unix_time + passed.count());
  return (code == "invalid_client" || code == "invalid_dpop_proof") &&
         std::abs(skew) > kMostSkew;
}

bool SignIns::accept(const Attempting& sign_in,
                     const http::Response& response) {
  std::optional<TokenAnswer> answer = read_token(response, sign_in.proved);
  if (!answer) return false;
  sign_in.job.org->sent->add(answer->value);
  needed_[sign_in.account.get()].insert(sign_in.scopes.begin(),
                                        sign_in.scopes.end());
  sign_in.account->add({std::move(answer->value), answer->dpop, sign_in.scopes,
                        sign_in.sent + answer->usable});
  return true;
}

Error SignIns::failure(const Attempting& sign_in,
                       const http::Answer& answer) const {
  const CallSite site = site_of(sign_in);
  const auto* response = std::get_if<http::Response>(&answer);
  if (response == nullptr) {
    return explain(site, std::get<http::Failure>(answer));
  }
  constexpr std::int64_t kNoticeable = 60;
  const std::int64_t skew = sign_in.pacer->skew(now());
  return explain_sign_in({site, joined(sign_in.scopes), sign_in.proved,
                          std::abs(skew) > kNoticeable ? skew : 0},
                         *response);
}

}  // namespace idp
