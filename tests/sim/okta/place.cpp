// place.cpp - finds what the ids of a path name.
#include "okta/place.h"

#include "errors.h"

namespace sim {

std::optional<std::uint32_t> find_user(const Org& org, const std::string& key) {
  const auto by_id = org.find_user(key);
  return by_id ? by_id : org.find_login(key);
}

const App* find_app(const Org& org, const std::string& id) {
  const App* app = org.find_app(id);
  return app && org.sees(*app) ? app : nullptr;
}

std::variant<Place, Answer> find_place(const Org& org, const Call& call) {
  const auto user = org.find_user(call.ids[0]);
  if (!user) return not_found(call.ids[0], "User");
  const App* app = org.find_client(call.ids[1]);
  if (!app) return not_found(call.ids[1], "PublicClientApp");
  return Place{*user, app, org.slot_of(*user, *app)};
}

Answer show_token(const Org& org, const FoundToken& found, const View& view) {
  if (const auto* missing = std::get_if<Answer>(&found)) return *missing;
  return ok(json_text([&](Json& json) {
    write_token(json, org, std::get<Held>(found), view);
  }));
}

Answer revoke_token(Org& org, const FoundToken& found) {
  if (const auto* missing = std::get_if<Answer>(&found)) return *missing;
  org.revoke_token(std::get<Held>(found));
  return no_content();
}

View view_of(const Call& call) {
  View view;
  view.base = call.base;
  view.expand_scope = call.param("expand") == "scope";
  return view;
}

PageRules rules_of(const Call& call) {
  PageRules rules;
  if (call.param("expand") == "scope") {
    rules.echoed.emplace_back("expand", "scope");
  }
  return rules;
}

}  // namespace sim
