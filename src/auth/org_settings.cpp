// org_settings.cpp - checks an org's URL, name and credential.
#include "auth/org_settings.h"

#include <algorithm>

#include "auth/secret.h"
#include "lower.h"

namespace idp {
namespace {

using json::Tree;

// Mistakes that the providers' own tools look for, too.
Status check_url(const std::string& url) {
  if (url.find('{') != url.npos) {
    return Error{"it still has the placeholder of a documentation page in it"};
  }
  const std::size_t scheme = url.find("://");
  if (scheme == url.npos) {
    return Error{"it is not a URL: it does not begin with https://"};
  }
  if (url.find("://", scheme + 1) != url.npos) {
    return Error{"it has a scheme twice"};
  }
  return {};
}

Status check_host(const std::string& host, const Setup& setup) {
  const std::size_t dot = std::min(host.find('.'), host.size());
  const std::string_view first = std::string_view(host).substr(0, dot);
  const std::string_view rest =
      std::string_view(host).substr(std::min(dot + 1, host.size()));
  if (!setup.admin_suffix.empty() && first.ends_with(setup.admin_suffix) &&
      std::ranges::find(setup.admin_domains, rest) !=
          setup.admin_domains.end()) {
    return Error{"that is the Admin Console; leave out \"" +
                 setup.admin_suffix + "\""};
  }
  if (host.ends_with(".com.com")) return Error{"it ends in .com.com"};
  return {};
}

// Where all orgs are at the same servers, a token goes there and nowhere else;
// a program on this machine may stand in for them.
Status check_server(const http::Origin& origin, const Provider& provider) {
  const std::vector<std::string>& servers = provider.servers;
  if (servers.empty() || origin.loopback() ||
      std::ranges::find(servers, origin.text()) != servers.end()) {
    return {};
  }
  std::string known;
  for (const std::string& server : servers) {
    known += (known.empty() ? "" : " or ") + server;
  }
  return Error{provider.title + " is at " + known};
}

Result<http::Origin> org_origin(const std::string& url,
                                const Provider& provider) {
  if (Status status = check_url(url); !status) return status.error();
  Result<http::Origin> origin = http::parse_origin(url);
  if (!origin) return origin;
  if (Status status = check_host(origin->host, provider.setup); !status) {
    return status.error();
  }
  if (Status status = check_server(*origin, provider); !status) {
    return status.error();
  }
  return origin;
}

// "acme" for acme.okta.com, else the whole host and port.
std::string subdomain_of(const http::Origin& origin, const Provider& provider) {
  if (provider.domain.empty()) return origin.authority();
  const std::string suffix = "." + provider.domain;
  std::string name = origin.authority();
  if (origin.port.empty() && name.ends_with(suffix)) {
    std::string first = name.substr(0, name.size() - suffix.size());
    if (first.find('.') == first.npos) return first;
  }
  return name;
}

Result<const Provider*> provider_of(const Tree& settings, const Source& source,
                                    const World& world) {
  if (settings.find("provider") == nullptr) return &world.providers.front();
  const std::string& name = settings.text("provider");
  const auto found = std::ranges::find(world.providers, name, &Provider::name);
  if (found != world.providers.end()) return &*found;
  std::vector<std::string_view> names;
  for (const Provider& one : world.providers) names.push_back(one.name);
  return Error{source.label("provider") + ": " +
               unknown("provider", name, names)};
}

Status check_texts(const Tree& settings, const Source& source) {
  for (const std::string_view key :
       {"orgUrl", "orgId", "subdomain", "provider", "authorizationMode"}) {
    const Tree* given = settings.find(key);
    if (given && !std::holds_alternative<std::string>(given->value)) {
      return Error{source.label(key) + " must be a string."};
    }
  }
  const Tree* given = settings.find("default");
  if (given && !std::holds_alternative<bool>(given->value)) {
    return Error{source.label("default") + " must be true or false."};
  }
  return {};
}

// The variable that has the secret, or the source itself.
std::string source_of(const Tree& settings, const Source& source) {
  if (!source.opening.empty()) return source.name;
  for (const auto& [setting, name] : source.names) {
    if (is_secret(setting) && settings.find(setting) != nullptr) return name;
  }
  return source.name;
}

bool has_credential(const Tree& settings) {
  return std::ranges::any_of(
      kCredentialKeys, [&](auto key) { return settings.find(key) != nullptr; });
}

// What the org is called: by either word, since some providers have hosts for
// their orgs, and others ids.
Result<std::string> name_of(const Tree& settings, const http::Origin& origin,
                            const Provider& provider, const Source& source) {
  std::string_view key = "orgId";
  if (settings.find("subdomain") != nullptr) {
    if (settings.find(key) != nullptr) {
      return Error{source.label("subdomain") + " and " + source.label(key) +
                   " are the same; give one."};
    }
    key = "subdomain";
  } else if (settings.find(key) == nullptr) {
    if (provider.servers.empty()) return subdomain_of(origin, provider);
    return Error{source.label(key) + " is needed: which org of " +
                 provider.title + " is it?"};
  }
  std::string name = settings.text(key);
  if (name.empty()) return Error{source.label(key) + " is empty."};
  if (!is_header_value(name)) {
    return Error{source.label(key) +
                 " is refused: the org's name has a blank, a line break or "
                 "another character that no name has."};
  }
  return key == "subdomain" ? lower(std::move(name)) : name;
}

}  // namespace

std::vector<std::string_view> org_keys() {
  std::vector<std::string_view> keys(kOrgKeys.begin(), kOrgKeys.end());
  keys.insert(keys.end(), kCredentialKeys.begin(), kCredentialKeys.end());
  return keys;
}

bool has_org(const Tree& settings) {
  return std::ranges::any_of(
      org_keys(), [&](auto key) { return settings.find(key) != nullptr; });
}

Result<Org> make_org(const Tree& settings, const Source& source,
                     const World& world) {
  if (Status status = check_texts(settings, source); !status) {
    return status.error();
  }
  const Result<const Provider*> provider = provider_of(settings, source, world);
  if (!provider) return provider.error();
  const bool fixed = !(*provider)->servers.empty();
  const bool url = settings.find("orgUrl") != nullptr;
  if ((!url && !fixed) || !has_credential(settings)) {
    return Error{source.opening + (fixed ? "\"orgId\"" : "\"orgUrl\"") +
                 " and a credential belong together; give both: \"token\", or "
                 "\"clientId\" with \"privateKey\", or \"accessToken\"."};
  }
  const Result<http::Origin> origin = org_origin(
      url ? settings.text("orgUrl") : (*provider)->servers.front(), **provider);
  if (!origin) {
    return Error{source.label("orgUrl") +
                 " is refused: " + origin.error().text + "."};
  }
  Result<std::string> name = name_of(settings, *origin, **provider, source);
  if (!name) return name.error();
  Result<GivenCredential> given =
      read_credential(settings, **provider, source, world);
  if (!given) return given.error();
  Org org{(*provider)->name, *std::move(name), *origin,
          std::move(given->credential), source_of(settings, source)};
  org.place = std::move(given->place);
  return org;
}

void add_orgs(std::vector<Org>& orgs, std::vector<Org> given) {
  for (Org& org : given) {
    if (org.is_default) {
      for (Org& other : orgs) {
        if (other.provider == org.provider) other.is_default = false;
      }
    }
    const auto same = std::ranges::find_if(orgs, [&](const Org& other) {
      return other.provider == org.provider && other.subdomain == org.subdomain;
    });
    if (same == orgs.end()) {
      orgs.push_back(std::move(org));
    } else {
      *same = std::move(org);
    }
  }
}

}  // namespace idp
