// account.cpp - keeps tokens and nonces, and makes proofs.
#include "sign/account.h"

#include <algorithm>
#include <map>

#include "jose/jwt.h"
#include "json/tree.h"
#include "process.h"

namespace idp {
namespace {

// The URL without its query, and with its path decoded: Okta decodes the path
// of a request before it compares. What stays encoded are the four characters
// that its Java SDK encodes again (DPoPInterceptor, okta-sdk-java).
std::string htu_of(const http::Request& request) {
  const std::string& sent = request.target.path;
  const auto path = http::decode(sent);
  std::string url = request.origin.text();
  if (!path) return url + sent;
  for (const char& c : *path) {
    const bool encoded = std::string_view("% \"#").find(c) != std::string::npos;
    url += encoded ? http::encode({&c, 1}) : std::string(1, c);
  }
  return url;
}

struct Accounts {
  std::mutex mutex;
  std::map<std::string, std::shared_ptr<Account>> by_name;
};
constinit PerProcess<Accounts> all_accounts;

}  // namespace

std::optional<OauthToken> Account::token(const std::string& scope,
                                         Pacer::Time now) const {
  const std::lock_guard lock(mutex_);
  for (const OauthToken& token : tokens_) {
    const bool covers = scope.empty() || token.scopes.contains(scope);
    if (covers && now < token.renew) return token;
  }
  return std::nullopt;
}

// One that can do more takes the place of those that can do less.
void Account::add(OauthToken token) {
  const std::lock_guard lock(mutex_);
  std::erase_if(tokens_, [&](const OauthToken& other) {
    return std::ranges::all_of(other.scopes, [&](const std::string& scope) {
      return token.scopes.contains(scope);
    });
  });
  tokens_.push_back(std::move(token));
}

void Account::drop(const std::string& value) {
  const std::lock_guard lock(mutex_);
  std::erase_if(tokens_, [&](const auto& t) { return t.value == value; });
}

bool Account::dpop() const {
  const std::lock_guard lock(mutex_);
  return dpop_;
}

void Account::want_dpop() {
  const std::lock_guard lock(mutex_);
  dpop_ = true;
}

void Account::learn_nonce(const http::Response& response) {
  const std::string* nonce = response.header("dpop-nonce");
  if (nonce == nullptr || nonce->empty()) return;
  const std::lock_guard lock(mutex_);
  nonce_ = *nonce;
}

bool Account::has_nonce() const {
  const std::lock_guard lock(mutex_);
  return !nonce_.empty();
}

std::string Account::proof(const http::Request& request, std::string_view token,
                           std::int64_t unix_time) {
  const std::lock_guard lock(mutex_);
  if (!key_) key_ = jose::Key::ephemeral();
  json::Object claims = {{"htm", {request.verb}},
                         {"htu", {htu_of(request)}},
                         {"iat", {unix_time - kIssuedBefore}},
                         {"jti", {jose::unique_id()}}};
  if (!nonce_.empty()) claims.push_back({"nonce", {nonce_}});
  if (!token.empty()) {
    claims.push_back({"ath", {jose::base64url_sha256(token)}});
  }
  return jose::sign(*key_, {"dpop+jwt", "", true},
                    json::text_of({std::move(claims)}));
}

std::shared_ptr<Account> account_of(const Org& org) {
  const auto& app = std::get<ServiceApp>(org.credential);
  std::string name = org.origin.text() + " " + app.client_id + " " +
                     app.key_id + " " +
                     jose::base64url_sha256(app.private_key) +
                     (app.dpop ? (*app.dpop ? " dpop" : " bearer") : "");
  for (const std::string& scope : app.scopes) name += " " + scope;
  Accounts& accounts = all_accounts.get();
  const std::lock_guard lock(accounts.mutex);
  std::shared_ptr<Account>& account = accounts.by_name[name];
  if (!account) account = std::make_shared<Account>(app.dpop.value_or(false));
  return account;
}

}  // namespace idp
