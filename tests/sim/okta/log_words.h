// log_words.h - the event types of which the System Log is made.
// Constant tables only; no logic.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sim {

// What an event tells of, beside who did it.
enum class Told {
  session,      // nothing but the session
  sign_on,      // the app
  token,        // a token of the user, by the client
  no_token,     // why the client got none
  revocation,   // the token that went
  consent,      // the client, as the system has it
  account,      // the user, by an admin
  application,  // the app, by an admin
  membership,   // user and app, by an admin
};

struct EventKind {
  std::string_view type, display;
  std::uint32_t weight;  // how often, of all together
  Told told;
  // Of a token: its type; it failed: the reason; else nothing.
  std::string_view word = {};
  std::uint32_t failures = 0;  // percent
};

// None of what one looks for in a log to find an attack: that is planted.
std::span<const EventKind> event_kinds();

}  // namespace sim
