// org.cpp - what was changed, over what the seed makes.
#include "okta/org.h"

#include <algorithm>
#include <array>

#include "okta/words.h"
#include "wire/text.h"

namespace sim {
namespace {

bool is_prime(std::uint32_t n) {
  for (std::uint32_t d = 2; d * d <= n; ++d) {
    if (n % d == 0) return false;
  }
  return n > 1;
}

// Enough apps for variety; a prime number, so that any stride through the pool
// meets each app once (see Org::app).
std::uint32_t pool_size(std::uint32_t clients) {
  std::uint32_t size =
      std::max({std::min(clients * 4, 300u), clients + 1, 12u});
  while (!is_prime(size)) ++size;
  return size;
}

}  // namespace

bool never_signed_in(Status status) {
  return status == Status::staged || status == Status::provisioned;
}

// "User deactivated/suspended/deleted" revokes tokens (facts, 1.5).
bool may_hold_tokens(Status status) {
  return status != Status::deprovisioned && status != Status::suspended &&
         !never_signed_in(status);
}

std::string_view status_name(Status status) {
  constexpr std::array<std::string_view, 8> names = {
      "ACTIVE",      "DEPROVISIONED", "LOCKED_OUT", "PASSWORD_EXPIRED",
      "PROVISIONED", "RECOVERY",      "STAGED",     "SUSPENDED"};
  return names[static_cast<std::size_t>(status)];
}

Org::Org(const Options& options)
    : options_(options), ids_(options.seed), pool_(pool_size(options.clients)) {
  const std::size_t rare = options.rare ? rare_apps().size() : 0;
  for (std::uint32_t i = 0; i < pool_ + kExtraApps + rare; ++i) {
    apps_.push_back(make_app(i));
    by_id_[apps_.back().id] = i;
    if (!apps_.back().client_id.empty()) by_client_[apps_.back().client_id] = i;
  }
  app_without_tokens_.assign(apps_.size(), false);
  app_without_grants_.assign(apps_.size(), false);
  assignments_.reset();
  for (std::uint32_t i = 0; i < options.users && !suspended_; ++i) {
    if (first_status(i) == Status::suspended) suspended_ = i;
  }
}

const Org::Changes* Org::changes(std::uint32_t user) const {
  const auto found = changed_.find(user);
  return found == changed_.end() ? nullptr : &found->second;
}

bool Org::exists(std::uint32_t user) const {
  const Changes* made = changes(user);
  return !made || !made->removed;
}

Status Org::status(std::uint32_t user) const {
  const Changes* made = changes(user);
  return made && made->status ? *made->status : first_status(user);
}

std::optional<User> Org::current(std::uint32_t index) const {
  return exists(index) ? std::optional(user(index)) : std::nullopt;
}

std::optional<User> Org::indexed(std::uint32_t index, std::int64_t now) const {
  const auto found = earlier_.find(index);
  if (found == earlier_.end()) return current(index);
  for (const Earlier& state : found->second) {
    if (now < state.until) return state.user;
  }
  return current(index);
}

void Org::remember(std::uint32_t index) {
  if (options_.lag_s == 0) return;
  earlier_[index].push_back({now_ + options_.lag_s, current(index)});
}

// Slot s of user u is app (first + s * stride) of the pool.
const App& Org::app(std::uint32_t user, std::uint32_t slot) const {
  const std::uint64_t h = draw('P', user);
  const std::uint64_t stride = 1 + (h >> 32) % (pool_ - 1);
  return apps_[(h % pool_ + slot * stride) % pool_];
}

std::optional<std::uint32_t> Org::slot_of(std::uint32_t user,
                                          const App& wanted) const {
  for (std::uint32_t slot = 0; slot < slots(); ++slot) {
    if (app(user, slot).index == wanted.index) return slot;
  }
  return std::nullopt;
}

// The hidden ones are the pool's last, those of the role the first.
bool Org::sees(const App& app) const {
  const bool hidden =
      app.index < pool_ && app.index + options_.hidden_apps >= pool_;
  return !hidden && !app.deleted &&
         app.index < options_.role_apps.value_or(UINT32_MAX);
}

bool Org::has_token(Held held) const {
  // Nobody gets back at a later status what was revoked at an earlier one.
  if (!may_hold_tokens(first_status(held.user))) return false;
  if (!may_hold_tokens(status(held.user)) || !exists(held.user)) return false;
  const Changes* made = changes(held.user);
  if (made && made->given.contains(held.packed())) return true;
  if (app_without_tokens_[app(held.user, held.slot).index]) return false;
  return !made || (!made->no_tokens && !made->tokens.contains(held.packed()));
}

// Undocumented whether a deactivated user's grants stay listed: they do here,
// until the user is deleted.
bool Org::has_grant(Held held) const {
  if (never_signed_in(status(held.user)) || !exists(held.user)) return false;
  if (app_without_grants_[app(held.user, held.slot).index]) return false;
  const Changes* made = changes(held.user);
  return !made || !made->grants.contains(held.packed());
}

bool Org::has_client(std::uint32_t user, std::uint32_t slot) const {
  for (std::uint32_t n = 0; n < tokens(); ++n) {
    if (has_token({user, slot, n})) return true;
  }
  for (std::uint32_t n = 0; n < grants(); ++n) {
    if (has_grant({user, slot, n})) return true;
  }
  return false;
}

std::string Org::server_id(std::size_t server) const {
  return ids_.encode(Kind::server, server);
}

// The org's own server has no scope objects: the name is the id (facts, 1.4).
std::string Org::scope_id(std::size_t server, std::size_t number) const {
  return server == kOrgServer ? scope(server, number).name
                              : ids_.encode(Kind::scope, server << 32 | number);
}

std::optional<std::uint32_t> Org::find_user(std::string_view id) const {
  const auto value = ids_.decode(Kind::user, id);
  if (!value || *value >= users()) return std::nullopt;
  const auto index = static_cast<std::uint32_t>(*value);
  return exists(index) ? std::optional(index) : std::nullopt;
}

const App* Org::find_app(std::string_view id) const {
  const auto found = by_id_.find(std::string(id));
  return found == by_id_.end() ? nullptr : &apps_[found->second];
}

const App* Org::find_client(std::string_view client_id) const {
  const auto found = by_client_.find(std::string(client_id));
  return found == by_client_.end() ? nullptr : &apps_[found->second];
}

std::optional<Held> Org::find(Kind kind, std::string_view id,
                              std::uint32_t count) const {
  const auto value = ids_.decode(kind, id);
  if (!value) return std::nullopt;
  const Held held = Held::unpack(*value);
  if (held.user >= users() || held.slot >= slots() || held.nth >= count) {
    return std::nullopt;
  }
  return held;
}

std::optional<Held> Org::find_token(std::string_view id) const {
  const auto held = find(Kind::token, id, tokens());
  return held && has_token(*held) ? held : std::nullopt;
}

std::optional<Held> Org::find_grant(std::string_view id) const {
  const auto held = find(Kind::grant, id, grants());
  return held && has_grant(*held) ? held : std::nullopt;
}

void Org::revoke_token(Held held) {
  changed_[held.user].tokens.insert(held.packed());
  changed_[held.user].given.erase(held.packed());
}

void Org::revoke_grant(Held held) {
  changed_[held.user].grants.insert(held.packed());
}

void Org::revoke_tokens(std::uint32_t user, std::uint32_t slot) {
  for (std::uint32_t n = 0; n < tokens(); ++n) revoke_token({user, slot, n});
}

void Org::revoke_grants(std::uint32_t user, std::uint32_t slot) {
  for (std::uint32_t n = 0; n < grants(); ++n) revoke_grant({user, slot, n});
}

void Org::revoke_user_tokens(std::uint32_t user) {
  changed_[user].no_tokens = true;
  changed_[user].given.clear();
}

void Org::revoke_app_tokens(const App& app) {
  app_without_tokens_[app.index] = true;
  for (auto& [user, made] : changed_) {
    std::erase_if(made.given, [&, of = user](std::uint64_t packed) {
      return this->app(of, Held::unpack(packed).slot).index == app.index;
    });
  }
}

void Org::set_login(std::uint32_t user, const std::string& login) {
  remember(user);
  changed_[user].login = login;
  by_new_login_[lower(login)] = user;
}

void Org::remove(std::uint32_t user) {
  remember(user);
  changed_[user].removed = true;
}

void Org::reset() {
  changed_.clear();
  earlier_.clear();
  by_new_login_.clear();
  app_without_tokens_.assign(apps_.size(), false);
  app_without_grants_.assign(apps_.size(), false);
  pending_.clear();
  for (const std::uint32_t app : changed_apps_) apps_[app] = make_app(app);
  changed_apps_.clear();
  groups_.reset();
  assignments_.reset();
  factors_.reset();
  roles_.reset();
  sessions_.reset();
  app_grants_.reset();
  credentials_.reset();
  devices_.reset();
  api_tokens_.reset();
}

}  // namespace sim
