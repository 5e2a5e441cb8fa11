// log_event.h - an event of the System Log (facts on jobs, 1.1 and 1.3).
// In: what happened.  Out: its JSON, with the keys in the documented order.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "okta/org.h"

namespace sim {

// An actor or a target.
struct Party {
  std::string id, type;
  std::optional<std::string> alternate_id, name;
  std::string detail;  // a JSON object; empty: null
};

struct Event {
  std::int64_t published = 0;  // milliseconds since 1970
  std::string uuid, type, display, legacy;
  std::string severity = "INFO", result = "SUCCESS";
  std::optional<std::string> reason;
  Party actor;
  std::vector<Party> targets;
  std::string client_id;  // of an app that called; empty: null
  std::string address, user_agent, os = "Unknown", browser = "UNKNOWN";
  std::vector<std::pair<std::string, std::string>> debug;
  std::string session = "unknown", transaction;  // session empty: null
  std::string api_token;  // the id of the one that called; empty: none
};

std::string event_json(const Event& event);

// "8-4-4-4-12" digits of two numbers.
std::string uuid_of(std::uint64_t a, std::uint64_t b);

Party user_party(const User& user);
Party app_party(const App& app);     // type AppInstance
Party client_party(const App& app);  // type PublicClientApp
Party system_party();                // the provider itself
// A user as token events have it: by the id alone.
Party token_owner(const std::string& user_id);

// The text of a refresh token, of which the log holds the hash. Marked, so that
// tests can look for it where it mustn't be.
std::string raw_token(const std::string& token_id);
std::string token_hash(const std::string& raw);

}  // namespace sim
