// log_event.cpp - writes events.
#include "okta/log_event.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "oauth/crypto.h"
#include "wire/json.h"
#include "wire/text.h"

namespace sim {
namespace {

void null_field(Json& json, std::string_view name) {
  field_or_null(json, name, std::nullopt);
}

void raw_or_null(Json& json, std::string_view name, const std::string& text) {
  if (text.empty()) return null_field(json, name);
  key(json, name);
  json.RawValue(text.data(), text.size(), rapidjson::kObjectType);
}

void members(Json& json, const Party& party) {
  field(json, "id", party.id);
  field(json, "type", party.type);
  field_or_null(json, "alternateId", party.alternate_id);
  field_or_null(json, "displayName", party.name);
  raw_or_null(json, "detailEntry", party.detail);
}

// Documentation's own city; the addresses are those that RFC 5737 sets apart.
void place(Json& json) {
  object(json, "geographicalContext", [&] {
    field(json, "city", "San Francisco");
    field(json, "state", "California");
    field(json, "country", "United States");
    field(json, "postalCode", "94107");
    object(json, "geolocation", [&] {
      key(json, "lat");
      json.Double(37.77);
      key(json, "lon");
      json.Double(-122.39);
    });
  });
}

void client(Json& json, const Event& event) {
  object(json, "client", [&] {
    object(json, "userAgent", [&] {
      field(json, "rawUserAgent", event.user_agent);
      field(json, "os", event.os);
      field(json, "browser", event.browser);
    });
    field(json, "zone", "None");
    field(json, "device", event.browser == "UNKNOWN" ? "Unknown" : "Computer");
    field_or_null(json, "id",
                  event.client_id.empty() ? std::nullopt
                                          : std::optional(event.client_id));
    field(json, "ipAddress", event.address);
    place(json);
  });
}

void authentication(Json& json, const Event& event) {
  object(json, "authenticationContext", [&] {
    for (const char* name : {"authenticationProvider", "credentialProvider",
                             "credentialType", "issuer", "interface"}) {
      null_field(json, name);
    }
    field(json, "authenticationStep", std::uint64_t{0});
    field_or_null(
        json, "externalSessionId",
        event.session.empty() ? std::nullopt : std::optional(event.session));
  });
}

void security(Json& json) {
  object(json, "securityContext", [&] {
    field(json, "asNumber", std::uint64_t{64496});
    field(json, "asOrg", "example networks");
    field(json, "isp", "example networks");
    field(json, "domain", "example.net");
    key(json, "isProxy");
    json.Bool(false);
  });
}

void transaction(Json& json, const Event& event) {
  object(json, "transaction", [&] {
    field(json, "type", "WEB");
    field(json, "id", event.transaction);
    object(json, "detail", [&] {
      if (event.api_token.empty()) return;
      field(json, "requestApiTokenId", event.api_token);
    });
  });
}

void request(Json& json, const Event& event) {
  object(json, "request", [&] {
    array(json, "ipChain", [&] {
      object(json, [&] {
        field(json, "ip", event.address);
        place(json);
        field(json, "version", "V4");
        null_field(json, "source");
      });
    });
  });
}

void targets(Json& json, const Event& event) {
  if (event.targets.empty()) return null_field(json, "target");
  array(json, "target", [&] {
    for (const Party& party : event.targets) {
      object(json, [&] { members(json, party); });
    }
  });
}

}  // namespace

std::string event_json(const Event& event) {
  return json_text([&](Json& json) {
    object(json, [&] {
      object(json, "actor", [&] { members(json, event.actor); });
      client(json, event);
      null_field(json, "device");
      authentication(json, event);
      field(json, "displayMessage", event.display);
      field(json, "eventType", event.type);
      object(json, "outcome", [&] {
        field(json, "result", event.result);
        field_or_null(json, "reason", event.reason);
      });
      field(json, "published", iso_time_ms(event.published));
      security(json);
      field(json, "severity", event.severity);
      object(json, "debugContext", [&] {
        object(json, "debugData", [&] {
          for (const auto& [name, value] : event.debug) {
            field(json, name, value);
          }
        });
      });
      field_or_null(
          json, "legacyEventType",
          event.legacy.empty() ? std::nullopt : std::optional(event.legacy));
      transaction(json, event);
      field(json, "uuid", event.uuid);
      field(json, "version", "0");
      request(json, event);
      targets(json, event);
    });
  });
}

std::string uuid_of(std::uint64_t a, std::uint64_t b) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%08x-%04x-11ee-%04x-%012llx",
                static_cast<unsigned>(a >> 32),
                static_cast<unsigned>(a >> 16 & 0xffff),
                static_cast<unsigned>((a & 0x3fff) | 0x8000),
                static_cast<unsigned long long>(b & 0xffffffffffff));
  return text.data();
}

Party user_party(const User& user) {
  return {
      user.id, "User", user.login, user.first_name + " " + user.last_name, {}};
}

Party app_party(const App& app) {
  return {app.id, "AppInstance", app.label, app.label, {}};
}

Party client_party(const App& app) {
  return {app.client_id, "PublicClientApp", app.client_id, app.label, {}};
}

Party system_party() {
  return {"00u1systemprincipal0",
          "SystemPrincipal",
          "system@okta.com",
          "Okta System",
          {}};
}

Party token_owner(const std::string& user_id) {
  return {user_id, "User", {}, {}, {}};
}

std::string raw_token(const std::string& token_id) {
  return "sim-refresh-token-" + token_id;
}

std::string token_hash(const std::string& raw) {
  std::string text = base64url(sha256(raw));
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  return text + "=";
}

}  // namespace sim
