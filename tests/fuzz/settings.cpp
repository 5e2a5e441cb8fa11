// settings.cpp - fuzz target: the text of idp_configure(), after a settings
// file. No error and no description has a secret in it, SQL loosens no guard,
// and what is described can be configured.
//
// Input: the settings file, or an empty line; then the text.
#include <algorithm>

#include "auth/settings_file.h"
#include "built_in.h"
#include "kept.h"

namespace idp::fuzz {
namespace {

const Environment& environment() {
  static const Environment some = {{"HOME", "/home/joe"},
                                   {"TOKEN", std::string(kSecret)}};
  return some;
}

// A text that is not JSON is told about without any of it.
bool may_be_shown(std::string_view text) {
  const Result<json::Tree> tree = json::parse(text);
  return tree && !is_kept(*tree);
}

void check_error(const Error& error) {
  check(!error.text.empty(), "an error has words");
  check(!has_secret(error.text), "no error has a secret in it", error.text);
}

void check_orgs(const Settings& settings) {
  for (const Org& org : settings.orgs) {
    check(org.origin.scheme == "https" || org.origin.loopback(),
          "a token goes by https", org.origin.text());
    const auto origin = http::parse_origin(org.origin.text());
    check(origin && origin->text() == org.origin.text(),
          "an origin survives its text", org.origin.text());
    check(std::ranges::count_if(settings.orgs,
                                [&](const Org& other) {
                                  return other.provider == org.provider &&
                                         other.subdomain == org.subdomain;
                                }) == 1,
          "a name is one org's", org.subdomain);
  }
}

void check_guards(const Settings& before, const Settings& after) {
  check(before.limits.size() == after.limits.size(), "SQL sets no limits");
  const auto limit = [&](std::string_view guard, long now) {
    const auto found = before.limits.find(guard);
    check(found == before.limits.end() || now <= found->second.most,
          "SQL loosens no guard", guard);
  };
  limit("writes", after.writes);
  limit("bulk_revoke", after.bulk);
  limit("configure", after.configurable);
  limit("on_revoke_error", !after.stop_on_revoke_error);
  limit("max_revocations", after.max_revocations);
}

// All but what says where calls go, which SQL can't, or not without a token.
void check_description(const Settings& settings, const World& world) {
  const std::string text = describe(settings);
  check(!has_secret(text), "a description has no secret in it", text);
  Result<json::Tree> tree = json::parse(text);
  check(tree.ok(), "a description is JSON", text);
  if (!settings.configurable || settings.problem) return;
  std::erase_if(std::get<json::Object>(tree->value), [](const auto& member) {
    const auto& given = member.name;
    return given == "subdomain" || given == "orgUrl" || given == "audit_log" ||
           given == "proxy" || given == "caFile";
  });
  const auto again = configure(settings, json::text_of(*tree), world);
  check(again && describe(*again) == text, "what is described can be set",
        again ? describe(*again) : again.error().text);
}

}  // namespace

void fuzz_settings(std::string_view input) {
  const World world = {providers(), environment()};
  const std::string line(take_line(input));
  if (may_be_shown(line) || may_be_shown(input)) return;
  Settings settings;
  if (!line.empty()) {
    const Status status = add_settings_file(
        settings, {line, true, false, false}, "/home/joe/config.json", world);
    if (!status) return check_error(status.error());
  }
  check_orgs(settings);
  const Result<Settings> configured = configure(settings, input, world);
  if (!configured) return check_error(configured.error());
  check_orgs(*configured);
  check_guards(settings, *configured);
  check_description(*configured, world);
}

}  // namespace idp::fuzz
