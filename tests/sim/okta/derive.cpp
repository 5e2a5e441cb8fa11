// derive.cpp - the second half of org.h: objects out of the seed.
// Everything here is a pure function of (seed, indexes) and, for a user's
// status, of what was changed.
#include <algorithm>
#include <array>
#include <charconv>

#include "okta/org.h"
#include "okta/words.h"
#include "wire/text.h"

namespace sim {

std::int64_t time_since(std::int64_t earliest, std::uint64_t h) {
  const auto span = static_cast<std::uint64_t>(kEpoch - earliest + 1);
  return earliest + static_cast<std::int64_t>(h % span);
}

std::uint64_t Org::draw(std::uint64_t tag, std::uint64_t a,
                        std::uint64_t b) const {
  return mix(options_.seed, tag, a, b);
}

// The first eight users are active and one of the next is not, so that an org
// of any size shows both.
Status Org::first_status(std::uint32_t user) const {
  if (user < 8) return Status::active;
  if (user == kDeactivated) return Status::deprovisioned;
  const std::uint64_t percent = draw('S', user) % 100;
  if (percent < 5) return Status::deprovisioned;
  constexpr std::array<Status, 6> others = {
      Status::locked_out, Status::password_expired, Status::provisioned,
      Status::recovery,   Status::staged,           Status::suspended};
  if (percent < 17) return others[(percent - 5) / 2];
  return Status::active;
}

User Org::user(std::uint32_t index) const {
  const std::uint64_t h = draw('U', index);
  const Name& first = first_names()[h % first_names().size()];
  const Name& last = last_names()[(h >> 8) % last_names().size()];
  User u;
  u.index = index;
  u.id = ids_.encode(Kind::user, index);
  u.first_name = first.text;
  u.last_name = last.text;
  const std::string local = std::string(first.login) + "." +
                            std::string(last.login) + "." +
                            std::to_string(index);
  // Some logins have a '+', which a query string must not carry as it is.
  u.login = local + ((h >> 16) % 16 == 0 ? "+ext" : "") +
            ((h >> 20) % 4 == 0 ? "@example.org" : "@example.com");
  u.email = (h >> 24) % 8 == 0 ? local + "@mail.example.com" : u.login;
  if ((h >> 28) % 4 == 0) {
    u.mobile_phone = "+1-555-01" + std::to_string(10 + (h >> 30) % 90);
  }

  u.status = status(index);
  u.created = time_since(kEpoch - kThreeYears, draw('C', index));
  const Changes* made = changes(index);
  if (made && made->login) u.login = *made->login;
  u.status_changed =
      made && made->status ? kEpoch : time_since(u.created, draw('D', index));
  u.last_updated = time_since(*u.status_changed, draw('E', index));
  const bool changed = made && made->status;
  // As often as was recorded (facts, 2.1), a staged user has no statusChanged,
  // and an active one no activated; few list their e-mail addresses.
  const std::uint64_t r = draw('R', index);
  if (u.status == Status::staged && !changed && r % 36 < 21) {
    u.status_changed.reset();
  }
  const bool unknown = u.status == Status::active && r % 41 < 7;
  if (u.status != Status::staged && !unknown) u.activated = u.created;
  u.lists_emails = r % 103 < 3;
  u.rare = options_.rare && (r >> 16) % 2 == 0;
  if (options_.rare && u.status == Status::staged && (r >> 24) % 2 == 0) {
    u.transition = Status::provisioned;
  }
  const auto pending = pending_.find(index);
  if (pending != pending_.end()) u.transition = pending->second.status;
  if (u.status == Status::staged || u.status == Status::provisioned) return u;
  u.password_changed = time_since(u.created, draw('F', index));
  if (draw('G', index) % 10 != 0) {
    u.last_login = time_since(u.created, draw('L', index));
  }
  return u;
}

// Logins carry the user's index before the '@', unless they were changed; a
// shortname is what stands before it, and so is never ambiguous. What can't be
// a segment of a path is found by a search only (facts, 2).
std::optional<std::uint32_t> Org::find_login(std::string_view login) const {
  if (login.find_first_of("/?") != login.npos) return std::nullopt;
  const auto letters = [this](std::string_view text) {
    return options_.login_any_case ? lower(text) : std::string(text);
  };
  const std::string wanted = letters(login);
  const auto renamed = by_new_login_.find(lower(login));
  if (renamed != by_new_login_.end()) {
    const std::uint32_t user_index = renamed->second;
    const bool same = letters(user(user_index).login) == wanted;
    return same && exists(user_index) ? std::optional(user_index)
                                      : std::nullopt;
  }
  const std::string local = wanted.substr(0, wanted.find('@'));
  const std::string plain = local.substr(0, local.find('+'));
  const std::size_t dot = plain.rfind('.');
  if (dot == std::string::npos) return std::nullopt;
  std::uint32_t index = 0;
  const char* end = plain.data() + plain.size();
  const auto parsed = std::from_chars(plain.data() + dot + 1, end, index);
  if (parsed.ec != std::errc{} || parsed.ptr != end || index >= users()) {
    return std::nullopt;
  }
  const std::string real = letters(user(index).login);
  const bool same = wanted == real || wanted == real.substr(0, real.find('@'));
  return same && exists(index) ? std::optional(index) : std::nullopt;
}

App Org::make_app(std::uint32_t index) const {
  const std::uint64_t h = draw('A', index);
  const auto names = app_names();
  App a;
  a.index = index;
  a.id = ids_.encode(Kind::app, index);
  a.label = names[index % names.size()];
  if (index >= names.size()) {
    a.label += "-" + std::to_string(1 + index / names.size());
  }
  a.created = time_since(kEpoch - kThreeYears, h);
  a.last_updated = time_since(a.created, h >> 7);
  a.name = "oidc_client";
  a.sign_on_mode = "OPENID_CONNECT";
  constexpr std::array<std::string_view, 3> types = {"native", "web",
                                                     "browser"};
  a.application_type = types[(h >> 20) % types.size()];
  // Every sixth app has a client id of its own (facts, 1.4).
  a.client_id =
      index % 6 == 1 ? "customClientIdNative" + std::to_string(index) : a.id;
  if (index % 5 == 2) a.client_uri = "https://app.example.com/" + a.id;
  if (index % 4 == 3) a.logo_uri = "https://cdn.example.com/" + a.id + ".png";
  // Refresh-token windows: the default of seven days, up to the maximum of
  // 2,628,000 minutes (facts, 1.3).
  constexpr std::array<std::int64_t, 4> windows = {7, 90, 365, 1825};
  a.idle_window = windows[index % windows.size()] * kDay;

  if (index < pool_) return a;
  if (index >= pool_ + kExtraApps) {
    const RareApp& rare = rare_apps()[index - pool_ - kExtraApps];
    a.name = rare.name;
    a.label = rare.label;
    a.sign_on_mode = rare.sign_on_mode;
    a.built_in = !a.sign_on_mode.empty();
    a.application_type = a.built_in ? "browser" : "";
    a.client_id = a.built_in ? "okta." + a.id : "";
    return a;
  }
  switch (index - pool_) {
    case 0:
      a.active = false;
      break;
    case 1:
      a.application_type = "service";
      break;
    case 2:
      a.name = "bookmark";
      a.sign_on_mode = "BOOKMARK";
      break;
    default:
      a.name = "example_saml_" + std::to_string(index - pool_);
      a.sign_on_mode = "SAML_2_0";
  }
  if (index - pool_ >= 2) {
    a.application_type.clear();
    a.client_id.clear();
  }
  return a;
}

std::size_t Org::server_of(Held held) const {
  return draw('V', held.packed()) % kServers;
}

// A token's last use lies within its window, so that it has not expired: what
// expired is no longer listed.
Token Org::token(Held held) const {
  const std::uint64_t key = held.packed();
  const std::int64_t window = app(held.user, held.slot).idle_window;
  Token t;
  t.id = ids_.encode(Kind::token, key);
  t.server = server_of(held);
  constexpr std::size_t offline_access = 1;
  t.scopes = {draw('X', key) % kNamedScopes};
  if (t.scopes[0] != offline_access) t.scopes.push_back(offline_access);
  t.last_updated =
      time_since(kEpoch - std::min(window, kThreeYears) + 1, draw('Y', key));
  t.created = t.last_updated;
  if (draw('Z', key) % 3 != 0) {  // used since it was issued
    const auto age =
        static_cast<std::uint64_t>(t.created - kEpoch + kThreeYears);
    t.created -= static_cast<std::int64_t>(draw('z', key) % (age + 1));
  }
  t.expires_at = t.last_updated + window;
  return t;
}

// One grant per user, client, server and scope (facts, 1.4): nth is mapped to
// a pair (server, scope), each pair once.
Grant Org::grant(Held held) const {
  const std::uint64_t key = held.packed();
  const std::uint64_t turn = draw('g', held.user, held.slot);
  Grant g;
  g.id = ids_.encode(Kind::grant, key);
  g.server = (held.nth + turn) % kServers;
  g.scope = held.nth / kServers;
  if (g.scope < kNamedScopes) g.scope = (g.scope + (turn >> 8)) % kNamedScopes;
  g.scope_id = scope_id(g.server, g.scope);
  g.created = time_since(kEpoch - kThreeYears, draw('c', key));
  // Early grants have no createdBy (facts, 1.4).
  g.has_creator = g.created > kEpoch - kThreeYears + 200 * kDay;
  g.last_updated = g.created;
  const std::uint64_t a = draw('a', key);
  g.of_admin = options_.rare && g.server == kOrgServer && a % 2 == 0;
  g.names_client = !g.of_admin || a % 4 == 0;
  return g;
}

}  // namespace sim
