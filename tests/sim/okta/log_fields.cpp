// log_fields.cpp - the attributes, and an event's values of them.
#include "okta/log_fields.h"

#include <rapidjson/document.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>

#include "errors.h"
#include "okta/log_filter.h"
#include "wire/text.h"

namespace sim {
namespace {

// As declared (LogEvent and the schemas in it); below what ends with ".*" any
// name is one.
constexpr std::array<std::string_view, 66> kFields = {
    "actor.alternateId", "actor.detailEntry.*", "actor.displayName", "actor.id",
    "actor.type", "authenticationContext.authenticationProvider",
    "authenticationContext.authenticationStep",
    "authenticationContext.credentialProvider",
    "authenticationContext.credentialType",
    "authenticationContext.externalSessionId",
    "authenticationContext.interface", "authenticationContext.issuer.id",
    "authenticationContext.issuer.type", "authenticationContext.rootSessionId",
    "client.device", "client.geographicalContext.city",
    "client.geographicalContext.country",
    "client.geographicalContext.geolocation.lat",
    "client.geographicalContext.geolocation.lon",
    "client.geographicalContext.postalCode", "client.geographicalContext.state",
    "client.id", "client.ipAddress", "client.userAgent.browser",
    "client.userAgent.os", "client.userAgent.rawUserAgent", "client.zone",
    "debugContext.debugData.*", "device.*", "displayMessage", "eventType",
    "legacyEventType", "outcome.reason", "outcome.result",
    "request.ipChain.geographicalContext.*", "request.ipChain.ip",
    "request.ipChain.source", "request.ipChain.version",
    "securityContext.asNumber", "securityContext.asOrg",
    "securityContext.domain", "securityContext.isProxy", "securityContext.isp",
    "severity", "target.alternateId", "target.changeDetails.from.*",
    "target.changeDetails.to.*", "target.detailEntry.*", "target.displayName",
    "target.id", "target.type", "transaction.detail.*", "transaction.id",
    "transaction.type", "uuid", "version",
    // Objects as a whole, for "pr".
    "actor", "authenticationContext", "client", "debugContext", "device",
    "outcome", "request", "securityContext", "target", "transaction"};

using Value = rapidjson::Value;

LogValue value_of(const Value& value) {
  if (value.IsNumber()) return value.GetDouble();
  if (value.IsBool()) return value.GetBool();
  return std::string(value.IsString() ? value.GetString() : "");
}

void collect(const Value& value, std::string_view path,
             std::vector<LogValue>& found) {
  if (value.IsArray()) {
    for (const Value& element : value.GetArray()) collect(element, path, found);
  } else if (path.empty()) {
    if (!value.IsNull()) found.push_back(value_of(value));
  } else if (value.IsObject()) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    const std::string name(path.substr(0, dot));
    const auto member = value.FindMember(name.c_str());
    if (member == value.MemberEnd()) return;
    path.remove_prefix(std::min(dot + 1, path.size()));
    collect(member->value, path, found);
  }
}

// Words end at a blank or a slash; those with a hyphen count in parts, too.
void add_words(const std::string& text, std::set<std::string>& words) {
  const std::string all = lower(text);
  const auto split = [](const std::string& whole, const char* ends,
                        auto&& use) {
    for (std::size_t from = 0; from < whole.size();) {
      const std::size_t end =
          std::min(whole.find_first_of(ends, from), whole.size());
      if (end > from) use(whole.substr(from, end - from));
      from = end + 1;
    }
  };
  split(all, " /", [&](const std::string& word) {
    words.insert(word);
    split(word, "-", [&](const std::string& part) { words.insert(part); });
  });
}

void all_words(const Value& value, std::set<std::string>& words) {
  if (value.IsString()) {
    add_words({value.GetString(), value.GetStringLength()}, words);
  } else if (value.IsArray()) {
    for (const Value& element : value.GetArray()) all_words(element, words);
  } else if (value.IsObject()) {
    for (const auto& member : value.GetObject()) all_words(member.value, words);
  }
}

}  // namespace

bool is_log_field(std::string_view attribute) {
  return std::ranges::any_of(kFields, [&](std::string_view field) {
    if (!field.ends_with(".*")) return field == attribute;
    field.remove_suffix(1);
    return attribute.size() > field.size() && attribute.starts_with(field);
  });
}

LogValues values_in(const std::string& event_json) {
  auto document = std::make_shared<rapidjson::Document>();
  document->Parse(event_json.data(), event_json.size());
  return [document](std::string_view attribute) {
    std::vector<LogValue> found;
    collect(*document, attribute, found);
    return found;
  };
}

std::variant<LogWords, Answer> LogWords::parse(const std::string& text) {
  constexpr std::size_t most = 10, longest = 40;
  LogWords result;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find(' ', from), text.size());
    if (end > from) {
      result.words_.push_back(lower(text.substr(from, end - from)));
    }
    from = end + 1;
  }
  if (std::ranges::any_of(result.words_, [](const std::string& word) {
        return word.size() > longest;
      })) {
    return error(400, "E0000001",
                 "Api validation failed: 'q': Freeform search cannot contain "
                 "items longer than 40 characters. Please shorten the items "
                 "in your search or use an advanced filter to query by "
                 "specific fields.");
  }
  if (result.words_.size() > most) {
    return error(400, "E0000001",
                 "Api validation failed: 'q': Freeform search cannot contain "
                 "more than 10 items.");
  }
  return result;
}

bool LogWords::match(const std::string& event_json) const {
  rapidjson::Document document;
  document.Parse(event_json.data(), event_json.size());
  std::set<std::string> found;
  all_words(document, found);
  return std::ranges::all_of(
      words_, [&](const std::string& word) { return found.contains(word); });
}

}  // namespace sim
