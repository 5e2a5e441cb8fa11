// serve_users.cpp - operations on users and on the clients of a user
// (facts, 1.1 and 2).
#include <rapidjson/document.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "errors.h"
#include "okta/filter.h"
#include "okta/objects.h"
#include "okta/paging.h"
#include "okta/routes.h"
#include "wire/member.h"

namespace sim {
namespace {

Attributes attributes_of(const Org& org, std::uint32_t index) {
  return [user = org.user(index)](
             std::string_view name) -> std::optional<std::string> {
    const auto time = [](Time t) {
      return t ? std::optional(iso_time(*t)) : std::nullopt;
    };
    if (name == "id") return user.id;
    if (name == "status") return std::string(status_name(user.status));
    if (name == "lastUpdated") return time(user.last_updated);
    if (name == "created") return time(user.created);
    if (name == "activated") return time(user.activated);
    if (name == "statusChanged") return time(user.status_changed);
    if (name == "lastLogin") return time(user.last_login);
    if (name == "profile.login") return user.login;
    if (name == "profile.email") return user.email;
    if (name == "profile.firstName") return user.first_name;
    if (name == "profile.lastName") return user.last_name;
    if (name == "profile.mobilePhone") return user.mobile_phone;
    return std::nullopt;
  };
}

// "Accept/Content-Type: application/json; okta-response=omitCredentials,.."
bool wants_credentials(const Call& call) {
  const auto omits = [](const std::optional<std::string>& header) {
    return header && header->find("omitCredentials") != std::string::npos;
  };
  return !omits(call.header("Accept")) && !omits(call.header("Content-Type"));
}

View user_view(const Call& call) {
  View view;
  view.base = call.base;
  view.credentials = wants_credentials(call);
  return view;
}

bool same_letters(char a, char b) {
  return std::tolower(static_cast<unsigned char>(a)) ==
         std::tolower(static_cast<unsigned char>(b));
}

bool starts_with(std::string_view text, std::string_view start) {
  return text.size() >= start.size() &&
         std::ranges::equal(text.substr(0, start.size()), start, same_letters);
}

using Chosen = std::function<bool(std::uint32_t user)>;

// `q`: the start of a name or e-mail address.
Chosen named(const Org& org, const std::string& q) {
  return [&org, q](std::uint32_t index) {
    const User user = org.user(index);
    return user.status != Status::deprovisioned &&
           (starts_with(user.first_name, q) || starts_with(user.last_name, q) ||
            starts_with(user.email, q));
  };
}

// Nothing: the expression is not allowed. The plain list and `q` leave out
// who is deprovisioned.
std::optional<Chosen> choose(const Org& org, const Call& call) {
  const auto search = call.param("search");
  const auto text = search ? search : call.param("filter");
  if (text) {
    const auto filter =
        Filter::parse(*text, search ? kUserSearch : kUserFilter);
    if (!filter) return std::nullopt;
    return [&org, filter](std::uint32_t user) {
      return filter->matches(attributes_of(org, user));
    };
  }
  if (const auto q = call.param("q")) return named(org, *q);
  return [&org](std::uint32_t user) {
    return org.status(user) != Status::deprovisioned;
  };
}

Listing in_order(const Org& org, const Chosen& chosen, const View& view) {
  Listing list;
  list.find = [&org,
               chosen](std::uint64_t from) -> std::optional<std::uint64_t> {
    for (std::uint64_t i = from; i < org.users(); ++i) {
      const auto user = static_cast<std::uint32_t>(i);
      if (org.exists(user) && chosen(user)) return i;
    }
    return std::nullopt;
  };
  list.write = [&org, view](Json& json, std::uint64_t position) {
    write_user(json, org, static_cast<std::uint32_t>(position), view);
  };
  return list;
}

// `sortBy` is for searches only; equal values by id.
Listing sorted(const Org& org, const Chosen& chosen, const View& view,
               const std::string& attribute, bool descending) {
  std::vector<std::pair<std::string, std::uint32_t>> keyed;
  for (std::uint32_t user = 0; user < org.users(); ++user) {
    if (!org.exists(user) || !chosen(user)) continue;
    keyed.emplace_back(attributes_of(org, user)(attribute).value_or(""), user);
  }
  std::ranges::sort(keyed);
  if (descending) std::ranges::reverse(keyed);
  Listing list;
  list.find = [n = keyed.size()](std::uint64_t from) {
    return from < n ? std::optional(from) : std::nullopt;
  };
  list.write = [&org, view, keyed](Json& json, std::uint64_t position) {
    write_user(json, org, keyed[position].second, view);
  };
  return list;
}

Answer list_users(Org& org, const Call& call) {
  const auto chosen = choose(org, call);
  if (!chosen) return bad_search();
  PageRules rules;
  rules.default_limit = 200;
  rules.padded_cursor = false;
  for (const char* name : {"search", "filter", "q", "sortBy", "sortOrder"}) {
    if (const auto value = call.param(name)) rules.echoed[name] = *value;
  }
  const bool by_name = !call.param("search") && !call.param("filter") &&
                       call.param("q").has_value();
  if (by_name) {
    rules.default_limit = 10;
    rules.pages = false;
  }
  const auto sort = call.param("sortBy");
  if (!sort || !call.param("search")) {
    return page(call, org.ids(), rules,
                in_order(org, *chosen, user_view(call)));
  }
  const bool descending = call.param("sortOrder") == "desc";
  return page(call, org.ids(), rules,
              sorted(org, *chosen, user_view(call), *sort, descending));
}

// By id, login or shortname.
std::optional<std::uint32_t> find_user(const Org& org, const std::string& key) {
  const auto by_id = org.find_user(key);
  return by_id ? by_id : org.find_login(key);
}

Answer user_answer(const Org& org, const Call& call, std::uint32_t user) {
  View view = user_view(call);
  view.single = true;
  return ok(json_text([&](Json& json) { write_user(json, org, user, view); }));
}

Answer get_user(Org& org, const Call& call) {
  const auto user = find_user(org, call.ids[0]);
  if (!user) return not_found(call.ids[0], "User");
  return user_answer(org, call, *user);
}

// A partial update; of the profile only the login changes (facts, 2).
Answer update_user(Org& org, const Call& call) {
  const auto user = find_user(org, call.ids[0]);
  if (!user) return not_found(call.ids[0], "User");
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(call.body.data(),
                                                 call.body.size());
  const rapidjson::Value* profile =
      document.HasParseError() || !document.IsObject()
          ? nullptr
          : member(document, "profile");
  if (profile == nullptr || !profile->IsObject()) {
    return error(400, "E0000003", "The request body was not well-formed.");
  }
  const std::string login = text_member(*profile, "login");
  if (!login.empty()) org.set_login(*user, login);
  return user_answer(org, call, *user);
}

// The first DELETE deactivates, the second one deletes.
Answer delete_user(Org& org, const Call& call) {
  const auto user = find_user(org, call.ids[0]);
  if (!user) return not_found(call.ids[0], "User");
  if (org.status(*user) == Status::deprovisioned) {
    org.remove(*user);
  } else {
    org.set_status(*user, Status::deprovisioned);
  }
  return no_content();
}

Answer revoke_sessions(Org& org, const Call& call) {
  const auto user = find_user(org, call.ids[0]);
  if (!user) return not_found(call.ids[0], "User");
  if (call.param("oauthTokens") == "true") org.revoke_user_tokens(*user);
  return no_content();
}

// One of the lifecycle operations.
Answer change(Org& org, const Call& call, Status from, Status to) {
  const auto user = find_user(org, call.ids[0]);
  if (!user) return not_found(call.ids[0], "User");
  const bool deactivates = to == Status::deprovisioned;
  const Status now = org.status(*user);
  if (deactivates ? now == to : now != from) {
    return error(403, "E0000038",
                 "This operation is not allowed in the user's current status.");
  }
  org.set_status(*user, to);
  return ok("{}");
}

Answer deactivate(Org& org, const Call& call) {
  return change(org, call, Status::active, Status::deprovisioned);
}
Answer suspend(Org& org, const Call& call) {
  return change(org, call, Status::active, Status::suspended);
}
Answer unsuspend(Org& org, const Call& call) {
  return change(org, call, Status::suspended, Status::active);
}

// Not paged, and no Link header (facts, 1.2).
Answer list_clients(Org& org, const Call& call) {
  const auto user = org.find_user(call.ids[0]);
  if (!user) return not_found(call.ids[0], "User");
  View view;
  view.base = call.base;
  Listing list;
  list.find = [&](std::uint64_t from) -> std::optional<std::uint64_t> {
    for (std::uint64_t slot = from; slot < org.slots(); ++slot) {
      if (org.has_client(*user, static_cast<std::uint32_t>(slot))) return slot;
    }
    return std::nullopt;
  };
  list.write = [&](Json& json, std::uint64_t slot) {
    write_client(json, org, *user, static_cast<std::uint32_t>(slot), view);
  };
  return whole_list(list);
}

Answer describe_org(Org& org, const Call& call) {
  return ok(json_text([&](Json& json) {
    object(json, [&] {
      field(json, "id", org.ids().encode(Kind::org, 0));
      field(json, "pipeline", "idx");
      object(json, "_links", [&] { link(json, "organization", call.base); });
    });
  }));
}

constexpr std::array<Route, 10> kRoutes = {{
    {"GET", "/api/v1/users", "okta.users.read", Bucket::users, list_users},
    {"GET", "/api/v1/users/{id}", "okta.users.read", Bucket::user_read,
     get_user},
    {"POST", "/api/v1/users/{id}", "okta.users.manage", Bucket::user_write,
     update_user},
    {"DELETE", "/api/v1/users/{id}", "okta.users.manage", Bucket::user_write,
     delete_user},
    {"DELETE", "/api/v1/users/{userId}/sessions", "okta.users.manage",
     Bucket::users, revoke_sessions},
    {"POST", "/api/v1/users/{id}/lifecycle/deactivate", "okta.users.manage",
     Bucket::users, deactivate},
    {"POST", "/api/v1/users/{id}/lifecycle/suspend", "okta.users.manage",
     Bucket::users, suspend},
    {"POST", "/api/v1/users/{id}/lifecycle/unsuspend", "okta.users.manage",
     Bucket::users, unsuspend},
    {"GET", "/api/v1/users/{userId}/clients", "okta.users.read", Bucket::users,
     list_clients},
    {"GET", "/.well-known/okta-organization", "", Bucket::none, describe_org},
}};

}  // namespace

std::span<const Route> user_routes() { return kRoutes; }

}  // namespace sim
