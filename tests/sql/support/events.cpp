// events.cpp - writes them as the simulator takes them.
#include "support/events.h"

namespace idp::test {
namespace {

using json::quote;

std::string party(const std::pair<std::string, std::string>& whom,
                  const std::string& detail) {
  return R"({"id":)" + quote(whom.second) + R"(,"type":)" + quote(whom.first) +
         R"(,"alternateId":null,"displayName":null,"detailEntry":)" + detail +
         "}";
}

std::string targets_text(const PlantedEvent& event) {
  std::string text;
  for (const auto& target : event.targets) {
    text += (text.empty() ? "" : ",") + party(target, "null");
  }
  if (!event.token_hash.empty()) {
    text += (text.empty() ? "" : ",") +
            party({"refresh_token", "RT.planted"},
                  R"({"hash":)" + quote(event.token_hash) + "}");
  }
  return text;
}

std::string event_text(const PlantedEvent& event) {
  std::string text = R"({"eventType":)" + quote(event.type);
  const auto add = [&text](const std::string& name, const std::string& value) {
    text += "," + quote(name) + ":" + value;
  };
  if (!event.published.empty()) add("published", quote(event.published));
  if (!event.actor.second.empty()) add("actor", party(event.actor, "null"));
  const std::string targets = targets_text(event);
  if (!targets.empty()) add("target", "[" + targets + "]");
  if (!event.result.empty()) {
    add("outcome",
        R"({"result":)" + quote(event.result) + R"(,"reason":null})");
  }
  if (!event.address.empty()) {
    add("client", R"({"ipAddress":)" + quote(event.address) + "}");
  }
  if (!event.debug.empty()) {
    std::string data;
    for (const auto& [name, value] : event.debug) {
      data += (data.empty() ? "" : ",") + quote(name) + ":" + quote(value);
    }
    add("debugContext", R"({"debugData":{)" + data + "}}");
  }
  if (!event.session.empty()) {
    add("authenticationContext",
        R"({"externalSessionId":)" + quote(event.session) + "}");
  }
  if (!event.api_token.empty()) {
    add("transaction", R"({"type":"WEB","id":"planted","detail":)"
                       R"({"requestApiTokenId":)" +
                           quote(event.api_token) + "}}");
  }
  return text + "}";
}

}  // namespace

void plant(const Simulator& org, const std::vector<PlantedEvent>& events) {
  std::string all;
  for (const PlantedEvent& event : events) {
    all += (all.empty() ? "" : ",") + event_text(event);
  }
  org.post("/_sim/logs", R"({"events":[)" + all + "]}");
}

}  // namespace idp::test
