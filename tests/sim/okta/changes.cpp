// changes.cpp - the third part of org.h: what a change takes with it.
#include <algorithm>

#include "okta/org.h"

namespace sim {

void Org::set_status(std::uint32_t user, Status status) {
  remember(user);
  changed_[user].status = status;
  pending_.erase(user);
  if (!may_hold_tokens(status)) {
    revoke_user_tokens(user);
    sessions_.end(user);
  }
  if (status == Status::deprovisioned) assignments_.remove_all(user);
}

void Org::begin_status(std::uint32_t user, Status status) {
  if (options_.late_s == 0) return set_status(user, status);
  pending_[user] = {now_ + options_.late_s, status};
}

bool Org::due(std::int64_t now) const {
  return std::ranges::any_of(
      pending_, [now](const auto& entry) { return entry.second.due <= now; });
}

void Org::settle(std::int64_t now) {
  const auto pending = pending_;
  for (const auto& [user, to] : pending) {
    if (to.due <= now) set_status(user, to.status);
  }
}

void Org::revoke_if_unassigned(const App& app, std::uint32_t user) {
  const auto slot = slot_of(user, app);
  if (slot && !assignments_.assigned(user, app)) revoke_tokens(user, *slot);
}

void Org::set_member(std::uint32_t group, std::uint32_t user, bool member) {
  if (groups_.member(group, user) == member) return;
  groups_.set_member(group, user, member, now_);
  for (const App& app : apps_) {
    if (assignments_.has_group(app, group)) revoke_if_unassigned(app, user);
  }
}

void Org::unassign_user(const App& app, std::uint32_t user) {
  assignments_.remove_user(app, user);
  revoke_if_unassigned(app, user);
}

void Org::unassign_group(const App& app, std::uint32_t group) {
  assignments_.remove_group(app, group);
  for (std::uint32_t user = 0; user < users(); ++user) {
    if (groups_.member(group, user)) revoke_if_unassigned(app, user);
  }
}

void Org::delete_app(const App& app) {
  App& changed = apps_[app.index];
  changed.deleted = true;
  changed_apps_.insert(app.index);
  app_without_grants_[app.index] = true;
}

void Org::set_label(const App& app, const std::string& label) {
  App& changed = apps_[app.index];
  changed.label = label;
  changed.last_updated = now_;
  changed_apps_.insert(app.index);
}

bool Org::give_token(std::string_view id) {
  const auto held = find(Kind::token, id, tokens());
  if (!held || has_token(*held)) return false;
  const App& of = app(held->user, held->slot);
  if (!of.active || of.deleted) return false;
  changed_[held->user].given.insert(held->packed());
  if (has_token(*held)) return true;
  changed_[held->user].given.erase(held->packed());
  return false;
}

bool Org::give_grant(std::string_view id) {
  const auto held = find(Kind::grant, id, grants());
  if (!held || has_grant(*held)) return false;
  changed_[held->user].grants.erase(held->packed());
  return has_grant(*held);
}

bool Org::give_user(std::string_view id) {
  const auto user = ids_.decode(Kind::user, id);
  if (!user || *user >= users()) return false;
  const auto index = static_cast<std::uint32_t>(*user);
  if (exists(index)) return false;
  remember(index);
  Changes& made = changed_[index];
  made.removed = false;
  made.status = Status::active;
  for (std::uint32_t slot = 0; slot < slots(); ++slot) {
    revoke_grants(index, slot);
  }
  return true;
}

bool Org::give_app(std::string_view id) {
  const App* app = find_app(id);
  if (!app || !app->deleted) return false;
  App& changed = apps_[app->index];
  changed.deleted = false;
  changed.active = true;
  changed.last_updated = now_;
  return true;
}

void Org::set_active(const App& app, bool active) {
  if (app.active == active) return;
  App& changed = apps_[app.index];
  changed.active = active;
  changed.last_updated = now_;
  changed_apps_.insert(app.index);
  if (active) return;
  revoke_app_tokens(app);
  assignments_.remove_by_groups(app);
}

}  // namespace sim
