// routes.h - which operation a call is.
// In: a method and the path's segments.  Out: a Route, and what stands for its
// {..}.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "okta/org.h"
#include "okta/rates.h"
#include "wire/answer.h"

namespace sim {

// An operation: a row of a table in the file that serves its subject.
struct Route {
  std::string_view method;
  std::string_view path;   // "/api/v1/users/{userId}/clients"
  std::string_view scope;  // "okta.users.read"; empty: needs no token
  Bucket bucket;
  Answer (*serve)(Org& org, const Call& call);
};

// "GET /api/v1/users/{userId}/clients".
std::string name_of(const Route& route);

struct Match {
  const Route* route = nullptr;  // null: there is no such operation
  std::vector<std::string> ids;
  bool path_known = false;  // another method would have fitted
};

// Decoded. A segment ends at a `;`, sent as it is or as %3B (facts, 2).
std::vector<std::string> segments_of(std::string_view path);

Match find_route(std::string_view method,
                 const std::vector<std::string>& segments);

// The operations by subject.
std::span<const Route> user_routes();
std::span<const Route> token_routes();
std::span<const Route> grant_routes();
std::span<const Route> app_routes();
std::span<const Route> log_routes();
std::span<const Route> app_grant_routes();
std::span<const Route> credential_routes();
std::span<const Route> api_token_routes();
std::span<const Route> server_routes();
std::span<const Route> device_routes();
std::span<const Route> lifecycle_routes();
std::span<const Route> group_routes();
std::span<const Route> assignment_routes();
std::span<const Route> factor_routes();
std::span<const Route> role_routes();

}  // namespace sim
