// denial.cpp - words for credentials that are not accepted, or not enough.
#include "pace/denial.h"

#include "http/parameters.h"

namespace idp {
namespace {

struct Adviser {
  const CallSite& site;
  const http::Response& response;

  bool unknown() const { return response.status == 401; }

  // Empty: it is not a scope that is missing.
  std::string missing_scope() const {
    if (http::challenge_parameter(response, "error") != "insufficient_scope")
      return {};
    const std::string scope = http::challenge_parameter(response, "scope");
    return scope.empty() ? site.method.scope : shown(site.org, scope);
  }

  std::string operator()(const ApiToken&) const {
    if (unknown()) {
      return "The token " + place_text(site.org) +
             " is not valid there: tokens end when they are revoked, when "
             "their owner is deactivated or after 30 days without use.";
    }
    if (site.method.scope.empty()) {
      return "The token (from " + site.org.source +
             ") may not do this: check that it belongs to '" +
             site.org.subdomain + "'.";
    }
    return "The token (from " + site.org.source +
           ") may not do this: it needs " + site.method.scope +
           ", or an owner whose admin role allows it.";
  }

  std::string operator()(const AccessToken&) const {
    if (unknown()) {
      return "The access token " + place_text(site.org) +
             " is not valid there: it may have ended, as most do after an "
             "hour, or belong to another org. Configure a new one, or a "
             "service app, which gets its own.";
    }
    if (const std::string scope = missing_scope(); !scope.empty()) {
      return "The access token " + place_text(site.org) +
             " does not have the scope " + scope + ": get one that has it.";
    }
    return "The access token " + place_text(site.org) +
           " may not do this: who it was issued to needs an admin role that "
           "allows it.";
  }

  std::string operator()(const ServiceApp& app) const {
    const std::string name =
        "service app " + app.client_id + " " + place_text(site.org);
    if (unknown()) {
      return "The org did not accept the access token that it had just given "
             "to the " +
             name +
             ": check that the app is active, and run the statement "
             "again.";
    }
    const std::string scope = missing_scope();
    if (scope.empty()) {
      return "The " + name +
             " may not do this: an admin has to assign it an admin role that "
             "allows it. Scopes alone are not enough.";
    }
    return "The " + name + " does not have the scope " + scope +
           ": an admin has to grant it to the app" +
           (app.scopes.empty()
                ? "."
                : ", and the setting \"scopes\" has to name it.");
  }
};

}  // namespace

std::string denial_advice(const CallSite& site,
                          const http::Response& response) {
  if (is_unauthenticated(site.resource.provider, response)) {
    return "The credential " + place_text(site.org) +
           " did not reach the org as one that it knows: check that it is "
           "whole and of the kind that was configured, and that no proxy in "
           "between takes its header away.";
  }
  return std::visit(Adviser{site, response}, site.org.credential);
}

}  // namespace idp
