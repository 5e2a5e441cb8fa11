// settings.cpp - the settings there are, their words and their bounds.
#include "auth/settings.h"

#include <algorithm>
#include <array>
#include <limits>

#include "auth/network_settings.h"
#include "json/tree.h"

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
  bool is_guard = false;
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
     [](Settings& s, long v) { s.max_revocations = static_cast<int>(v); },
     true},
    {"cache_ttl", 0, 24 * kHour,
     [](const Settings& s) { return long{s.cache_ttl.count()}; },
     [](Settings& s, long v) { s.cache_ttl = std::chrono::seconds(v); }},
}};

// A setting that is one of some words, the first of which is its default, and
// of a guard the loose one.
struct WordChoice {
  std::string_view key;
  std::vector<std::string> (*words)(const Provider&);
  std::string (*get)(const Settings&);
  void (*set)(Settings&, const std::string&);
  bool is_guard = false;
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

constexpr std::array<WordChoice, 6> kChoices = {{
    {"writes", on_off, [](const Settings& s) { return on_or_off(s.writes); },
     [](Settings& s, const std::string& word) { s.writes = word == "on"; },
     true},
    {"bulk_revoke", on_off, [](const Settings& s) { return on_or_off(s.bulk); },
     [](Settings& s, const std::string& word) { s.bulk = word == "on"; }, true},
    {"configure", on_off,
     [](const Settings& s) { return on_or_off(s.configurable); },
     [](Settings& s, const std::string& word) {
       s.configurable = word == "on";
     },
     true},
    {"on_revoke_error", error_policies,
     [](const Settings& s) {
       return std::string(s.stop_on_revoke_error ? "stop" : "continue");
     },
     [](Settings& s, const std::string& word) {
       s.stop_on_revoke_error = word == "stop";
     },
     true},
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

// Whether a value is to be taken. Of all that is trusted the tightest one of a
// guard is, and becomes the limit; SQL that would be looser is an error.
template <class Setting>
Result<bool> admit(Settings& settings, const Setting& setting, long value,
                   const std::string& text, const Source& source) {
  if (!setting.is_guard) return true;
  const std::string key(setting.key);
  const auto limit = settings.limits.find(key);
  const bool looser =
      limit != settings.limits.end() && value > limit->second.most;
  if (looser && source.is_sql) {
    return Error{source.label(key) + " can't be loosened to " + text + ": " +
                 limit->second.where + " has set it to " + limit->second.text +
                 ", and SQL can only tighten it."};
  }
  if (!looser && !source.is_sql) {
    settings.limits[key] = {value, text, source.label(key)};
  }
  return !looser;
}

Status apply_choices(Settings& settings, const json::Tree& tree,
                     const Source& source, const Provider& provider) {
  for (const WordChoice& setting : kChoices) {
    const json::Tree* value = tree.find(setting.key);
    if (value == nullptr) continue;
    const std::vector<std::string> words = setting.words(provider);
    const auto* word = std::get_if<std::string>(&value->value);
    if (!word || std::ranges::find(words, *word) == words.end()) {
      return Error{source.label(setting.key) + must_be_one_of(words)};
    }
    const Result<bool> taken = admit(settings, setting, *word == words.front(),
                                     "\"" + *word + "\"", source);
    if (!taken) return taken.error();
    if (*taken) setting.set(settings, *word);
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
    const Result<bool> taken =
        admit(settings, setting, *given, std::to_string(*given), source);
    if (!taken) return taken.error();
    if (*taken) setting.set(settings, *given);
  }
  if (settings.min_wait > settings.max_wait) {
    return Error{source.label("min_wait_seconds") + " is more than " +
                 source.label("max_wait_seconds") + "."};
  }
  return {};
}

// Not relative: a program may change its directory, and the log must not move.
Status apply_audit_log(Settings& settings, const json::Tree& tree,
                       const Source& source) {
  const json::Tree* value = tree.find(kAuditLog);
  if (value == nullptr) return {};
  if (source.is_sql) {
    return Error{source.label(kAuditLog) +
                 " can't be set by SQL, which may not write to files. Set it "
                 "by IDP_AUDIT_LOG, or in " +
                 std::string(kSettingsFileRule) + "."};
  }
  const auto* path = std::get_if<std::string>(&value->value);
  const bool usable = path && path->find('\0') == path->npos &&
                      (path->empty() || path->front() == '/');
  if (!usable) {
    return Error{source.label(kAuditLog) +
                 " must be the absolute path of a file, or empty for none."};
  }
  settings.audit_log = *path;
  return {};
}

}  // namespace

std::vector<std::string_view> plain_keys() {
  std::vector<std::string_view> keys;
  keys.reserve(kNumbers.size() + kChoices.size() + kNetworkKeys.size() + 1);
  for (const Number& number : kNumbers) keys.push_back(number.key);
  for (const WordChoice& choice : kChoices) keys.push_back(choice.key);
  keys.push_back(kAuditLog);
  keys.insert(keys.end(), kNetworkKeys.begin(), kNetworkKeys.end());
  return keys;
}

Status apply_settings(Settings& settings, const json::Tree& tree,
                      const Source& source, const World& world) {
  if (Status s = apply_numbers(settings, tree, source); !s) return s;
  if (Status s = apply_audit_log(settings, tree, source); !s) return s;
  if (Status s = apply_network(settings.network, tree, source, world); !s) {
    return s;
  }
  return apply_choices(settings, tree, source, world.providers.front());
}

void leave_out_zero_timeouts(json::Tree& tree) {
  std::erase_if(std::get<json::Object>(tree.value), [](const auto& member) {
    const auto* number = std::get_if<std::int64_t>(&member.value.value);
    return member.name.ends_with("_timeout") && number && *number == 0;
  });
}

std::string how_to_loosen(const Settings& settings, std::string_view guard,
                          long now, std::string value) {
  const auto limit = settings.limits.find(guard);
  if (limit != settings.limits.end()) {
    const auto& [most, text, where] = limit->second;
    if (most <= now) {
      return where + " has set it to " + text + ", and SQL can't change that.";
    }
    value = text;
  }
  if (!settings.configurable) {
    return "It can be set in " + std::string(kSettingsFileRule) + ".";
  }
  return "To allow it: SELECT idp_configure('{\"" + std::string(guard) +
         "\": " + value + "}').";
}

std::string describe(const Settings& settings) {
  json::Object members;
  const auto found = std::ranges::find(settings.orgs, true, &Org::is_default);
  if (found != settings.orgs.end()) {
    members.push_back({"subdomain", {found->subdomain}});
    members.push_back({"orgUrl", {found->origin.text()}});
  }
  for (const Number& setting : kNumbers) {
    members.push_back(
        {std::string(setting.key), {std::int64_t{setting.get(settings)}}});
  }
  for (const WordChoice& setting : kChoices) {
    members.push_back({std::string(setting.key), {setting.get(settings)}});
  }
  members.push_back({std::string(kAuditLog), {settings.audit_log}});
  describe_network(members, settings.network);
  return json::text_of({std::move(members)});
}

}  // namespace idp
