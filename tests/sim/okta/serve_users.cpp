// serve_users.cpp - operations on users and on the clients of a user
// (facts, 1.1 and 2).
#include <rapidjson/document.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "errors.h"
#include "okta/list_users.h"
#include "okta/objects.h"
#include "okta/paging.h"
#include "okta/place.h"
#include "okta/routes.h"
#include "wire/member.h"

namespace sim {
namespace serve_users {
namespace {

Answer user_answer(const Org& org, const Call& call, std::uint32_t user) {
  View view = user_view(call);
  view.single = true;
  return ok(json_text(
      [&](Json& json) { write_user(json, org, org.user(user), view); }));
}

// "me" is who the API token belongs to: an admin, the org's first user. A
// service app is nobody, and what it is told is not documented.
Answer get_user(Org& org, const Call& call) {
  const bool me = call.ids[0] == "me" &&
                  call.header("Authorization").value_or("").starts_with("SSWS");
  const auto user = me && org.users() > 0 && org.exists(0)
                        ? std::optional(std::uint32_t{0})
                        : find_user(org, call.ids[0]);
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
    org.begin_status(*user, Status::deprovisioned);
  }
  return no_content();
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

constexpr std::array<Route, 6> kRoutes = {{
    {"GET", "/api/v1/users", "okta.users.read", Bucket::users, list_users},
    {"GET", "/api/v1/users/{id}", "okta.users.read", Bucket::user_read,
     get_user},
    {"POST", "/api/v1/users/{id}", "okta.users.manage", Bucket::user_write,
     update_user},
    {"DELETE", "/api/v1/users/{id}", "okta.users.manage", Bucket::user_write,
     delete_user},
    {"GET", "/api/v1/users/{userId}/clients", "okta.users.read", Bucket::users,
     list_clients},
    {"GET", "/.well-known/okta-organization", "", Bucket::none, describe_org},
}};

}  // namespace
}  // namespace serve_users

std::span<const Route> user_routes() { return serve_users::kRoutes; }

}  // namespace sim
