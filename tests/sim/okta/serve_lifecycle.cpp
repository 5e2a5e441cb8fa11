// serve_lifecycle.cpp - what users and apps go through, and the end of a
// user's sessions (facts on jobs, 4 and 5).
#include <algorithm>
#include <array>
#include <initializer_list>

#include "errors.h"
#include "okta/list_users.h"
#include "okta/place.h"
#include "okta/routes.h"

namespace sim {
namespace serve_lifecycle {
namespace {

Answer no_user(const Call& call) { return not_found(call.ids[0], "User"); }

Answer wrong_status() {
  return error(403, "E0000038",
               "This operation is not allowed in the user's current status.");
}

using Statuses = std::initializer_list<Status>;

bool is_one_of(Status status, Statuses statuses) {
  return std::ranges::find(statuses, status) != statuses.end();
}

constexpr Statuses kSignedIn = {Status::active, Status::locked_out,
                                Status::password_expired, Status::recovery};

// A link by which the user goes on: a secret, unless it is mailed.
Answer activation_link(const Call& call, bool mailed) {
  if (mailed) return ok("{}");
  const std::string token = fresh_id("");
  return ok(json_text([&](Json& json) {
    object(json, [&] {
      field(json, "activationUrl", call.base + "/welcome/" + token);
      field(json, "activationToken", token);
    });
  }));
}

// Who has a password is active after it.
Answer activate(Org& org, const Call& call) {
  const auto user = find_user(org, call.ids[0]);
  if (!user) return no_user(call);
  if (!is_one_of(org.status(*user), {Status::staged, Status::deprovisioned})) {
    return error(403, "E0000016",
                 "Activation failed because the user is already active");
  }
  const bool has_password = org.user(*user).password_changed.has_value();
  org.begin_status(*user, has_password ? Status::active : Status::provisioned);
  return activation_link(call, call.param("sendEmail") != "false");
}

// Whoever is deactivated is not found: so it is reported of Okta.
Answer deactivate(Org& org, const Call& call) {
  const auto user = find_user(org, call.ids[0]);
  if (!user || org.status(*user) == Status::deprovisioned) return no_user(call);
  org.begin_status(*user, Status::deprovisioned);
  return ok("{}");
}

Answer reactivate(Org& org, const Call& call) {
  const auto user = find_user(org, call.ids[0]);
  if (!user) return no_user(call);
  if (!is_one_of(org.status(*user), {Status::provisioned, Status::recovery})) {
    return wrong_status();
  }
  return activation_link(call, call.param("sendEmail") == "true");
}

Answer suspension(Org& org, const Call& call, Status from, Status to,
                  const char* cause) {
  const auto user = find_user(org, call.ids[0]);
  if (!user) return no_user(call);
  if (org.status(*user) != from) {
    return error(400, "E0000001", "Api validation failed: user", {cause});
  }
  org.set_status(*user, to);
  return ok("{}");
}

Answer suspend(Org& org, const Call& call) {
  return suspension(org, call, Status::active, Status::suspended,
                    "Cannot suspend a user that is not active");
}
Answer unsuspend(Org& org, const Call& call) {
  return suspension(org, call, Status::suspended, Status::active,
                    "Cannot unsuspend a user that is not suspended");
}

Answer unlock(Org& org, const Call& call) {
  const auto user = find_user(org, call.ids[0]);
  if (!user) return no_user(call);
  if (org.status(*user) != Status::locked_out) {
    return error(403, "E0000032", "Unlock is not allowed for this user.",
                 {"The user is not locked out."});
  }
  org.set_status(*user, Status::active);
  return ok("{}");
}

Answer expire_password(Org& org, const Call& call) {
  const auto user = find_user(org, call.ids[0]);
  if (!user) return no_user(call);
  if (!is_one_of(org.status(*user), kSignedIn)) return wrong_status();
  org.set_status(*user, Status::password_expired);
  return ok(json_text([&](Json& json) {
    write_user(json, org, org.user(*user), user_view(call));
  }));
}

// The answer has one member, a secret.
Answer change_password(Org& org, const Call& call, Status to,
                       std::string_view name, const std::string& secret) {
  const auto user = find_user(org, call.ids[0]);
  if (!user) return no_user(call);
  if (!is_one_of(org.status(*user), kSignedIn)) return wrong_status();
  org.set_status(*user, to);
  if (call.param("revokeSessions") == "true") org.sessions().end(*user);
  if (secret.empty()) return ok("{}");
  return ok(json_text(
      [&](Json& json) { object(json, [&] { field(json, name, secret); }); }));
}

Answer expire_with_password(Org& org, const Call& call) {
  return change_password(org, call, Status::password_expired, "tempPassword",
                         fresh_id(""));
}

Answer reset_password(Org& org, const Call& call) {
  const auto mailed = call.param("sendEmail");
  if (!mailed) {
    return error(400, "E0000001", "Api validation failed: sendEmail",
                 {"sendEmail: The field cannot be left blank"});
  }
  const std::string url =
      *mailed == "true" ? "" : call.base + "/reset_password/" + fresh_id("");
  return change_password(org, call, Status::recovery, "resetPasswordUrl", url);
}

Answer reset_factors(Org& org, const Call& call) {
  const auto user = find_user(org, call.ids[0]);
  if (!user) return no_user(call);
  if (org.status(*user) != Status::active) return wrong_status();
  org.factors().remove_all(*user);
  return ok("{}");
}

// Always the sessions; refresh tokens where it is asked for, grants never.
Answer revoke_sessions(Org& org, const Call& call) {
  const auto user = find_user(org, call.ids[0]);
  if (!user) return no_user(call);
  org.sessions().end(*user);
  if (call.param("oauthTokens") == "true") org.revoke_user_tokens(*user);
  if (call.param("forgetDevices") != "false") {
    org.sessions().forget_devices(*user);
  }
  return no_content();
}

Answer set_active(Org& org, const Call& call, bool active) {
  const App* app = find_app(org, call.ids[0]);
  if (!app) return not_found(call.ids[0], "AppInstance");
  org.set_active(*app, active);
  return ok("{}");
}

Answer activate_app(Org& org, const Call& call) {
  return set_active(org, call, true);
}
Answer deactivate_app(Org& org, const Call& call) {
  return set_active(org, call, false);
}

constexpr std::string_view kManage = "okta.users.manage";

constexpr std::array<Route, 13> kRoutes = {{
    {"POST", "/api/v1/users/{id}/lifecycle/activate", kManage, Bucket::users,
     activate},
    {"POST", "/api/v1/users/{id}/lifecycle/deactivate", kManage, Bucket::users,
     deactivate},
    {"POST", "/api/v1/users/{id}/lifecycle/reactivate", kManage, Bucket::users,
     reactivate},
    {"POST", "/api/v1/users/{id}/lifecycle/suspend", kManage, Bucket::users,
     suspend},
    {"POST", "/api/v1/users/{id}/lifecycle/unsuspend", kManage, Bucket::users,
     unsuspend},
    {"POST", "/api/v1/users/{id}/lifecycle/unlock", kManage, Bucket::users,
     unlock},
    {"POST", "/api/v1/users/{id}/lifecycle/expire_password", kManage,
     Bucket::users, expire_password},
    {"POST", "/api/v1/users/{id}/lifecycle/expire_password_with_temp_password",
     kManage, Bucket::users, expire_with_password},
    {"POST", "/api/v1/users/{id}/lifecycle/reset_password", kManage,
     Bucket::users, reset_password},
    {"POST", "/api/v1/users/{id}/lifecycle/reset_factors", kManage,
     Bucket::users, reset_factors},
    {"DELETE", "/api/v1/users/{userId}/sessions", kManage, Bucket::users,
     revoke_sessions},
    {"POST", "/api/v1/apps/{appId}/lifecycle/activate", "okta.apps.manage",
     Bucket::apps, activate_app},
    {"POST", "/api/v1/apps/{appId}/lifecycle/deactivate", "okta.apps.manage",
     Bucket::apps, deactivate_app},
}};

}  // namespace
}  // namespace serve_lifecycle

std::span<const Route> lifecycle_routes() { return serve_lifecycle::kRoutes; }

}  // namespace sim
