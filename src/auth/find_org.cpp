// find_org.cpp - compares names; an org is never guessed.
#include "auth/find_org.h"

#include <algorithm>

#include "lower.h"

namespace idp {
namespace {

using Orgs = std::vector<const Org*>;

// "'acme' (by idp_configure()), 'login.acme.com' (by …)"
std::string list(const Orgs& orgs) {
  std::string text;
  for (const Org* org : orgs) {
    text += (text.empty() ? "'" : ", '") + org->subdomain + "' (by " +
            org->source + ")";
  }
  return text;
}

Result<const Org*> default_org(const Orgs& orgs) {
  if (orgs.size() == 1) return orgs.front();
  const auto found = std::ranges::find(orgs, true, &Org::is_default);
  if (found != orgs.end()) return *found;
  return Error{"which org is meant? There are " + list(orgs) +
               ", and none is the default. Add WHERE subdomain = …, or mark "
               "one with \"default\": true."};
}

// What people write for a subdomain that is none.
std::string hint(const std::string& name) {
  if (name.find_first_of("/@") != name.npos) {
    return " A subdomain is 'acme' or a whole host such as 'login.acme.com': "
           "no scheme, path or user.";
  }
  return {};
}

// By the name that the settings give, else by the host.
Orgs named(const Orgs& orgs, const std::string& name,
           const Provider& provider) {
  const bool plain = name.find_first_of(".:") == name.npos;
  const std::string host = plain ? name + "." + provider.domain : name;
  const bool own_hosts = provider.servers.empty();
  Orgs found;
  for (const Org* org : orgs) {
    if (lower(org->subdomain) == name) return {org};
    if (own_hosts && org->origin.authority() == host) found.push_back(org);
  }
  return found;
}

}  // namespace

Result<const Org*> name_org(const Settings& settings,
                            const std::optional<std::string>& subdomain,
                            const Provider& provider) {
  Orgs orgs;
  for (const Org& org : settings.orgs) {
    if (org.provider == provider.name) orgs.push_back(&org);
  }
  const std::string how_to = provider.setup.advice(settings.configurable);
  if (orgs.empty()) {
    return Error{(settings.orgs.empty() ? std::string("no org")
                                        : "no org of " + provider.title) +
                 " is configured. " + how_to};
  }
  if (!subdomain) return default_org(orgs);
  const Orgs found = named(orgs, lower(*subdomain), provider);
  if (found.size() == 1) return found.front();
  if (found.size() > 1) {
    return Error{"subdomain '" + *subdomain + "' is the host of several: " +
                 list(found) + ". Use one of their names."};
  }
  return Error{"no credential is configured for subdomain '" + *subdomain +
               "', only for " + list(orgs) +
               ". A token is sent to its own org and nowhere else." +
               hint(*subdomain) + " " + how_to};
}

Result<const Org*> find_org(const Settings& settings,
                            const std::optional<std::string>& subdomain,
                            const Provider& provider, Stop& stop) {
  Result<const Org*> org = name_org(settings, subdomain, provider);
  if (!org) return org;
  if (Status status = (*org)->ready(stop); !status) return status.error();
  return org;
}

}  // namespace idp
