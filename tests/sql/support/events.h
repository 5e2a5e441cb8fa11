// events.h - events that a test puts into the simulator's System Log.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "support/simulator.h"

namespace idp::test {

// What isn't given is as the simulator adds it: of now, a success, by the
// provider itself, about nothing.
struct PlantedEvent {
  std::string type;  // "user.session.start"
  // RFC 3339 with a zone; earlier than others: it comes late. Empty: now.
  std::string published = {};
  std::pair<std::string, std::string> actor = {};  // type and id
  std::vector<std::pair<std::string, std::string>> targets = {};
  std::string result = {};   // "FAILURE"
  std::string address = {};  // of the client
  std::vector<std::pair<std::string, std::string>> debug = {};
  std::string session = {};     // authenticationContext.externalSessionId
  std::string api_token = {};   // transaction.detail.requestApiTokenId
  std::string token_hash = {};  // adds a target of the type refresh_token
};

void plant(const Simulator& org, const std::vector<PlantedEvent>& events);

}  // namespace idp::test
