// assertion.h - checks the JWT by which a service app authenticates
// (private_key_jwt; facts, 5.2).
#pragma once

#include <map>
#include <string>
#include <variant>

#include "oauth/oauth.h"
#include "oauth/service_apps.h"

namespace sim {

using ServiceApps = std::map<std::string, ServiceApp>;  // by client id

// The app that signed it for this endpoint, or the documented error. Its jti
// is used up only when everything else is right.
std::variant<ServiceApp, OauthError> check_assertion(
    const std::string& text, const ServiceApps& apps,
    const std::string& endpoint, const Clock& clock, Replays& replays);

}  // namespace sim
