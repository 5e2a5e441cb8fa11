// happenings.cpp - finds an operation's row, and makes its events.
#include "okta/happenings.h"

#include "okta/happening.h"

namespace sim {
namespace {

// Who calls, as the log names it: a service app, or the owner of the API token.
Event begun(const Org& org, const Call& call) {
  Event event;
  event.address = "127.0.0.1";
  event.user_agent = call.header("User-Agent").value_or("");
  if (!call.client.empty()) {
    event.client_id = call.client;
    event.actor = {
        call.client, "PublicClientApp", call.client, call.client, {}};
  } else if (org.users() > 0) {
    event.actor = user_party(org.user(0));
    event.api_token = org.ids().encode(Kind::api_token, 0);
  }
  event.debug = {{"requestUri", call.path},
                 {"url", call.path + "?" + call.raw_query},
                 {"threatSuspected", "false"}};
  return event;
}

// "DELETE /api/v1/users/{}/grants".
std::string nameless(const Route& route) {
  std::string name;
  bool inside = false;
  for (const char c : name_of(route)) {
    if (c == '}') inside = false;
    if (!inside) name += c;
    if (c == '{') inside = true;
  }
  return name;
}

}  // namespace

Event told(const Org& org, const Call& call, std::string_view type,
           std::string_view display, std::vector<Party> targets) {
  Event event = begun(org, call);
  event.type = type;
  event.display = display;
  event.targets = std::move(targets);
  if (type.starts_with("app.oauth2.")) event.legacy = event.type + "_success";
  return event;
}

std::optional<std::uint32_t> user_of(const Org& org, const std::string& key) {
  const auto by_id = org.find_user(key);
  return by_id ? by_id : org.find_login(key);
}

Party party_of(const Org& org, std::string_view type, const std::string& id) {
  if (type == "User") {
    if (const auto user = user_of(org, id)) return user_party(org.user(*user));
  } else if (type == "AppInstance") {
    if (const App* app = org.find_app(id)) return app_party(*app);
  } else if (type == "PublicClientApp") {
    if (const App* app = org.find_client(id)) return client_party(*app);
  }
  return {id, std::string(type), {}, {}, {}};
}

Events happenings(const Org& org, const Call& call, const Route& route) {
  const std::string name = nameless(route);
  for (const SpecialHappening& special : special_happenings()) {
    if (special.route == name) return special.events(org, call);
  }
  for (const PlainHappening& plain : plain_happenings()) {
    if (plain.route != name) continue;
    std::vector<Party> targets;
    for (std::size_t i = 0; i < call.ids.size() && i < 2; ++i) {
      if (plain.targets[i].empty()) break;
      targets.push_back(party_of(org, plain.targets[i], call.ids[i]));
    }
    return {told(org, call, plain.type, plain.display, std::move(targets))};
  }
  return {};
}

}  // namespace sim
