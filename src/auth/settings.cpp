// settings.cpp - reads settings, and keeps a token with its org.
#include "auth/settings.h"

#include <algorithm>
#include <array>
#include <limits>

#include "auth/nearest.h"
#include "http/lower.h"
#include "json/tree.h"

namespace idp {
namespace {

constexpr std::string_view kHowTo =
    "Set OKTA_CLIENT_ORGURL and OKTA_CLIENT_TOKEN in the environment, or run "
    "SELECT idp_configure('{\"orgUrl\": \"https://acme.okta.com\", "
    "\"token\": \"…\"}').";

// The origin of an org URL, less the mistakes that Okta's SDKs look for, too.
Result<http::Origin> org_origin(const std::string& url) {
  if (url.find('{') != url.npos) {
    return Error{"it still has the placeholder of a documentation page in it"};
  }
  Result<http::Origin> origin = http::parse_origin(url);
  if (!origin) return origin;
  if (origin->host.find("-admin.okta") != origin->host.npos) {
    return Error{"that is the Admin Console; leave out \"-admin\""};
  }
  if (origin->host.ends_with(".com.com")) return Error{"it ends in .com.com"};
  return origin;
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

Result<Org> make_org(const std::string& url, Credential credential,
                     const std::string& url_name, const std::string& source,
                     const Provider& provider) {
  const Result<http::Origin> origin = org_origin(url);
  const Status refused =
      origin ? check_server(*origin, provider) : Status(origin.error());
  if (!refused) {
    return Error{url_name + " is refused: " + refused.error().text + "."};
  }
  return Org{provider.name, subdomain_of(*origin, provider), *origin,
             std::move(credential), source};
}

Result<long> number(std::string_view name, const json::Tree& value, long least,
                    long most) {
  const auto* given = std::get_if<std::int64_t>(&value.value);
  if (given == nullptr || *given < least || *given > most) {
    return Error{"idp_configure: \"" + std::string(name) +
                 "\" must be a whole number from " + std::to_string(least) +
                 " to " + std::to_string(most) + "."};
  }
  return static_cast<long>(*given);
}

// A setting that is a number, named as in Okta's Terraform provider.
struct Number {
  std::string_view key;
  long least, most;
  long (*get)(const Settings&);
  void (*set)(Settings&, long);
};

constexpr long kHour = 3600;

constexpr std::array<Number, 9> kNumbers = {{
    {"max_retries", 0, 100,
     [](const Settings& s) { return long{s.max_retries}; },
     [](Settings& s, long v) { s.max_retries = static_cast<int>(v); }},
    {"min_wait_seconds", 0, kHour,
     [](const Settings& s) { return long{s.min_wait.count()}; },
     [](Settings& s, long v) { s.min_wait = std::chrono::seconds(v); }},
    {"max_wait_seconds", 1, kHour,
     [](const Settings& s) { return long{s.max_wait.count()}; },
     [](Settings& s, long v) { s.max_wait = std::chrono::seconds(v); }},
    {"request_timeout", 1, kHour,
     [](const Settings& s) { return long{s.timeouts.request.count()}; },
     [](Settings& s, long v) { s.timeouts.request = std::chrono::seconds(v); }},
    {"connection_timeout", 1, kHour,
     [](const Settings& s) { return long{s.timeouts.connection.count()}; },
     [](Settings& s, long v) {
       s.timeouts.connection = std::chrono::seconds(v);
     }},
    {"parallelism", 1, 100,
     [](const Settings& s) { return long{s.pace.parallelism}; },
     [](Settings& s, long v) { s.pace.parallelism = static_cast<int>(v); }},
    {"max_api_capacity", 1, 100,
     [](const Settings& s) { return long{s.pace.capacity_percent}; },
     [](Settings& s, long v) {
       s.pace.capacity_percent = static_cast<int>(v);
     }},
    {"max_revocations", 1, 1'000'000,
     [](const Settings& s) { return long{s.max_revocations}; },
     [](Settings& s, long v) { s.max_revocations = static_cast<int>(v); }},
    {"cache_ttl", 0, 24 * kHour,
     [](const Settings& s) { return long{s.cache_ttl.count()}; },
     [](Settings& s, long v) { s.cache_ttl = std::chrono::seconds(v); }},
}};

// A setting that is one of some words, the first of which is its default.
struct Choice {
  std::string_view key;
  std::vector<std::string> (*words)(const Provider&);
  std::string (*get)(const Settings&);
  void (*set)(Settings&, const std::string&);
};

constexpr std::string_view kAuto = "auto";

std::vector<std::string> routes(const Provider& provider) {
  std::vector<std::string> words = {std::string(kAuto)};
  words.insert(words.end(), provider.routes.begin(), provider.routes.end());
  return words;
}

std::vector<std::string> on_off(const Provider&) { return {"on", "off"}; }

std::string on_or_off(bool value) { return value ? "on" : "off"; }

std::vector<std::string> error_policies(const Provider&) {
  return {"continue", "stop"};
}

constexpr std::array<std::string_view, 3> kShowProgress = {kAuto, "on", "off"};

constexpr std::array<Choice, 5> kChoices = {{
    {"writes", on_off, [](const Settings& s) { return on_or_off(s.writes); },
     [](Settings& s, const std::string& word) { s.writes = word == "on"; }},
    {"bulk_revoke", on_off, [](const Settings& s) { return on_or_off(s.bulk); },
     [](Settings& s, const std::string& word) { s.bulk = word == "on"; }},
    {"on_revoke_error", error_policies,
     [](const Settings& s) {
       return std::string(s.stop_on_revoke_error ? "stop" : "continue");
     },
     [](Settings& s, const std::string& word) {
       s.stop_on_revoke_error = word == "stop";
     }},
    {"progress",
     [](const Provider&) {
       return std::vector<std::string>(kShowProgress.begin(),
                                       kShowProgress.end());
     },
     [](const Settings& s) {
       return std::string(kShowProgress[static_cast<std::size_t>(s.progress)]);
     },
     [](Settings& s, const std::string& word) {
       s.progress = static_cast<ShowProgress>(
           std::ranges::find(kShowProgress, word) - kShowProgress.begin());
     }},
    {"route", routes,
     [](const Settings& s) {
       return s.route.empty() ? std::string(kAuto) : s.route;
     },
     [](Settings& s, const std::string& word) {
       s.route = word == kAuto ? std::string() : word;
     }},
}};

constexpr std::string_view kAuditLog = "audit_log";

// Those of an org are named as in okta.yaml; its credential has more.
constexpr std::array<std::string_view, 4> kOrgKeys = {"provider", "orgUrl",
                                                      "subdomain", "orgId"};

std::vector<std::string_view> known_keys() {
  std::vector<std::string_view> keys(kOrgKeys.begin(), kOrgKeys.end());
  keys.insert(keys.end(), kCredentialKeys.begin(), kCredentialKeys.end());
  for (const Number& number : kNumbers) keys.push_back(number.key);
  for (const Choice& choice : kChoices) keys.push_back(choice.key);
  keys.push_back(kAuditLog);
  return keys;
}

Status check_keys(const json::Tree& tree) {
  if (!std::holds_alternative<json::Object>(tree.value)) {
    return Error{"idp_configure: a JSON object is needed, as in " +
                 std::string(kHowTo)};
  }
  const std::vector<std::string_view> known = known_keys();
  for (const auto& [key, value] : tree.members()) {
    if (std::ranges::find(known, key) == known.end()) {
      return Error{"idp_configure: there is no setting \"" + key +
                   "\"; did you mean \"" + std::string(nearest(key, known)) +
                   "\"?"};
    }
  }
  for (const std::string_view key : kOrgKeys) {
    const json::Tree* value = tree.find(key);
    if (value && !std::holds_alternative<std::string>(value->value)) {
      return Error{"idp_configure: \"" + std::string(key) +
                   "\" must be a string."};
    }
  }
  return {};
}

bool is_name(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return '!' <= c && c <= '~'; });
}

// What the org is called: by either word, since some providers have hosts for
// their orgs, and others ids.
Result<std::string> org_name(const json::Tree& tree, const Provider& provider) {
  std::string name = tree.text("orgId");
  if (tree.find("subdomain") != nullptr) {
    if (tree.find("orgId") != nullptr) {
      return Error{
          "idp_configure: \"subdomain\" and \"orgId\" are the same; give one."};
    }
    name = http::lower(tree.text("subdomain"));
    if (name.empty()) return Error{"idp_configure: \"subdomain\" is empty."};
  }
  if (!is_name(name) && !(name.empty() && provider.servers.empty())) {
    return Error{name.empty()
                     ? "idp_configure: \"orgId\" is needed: which org of " +
                           provider.title + " is it?"
                     : "idp_configure: the org's name has a blank, a line "
                       "break or another character that no name has."};
  }
  return name;
}

Status configure_org(Settings& settings, const json::Tree& tree,
                     const Provider& provider) {
  const auto given = [&](auto key) { return tree.find(key) != nullptr; };
  const bool secret = std::ranges::any_of(kCredentialKeys, given);
  if (!secret && std::ranges::none_of(kOrgKeys, given)) return {};
  const bool fixed = !provider.servers.empty();
  if ((!given("orgUrl") && !fixed) || !secret) {
    return Error{
        "idp_configure: " + std::string(fixed ? "\"orgId\"" : "\"orgUrl\"") +
        " and a credential belong together; give both: \"token\", or "
        "\"clientId\" with \"privateKey\", or \"accessToken\"."};
  }
  const Result<std::string> name = org_name(tree, provider);
  if (!name) return name.error();
  Result<Credential> credential = read_credential(tree);
  if (!credential) {
    return Error{"idp_configure: " + credential.error().text};
  }
  Result<Org> org =
      make_org(given("orgUrl") ? tree.text("orgUrl") : provider.servers.front(),
               *std::move(credential), "idp_configure: \"orgUrl\"",
               "idp_configure()", provider);
  if (!org) return org.error();
  if (!name->empty()) org->subdomain = *name;
  std::erase_if(settings.orgs,
                [&](const Org& one) { return one.provider == provider.name; });
  settings.orgs.insert(settings.orgs.begin(), *std::move(org));
  return {};
}

// The provider that the text names, or the first one.
Result<const Provider*> provider_of(const json::Tree& tree,
                                    std::span<const Provider> providers) {
  if (tree.find("provider") == nullptr) return &providers.front();
  const std::string& name = tree.text("provider");
  const auto found = std::ranges::find(providers, name, &Provider::name);
  if (found != providers.end()) return &*found;
  std::vector<std::string_view> names;
  for (const Provider& provider : providers) names.push_back(provider.name);
  return Error{"idp_configure: there is no provider \"" + name +
               "\"; did you mean \"" + std::string(nearest(name, names)) +
               "\"?"};
}

Status configure_choices(Settings& settings, const json::Tree& tree,
                         const Provider& provider) {
  for (const Choice& setting : kChoices) {
    const json::Tree* value = tree.find(setting.key);
    if (value == nullptr) continue;
    const std::vector<std::string> words = setting.words(provider);
    const auto* word = std::get_if<std::string>(&value->value);
    if (word && std::ranges::find(words, *word) != words.end()) {
      setting.set(settings, *word);
      continue;
    }
    std::string known;
    for (const std::string& one : words) {
      known += (known.empty() ? "\"" : ", \"") + one + "\"";
    }
    return Error{"idp_configure: \"" + std::string(setting.key) +
                 "\" must be one of " + known + "."};
  }
  return {};
}

// Not relative: a program may change its directory, and the log must not move.
Status configure_audit_log(Settings& settings, const json::Tree& tree) {
  const json::Tree* value = tree.find(kAuditLog);
  if (value == nullptr) return {};
  const auto* path = std::get_if<std::string>(&value->value);
  const bool usable = path && path->find('\0') == path->npos &&
                      (path->empty() || path->front() == '/');
  if (!usable) {
    return Error{
        "idp_configure: \"audit_log\" must be the absolute path of a file, or "
        "empty for none."};
  }
  settings.audit_log = *path;
  return {};
}

Status configure_numbers(Settings& settings, const json::Tree& tree) {
  for (const Number& setting : kNumbers) {
    const json::Tree* value = tree.find(setting.key);
    if (value == nullptr) continue;
    const Result<long> given =
        number(setting.key, *value, setting.least, setting.most);
    if (!given) return given.error();
    setting.set(settings, *given);
  }
  if (settings.min_wait > settings.max_wait) {
    return Error{
        "idp_configure: \"min_wait_seconds\" is more than "
        "\"max_wait_seconds\"."};
  }
  return {};
}

}  // namespace

Result<Settings> settings_from(const Environment& environment,
                               const Provider& provider) {
  const auto read = [&](const char* name) {
    const char* value = environment(name);
    return std::string(value ? value : "");
  };
  Settings settings;
  const std::string url = read("OKTA_CLIENT_ORGURL");
  std::string token_name = "OKTA_CLIENT_TOKEN";
  std::string token = read(token_name.c_str());
  if (token.empty() && !read("OKTA_API_TOKEN").empty()) {
    token_name = "OKTA_API_TOKEN";
    token = read(token_name.c_str());
  }
  if (url.empty() && token.empty()) return settings;
  if (url.empty() || token.empty()) {
    return Error{(url.empty()
                      ? token_name + " is set, but OKTA_CLIENT_ORGURL"
                      : "OKTA_CLIENT_ORGURL is set, but " + token_name) +
                 " is not. " + std::string(kHowTo)};
  }
  Result<ApiToken> credential = make_api_token(token);
  if (!credential) return Error{token_name + credential.error().text};
  Result<Org> org = make_org(url, *std::move(credential), "OKTA_CLIENT_ORGURL",
                             token_name, provider);
  if (!org) return org.error();
  settings.orgs = {*std::move(org)};
  return settings;
}

Result<Settings> configure(const Settings& given, std::string_view text,
                           std::span<const Provider> providers) {
  // The parser's message has no part of the text in it, which may be a token.
  const Result<json::Tree> tree = json::parse(text);
  if (!tree) {
    return Error{"idp_configure: the text is not valid JSON: " +
                 tree.error().text};
  }
  Settings settings = given;
  if (Status s = check_keys(*tree); !s) return s.error();
  const Result<const Provider*> named = provider_of(*tree, providers);
  if (!named) return named.error();
  const Provider& provider = **named;
  if (Status s = configure_org(settings, *tree, provider); !s) return s.error();
  if (Status s = configure_numbers(settings, *tree); !s) return s.error();
  if (Status s = configure_choices(settings, *tree, provider); !s) {
    return s.error();
  }
  if (Status s = configure_audit_log(settings, *tree); !s) return s.error();
  return settings;
}

std::string describe(const Settings& settings) {
  std::string text = "{";
  if (!settings.orgs.empty()) {
    const Org& org = settings.orgs.front();
    text += "\"subdomain\":" + json::quote(org.subdomain) +
            ",\"orgUrl\":" + json::quote(org.origin.text());
  }
  for (const Number& setting : kNumbers) {
    if (text.size() > 1) text += ",";
    text +=
        json::quote(setting.key) + ":" + std::to_string(setting.get(settings));
  }
  for (const Choice& setting : kChoices) {
    text += "," + json::quote(setting.key) + ":" +
            json::quote(setting.get(settings));
  }
  text += "," + json::quote(kAuditLog) + ":" + json::quote(settings.audit_log);
  return text + "}";
}

Result<const Org*> find_org(const Settings& settings,
                            const std::optional<std::string>& subdomain,
                            const Provider& provider) {
  const auto found =
      std::ranges::find(settings.orgs, provider.name, &Org::provider);
  if (found == settings.orgs.end()) {
    return Error{(settings.orgs.empty() ? std::string("no org")
                                        : "no org of " + provider.title) +
                 " is configured. " + std::string(kHowTo)};
  }
  const Org& org = *found;
  if (!subdomain) return &org;
  const std::string name = http::lower(*subdomain);
  const bool plain = name.find_first_of(".:") == name.npos;
  if (name == http::lower(org.subdomain) ||
      (provider.servers.empty() && name == org.origin.authority()) ||
      (plain && !provider.domain.empty() &&
       name + "." + provider.domain == org.origin.authority())) {
    return &org;
  }
  return Error{"no credential is configured for subdomain '" + *subdomain +
               "', only for '" + org.subdomain + "' (by " + org.source +
               "). A token is sent to its own org and nowhere else. " +
               std::string(kHowTo)};
}

}  // namespace idp
