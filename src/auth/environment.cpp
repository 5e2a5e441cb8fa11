// environment.cpp - reads the variables that a provider's document names.
#include "auth/environment.h"

#include <algorithm>
#include <set>

#include "auth/nearest.h"
#include "auth/network_settings.h"
#include "auth/org_settings.h"
#include "auth/secret.h"
#include "number.h"

namespace idp {
namespace {

using json::Tree;

bool is_host(std::string_view setting) {
  return setting == "orgUrl" || setting == "orgName" || setting == "orgId";
}

// The variables of a set that have values, and are not used up.
struct Found {
  json::Object members;
  Source source;
  std::string host, secret;  // the first variable of either kind, if any

  const std::string& text(std::string_view setting) const {
    static const std::string none;
    const auto found = std::ranges::find(members, setting, &json::Member::name);
    return found == members.end() ? none : found->value.text();
  }
};

Found look_up(const Spellings& spellings, const Environment& environment,
              const std::set<std::string>& used) {
  Found found;
  found.source.name = "the environment";
  for (const auto& [setting, names] : spellings) {
    for (const std::string& name : names) {
      const std::string& value = variable(environment, name);
      if (value.empty() || used.contains(name)) continue;
      found.members.push_back({setting, Tree{value}});
      found.source.names.emplace(setting, name);
      if (is_host(setting) && found.host.empty()) found.host = name;
      if (is_secret(setting) && found.secret.empty()) found.secret = name;
      break;
    }
  }
  return found;
}

// The variable that may hold the first setting of a kind.
std::string first_name(const Spellings& spellings,
                       bool (*kind)(std::string_view)) {
  for (const auto& [setting, names] : spellings) {
    if (kind(setting)) return names.front();
  }
  return {};
}

// An org's name and the domain that it is in make its URL.
Status make_url(Found& found, const Provider& provider) {
  const std::string name = found.text("orgName");
  if (name.empty()) return {};
  const std::string base = found.text("baseUrl");
  const std::string label = found.source.label("orgName");
  if (name.find_first_of("./:@") != name.npos) {
    return Error{label +
                 " is refused: it is the name alone that belongs "
                 "there, as \"acme\" of acme." +
                 provider.domain + "."};
  }
  found.members.push_back(
      {"orgUrl", Tree{"https://" + name + "." +
                      (base.empty() ? provider.domain : base)}});
  found.source.names.emplace("orgUrl", label);
  std::erase_if(found.members, [](const json::Member& member) {
    return member.name == "orgName" || member.name == "baseUrl";
  });
  return {};
}

Result<Org> org_of(Found found, const Provider& provider, const World& world) {
  if (Status status = make_url(found, provider); !status) {
    return status.error();
  }
  found.members.push_back({"provider", Tree{provider.name}});
  return make_org(Tree{std::move(found.members)}, found.source, world);
}

std::string half(const std::string& one, const std::string& other,
                 const Provider& provider) {
  return one + " is set, but " + other + " is not. " +
         provider.setup.advice(true);
}

// A host that has no secret, or, where there is no org at all, the reverse.
Status check_halves(const Provider& provider, const Environment& environment,
                    const std::set<std::string>& used, bool none) {
  const std::vector<Spellings>& ways = provider.setup.environment.orgs;
  for (const Spellings& way : ways) {
    const Found found = look_up(way, environment, used);
    if (found.host.empty()) continue;
    return Error{half(found.host, first_name(way, is_secret), provider)};
  }
  for (const Spellings& way : ways) {
    const Found found = look_up(way, environment, used);
    if (found.secret.empty() || !none) continue;
    return Error{half(found.secret, first_name(way, is_host), provider)};
  }
  return {};
}

// Ways to name an org are tried in their order; the first one that has a host
// and a secret uses up its variables.
Status add_provider(Settings& settings, const Provider& provider,
                    const World& world) {
  const std::vector<Spellings>& ways = provider.setup.environment.orgs;
  std::set<std::string> used;
  std::vector<Org> orgs;
  for (const Spellings& way : ways) {
    Found found = look_up(way, world.environment, used);
    if (found.host.empty() || found.secret.empty()) continue;
    for (const auto& [setting, name] : found.source.names) used.insert(name);
    Result<Org> org = org_of(std::move(found), provider, world);
    if (!org) return org.error();
    const bool again = std::ranges::any_of(orgs, [&](const Org& other) {
      return other.subdomain == org->subdomain;
    });
    if (again) continue;
    org->is_default = orgs.empty();
    orgs.push_back(*std::move(org));
  }
  if (Status s = check_halves(provider, world.environment, used, orgs.empty());
      !s) {
    return s;
  }
  add_orgs(settings.orgs, std::move(orgs));
  return {};
}

// Numbers as numbers; the rest stays text.
Tree value_of(const std::string& text) {
  const auto number = whole_number(text);
  return number ? Tree{*number} : Tree{text};
}

Status add_settings(Settings& settings, const Spellings& spellings,
                    bool foreign, const World& world) {
  Found found = look_up(spellings, world.environment, {});
  Tree tree{std::move(found.members)};
  if (Status s = join_proxy(tree, found.source); !s) return s;
  for (json::Member& member : std::get<json::Object>(tree.value)) {
    member.value = value_of(member.value.text());
  }
  if (foreign) leave_out_zero_timeouts(tree);
  return apply_settings(settings, tree, found.source, world);
}

// Every setting that belongs to no org: IDP_PARALLELISM and so on.
Spellings own_spellings() {
  Spellings spellings;
  for (const std::string_view key : plain_keys()) {
    std::string name = "IDP_";
    for (const char c : key) {
      name += 'a' <= c && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    spellings.emplace_back(key, std::vector<std::string>{name});
  }
  return spellings;
}

void add_names(std::vector<std::string_view>& names,
               const Spellings& spellings) {
  for (const auto& [setting, own] : spellings) {
    names.insert(names.end(), own.begin(), own.end());
  }
}

// A variable that is nearly a known one. Many programs have variables, so that
// only a small difference is a mistake.
Status check_names(std::string_view prefix,
                   const std::vector<std::string_view>& known,
                   const Environment& environment) {
  constexpr std::size_t kSlip = 2;
  for (const auto& [name, value] : environment) {
    if (!name.starts_with(prefix) || value.empty() ||
        std::ranges::find(known, name) != known.end()) {
      continue;
    }
    const std::string_view meant = nearest(name, known);
    if (distance(name, meant) <= kSlip) {
      return Error{"there is no variable " + name + "; did you mean " +
                   std::string(meant) + "?"};
    }
  }
  return {};
}

Status check_provider(const Setup::Variables& variables, const World& world) {
  for (const auto& [name, why] : variables.refused) {
    if (!variable(world.environment, name).empty()) {
      return Error{name + " is refused: " + why + "."};
    }
  }
  std::vector<std::string_view> known(variables.ignored.begin(),
                                      variables.ignored.end());
  for (const auto& [name, why] : variables.refused) known.push_back(name);
  for (const Spellings& org : variables.orgs) add_names(known, org);
  add_names(known, variables.settings);
  if (known.empty()) return {};
  return check_names(variables.prefix, known, world.environment);
}

}  // namespace

Status add_environment(Settings& settings, const World& world) {
  for (const Provider& provider : world.providers) {
    const Setup::Variables& variables = provider.setup.environment;
    if (Status s = check_provider(variables, world); !s) return s;
    if (Status s = add_provider(settings, provider, world); !s) return s;
    if (Status s = add_settings(settings, variables.settings, true, world);
        !s) {
      return s;
    }
  }
  return {};
}

Status add_own_variables(Settings& settings, const World& world) {
  const Spellings own = own_spellings();
  std::vector<std::string_view> known = {"IDP_CONFIG", "IDP_SCHEMA_PATH"};
  add_names(known, own);
  if (Status s = check_names("IDP_", known, world.environment); !s) return s;
  return add_settings(settings, own, false, world);
}

}  // namespace idp
