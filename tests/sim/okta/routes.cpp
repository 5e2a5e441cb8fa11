// routes.cpp - compares a path with those of all operations.
#include "okta/routes.h"

#include <algorithm>
#include <array>
#include <optional>

namespace sim {
namespace {

std::optional<std::vector<std::string>> ids_in(
    std::string_view path, const std::vector<std::string>& segments) {
  const std::vector<std::string> parts = split_path(path);
  if (parts.size() != segments.size()) return std::nullopt;
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].starts_with('{') && !segments[i].empty()) {
      ids.push_back(segments[i]);
    } else if (parts[i] != segments[i]) {
      return std::nullopt;
    }
  }
  return ids;
}

}  // namespace

std::string name_of(const Route& route) {
  return std::string(route.method) + " " + std::string(route.path);
}

std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> segments = split_path(path);
  for (std::string& segment : segments) {
    segment.resize(std::min(segment.find(';'), segment.size()));
  }
  return segments;
}

Match find_route(std::string_view method,
                 const std::vector<std::string>& segments) {
  Match match;
  for (const auto routes :
       {user_routes(), token_routes(), grant_routes(), app_routes(),
        lifecycle_routes(), group_routes(), assignment_routes(),
        factor_routes(), role_routes(), log_routes(), app_grant_routes(),
        credential_routes(), api_token_routes(), server_routes(),
        device_routes()}) {
    for (const Route& route : routes) {
      auto ids = ids_in(route.path, segments);
      if (!ids) continue;
      match.path_known = true;
      if (route.method != method) continue;
      match.route = &route;
      match.ids = std::move(*ids);
      return match;
    }
  }
  return match;
}

}  // namespace sim
