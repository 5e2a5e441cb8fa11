// configure.cpp - what one source of settings says as a whole: orgs, and the
// settings that belong to none.
#include <algorithm>

#include "auth/network_settings.h"
#include "auth/org_settings.h"
#include "auth/settings.h"

namespace idp {
namespace {

constexpr std::string_view kOrgs = "orgs";

Status check_object(const json::Tree& tree, const Source& source,
                    const World& world) {
  if (std::holds_alternative<json::Object>(tree.value)) return {};
  return Error{source.opening + "a JSON object is needed. " +
               world.providers.front().setup.advice(true)};
}

Status check_keys(const json::Tree& tree, const Source& source,
                  const std::vector<std::string_view>& known) {
  for (const auto& [key, value] : tree.members()) {
    if (std::ranges::find(known, key) == known.end()) {
      return Error{source.opening + unknown("setting", key, known)};
    }
  }
  return {};
}

// The trees of the orgs: the text is one itself, or lists them.
Result<std::vector<const json::Tree*>> org_trees(const json::Tree& tree,
                                                 const Source& source,
                                                 const World& world) {
  std::vector<const json::Tree*> trees;
  const json::Tree* list = tree.find(kOrgs);
  std::vector<std::string_view> known = org_keys();
  known.insert(known.end(), kNetworkKeys.begin(), kNetworkKeys.end());
  if (has_org(tree)) trees.push_back(&tree);
  if (list == nullptr) return trees;
  if (!trees.empty()) {
    return Error{source.opening +
                 "give the settings of one org, or \"orgs\" with a list."};
  }
  if (!std::holds_alternative<json::Array>(list->value)) {
    return Error{source.label(kOrgs) + " must be a list of objects."};
  }
  for (const json::Tree& one : list->items()) {
    if (Status s = check_object(one, source, world); !s) return s.error();
    if (Status s = check_keys(one, source, known); !s) return s.error();
    trees.push_back(&one);
  }
  return trees;
}

// An org is its provider's default if it is marked, or if it is the only one of
// the provider here and not marked otherwise.
Status mark_defaults(std::vector<Org>& orgs,
                     const std::vector<const json::Tree*>& trees,
                     const Source& source) {
  for (std::size_t i = 0; i < orgs.size(); ++i) {
    const json::Tree* marked = trees[i]->find("default");
    orgs[i].is_default = marked ? std::get<bool>(marked->value)
                                : std::ranges::count(orgs, orgs[i].provider,
                                                     &Org::provider) == 1;
    for (std::size_t j = 0; j < i; ++j) {
      if (orgs[j].provider != orgs[i].provider) continue;
      if (orgs[j].subdomain == orgs[i].subdomain) {
        return Error{source.opening + "there are two orgs of the name \"" +
                     orgs[i].subdomain + "\"."};
      }
      if (orgs[j].is_default && orgs[i].is_default) {
        return Error{source.opening + "there are two default orgs, \"" +
                     orgs[j].subdomain + "\" and \"" + orgs[i].subdomain +
                     "\"."};
      }
    }
  }
  return {};
}

Status apply_orgs(Settings& settings, const json::Tree& tree,
                  const Source& source, const World& world) {
  const Result<std::vector<const json::Tree*>> trees =
      org_trees(tree, source, world);
  if (!trees) return trees.error();
  std::vector<Org> orgs;
  for (const json::Tree* one : *trees) {
    Result<Org> org = make_org(*one, source, world);
    if (!org) return org.error();
    // Beside one org they are for all.
    if (one != &tree) {
      if (Status s = apply_network(org->network, *one, source, world); !s) {
        return s;
      }
    }
    orgs.push_back(*std::move(org));
  }
  if (Status s = mark_defaults(orgs, *trees, source); !s) return s;
  add_orgs(settings.orgs, std::move(orgs));
  return {};
}

}  // namespace

Status apply(Settings& settings, const json::Tree& tree, const Source& source,
             const World& world) {
  if (Status s = check_object(tree, source, world); !s) return s;
  std::vector<std::string_view> known = plain_keys();
  for (const std::string_view key : org_keys()) known.push_back(key);
  known.push_back(kOrgs);
  if (Status s = check_keys(tree, source, known); !s) return s;
  if (Status s = apply_orgs(settings, tree, source, world); !s) return s;
  return apply_settings(settings, tree, source, world);
}

Result<Settings> configure(const Settings& given, std::string_view text,
                           const World& world) {
  const Source source{"idp_configure()", "idp_configure: ", {}, true};
  if (!given.configurable) {
    const auto limit = given.limits.find("configure");
    const bool by_sql = limit == given.limits.end() || limit->second.most > 0;
    return Error{source.opening + "it is turned off here" +
                 (by_sql ? "" : " by " + limit->second.where) +
                 ". Settings come from the environment and from " +
                 std::string(kSettingsFileRule) + "."};
  }
  // The parser's message has no part of the text in it, which may be a token.
  const Result<json::Tree> tree = json::parse(text);
  if (!tree) {
    return Error{source.opening +
                 "the text is not valid JSON: " + tree.error().text};
  }
  Settings settings = given;
  if (Status s = apply(settings, *tree, source, world); !s) return s.error();
  if (has_org(*tree) || !tree->items(kOrgs).empty()) settings.problem.reset();
  if (settings.problem) return *settings.problem;
  return settings;
}

}  // namespace idp
