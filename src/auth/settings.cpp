// settings.cpp - the settings there are, their words and their bounds.
#include "auth/settings.h"

#include <algorithm>
#include <array>
#include <limits>

#include "auth/org_settings.h"

namespace idp {
namespace {

Result<long> number(const std::string& label, const json::Tree& value,
                    long least, long most) {
  const auto* given = std::get_if<std::int64_t>(&value.value);
  if (given == nullptr || *given < least || *given > most) {
    return Error{label + " must be a whole number from " +
                 std::to_string(least) + " to " + std::to_string(most) + "."};
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

constexpr std::array<Number, 8> kNumbers = {{
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

constexpr std::array<std::string_view, 3> kShowProgress = {kAuto, "on", "off"};

constexpr std::array<Choice, 2> kChoices = {{
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

constexpr std::string_view kOrgs = "orgs";

Status check_object(const json::Tree& tree, const Source& source,
                    const World& world) {
  if (std::holds_alternative<json::Object>(tree.value)) return {};
  return Error{source.opening + "a JSON object is needed. " +
               world.providers.front().setup.how_to};
}

Status check_keys(const json::Tree& tree, const Source& source,
                  const std::vector<std::string_view>& known) {
  for (const auto& [key, value] : tree.members()) {
    if (std::ranges::find(known, key) == known.end()) {
      return Error{source.opening + unknown(key, known)};
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
    if (Status s = check_keys(one, source, org_keys()); !s) return s.error();
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
    orgs.push_back(*std::move(org));
  }
  if (Status s = mark_defaults(orgs, *trees, source); !s) return s;
  add_orgs(settings.orgs, std::move(orgs));
  return {};
}

Status apply_choices(Settings& settings, const json::Tree& tree,
                     const Source& source, const Provider& provider) {
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
    return Error{source.label(setting.key) + " must be one of " + known + "."};
  }
  return {};
}

Status apply_numbers(Settings& settings, const json::Tree& tree,
                     const Source& source) {
  for (const Number& setting : kNumbers) {
    const json::Tree* value = tree.find(setting.key);
    if (value == nullptr) continue;
    const Result<long> given =
        number(source.label(setting.key), *value, setting.least, setting.most);
    if (!given) return given.error();
    setting.set(settings, *given);
  }
  if (settings.min_wait > settings.max_wait) {
    return Error{source.label("min_wait_seconds") + " is more than " +
                 source.label("max_wait_seconds") + "."};
  }
  return {};
}

}  // namespace

std::vector<std::string_view> plain_keys() {
  std::vector<std::string_view> keys;
  for (const Number& number : kNumbers) keys.push_back(number.key);
  for (const Choice& choice : kChoices) keys.push_back(choice.key);
  return keys;
}

Status apply_settings(Settings& settings, const json::Tree& tree,
                      const Source& source, const World& world) {
  if (Status s = apply_numbers(settings, tree, source); !s) return s;
  return apply_choices(settings, tree, source, world.providers.front());
}

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

void leave_out_zero_timeouts(json::Tree& tree) {
  std::erase_if(std::get<json::Object>(tree.value), [](const auto& member) {
    const auto* number = std::get_if<std::int64_t>(&member.value.value);
    return member.name.ends_with("_timeout") && number && *number == 0;
  });
}

Result<Settings> configure(const Settings& given, std::string_view text,
                           const World& world) {
  const Source source{"idp_configure()", "idp_configure: ", {}};
  // The parser's message has no part of the text in it, which may be a token.
  const Result<json::Tree> tree = json::parse(text);
  if (!tree) {
    return Error{source.opening +
                 "the text is not valid JSON: " + tree.error().text};
  }
  Settings settings = given;
  if (Status s = apply(settings, *tree, source, world); !s) return s.error();
  return settings;
}

std::string describe(const Settings& settings) {
  std::string text = "{";
  const auto found = std::ranges::find(settings.orgs, true, &Org::is_default);
  if (found != settings.orgs.end()) {
    text += "\"subdomain\":" + json::quote(found->subdomain) +
            ",\"orgUrl\":" + json::quote(found->origin.text());
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
  return text + "}";
}

}  // namespace idp
