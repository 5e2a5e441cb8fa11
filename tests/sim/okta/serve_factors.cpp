// serve_factors.cpp - the factors of a user (facts on jobs, 6).
#include <array>
#include <variant>

#include "errors.h"
#include "okta/access_objects.h"
#include "okta/paging.h"
#include "okta/routes.h"

namespace sim {
namespace serve_factors {
namespace {

struct Found {
  std::uint32_t user = 0;
  Factor factor;
};

// The factor that the path names.
std::variant<Found, Answer> find_factor(const Org& org, const Call& call) {
  const auto user = org.find_user(call.ids[0]);
  if (!user) return not_found(call.ids[0], "User");
  for (const Factor& factor : org.factors().of(*user)) {
    if (factor.id == call.ids[1]) return Found{*user, factor};
  }
  return not_found(call.ids[1], "UserFactor");
}

// Not paged, and no Link header.
Answer list_factors(Org& org, const Call& call) {
  const auto index = org.find_user(call.ids[0]);
  if (!index) return not_found(call.ids[0], "User");
  const User user = org.user(*index);
  return ok(json_text([&](Json& json) {
    array(json, [&] {
      for (const Factor& factor : org.factors().of(*index)) {
        write_factor(json, user, factor, call.base);
      }
    });
  }));
}

Answer get_factor(Org& org, const Call& call) {
  const auto found = find_factor(org, call);
  if (const auto* missing = std::get_if<Answer>(&found)) return *missing;
  const auto& [user, factor] = std::get<Found>(found);
  return ok(json_text([&, index = user, &one = factor](Json& json) {
    write_factor(json, org.user(index), one, call.base);
  }));
}

Answer remove_factor(Org& org, const Call& call) {
  const auto found = find_factor(org, call);
  if (const auto* missing = std::get_if<Answer>(&found)) return *missing;
  const Found& one = std::get<Found>(found);
  if (org.status(one.user) == Status::deprovisioned) {
    return error(403, "E0000038",
                 "This operation is not allowed in the user's current status.");
  }
  org.factors().remove(one.user, one.factor.kind);
  return no_content();
}

constexpr std::string_view kFactor =
    "/api/v1/users/{userId}/factors/{factorId}";

constexpr std::array<Route, 3> kRoutes = {{
    {"GET", "/api/v1/users/{userId}/factors", "okta.users.read", Bucket::users,
     list_factors},
    {"GET", kFactor, "okta.users.read", Bucket::users, get_factor},
    {"DELETE", kFactor, "okta.users.manage", Bucket::users, remove_factor},
}};

}  // namespace
}  // namespace serve_factors

std::span<const Route> factor_routes() { return serve_factors::kRoutes; }

}  // namespace sim
