// oauth.cpp - writes errors, and remembers what was used.
#include "oauth/oauth.h"

#include "wire/json.h"

namespace sim {

Answer oauth_answer(const OauthError& error) {
  Answer answer = ok(json_text([&](Json& json) {
    object(json, [&] {
      field(json, "error", error.code);
      field(json, "error_description", error.description);
    });
  }));
  answer.status = error.status;
  return answer;
}

bool Replays::first_use(const std::string& id, std::int64_t now,
                        std::int64_t until) {
  std::erase_if(used_, [now](const auto& use) { return use.second < now; });
  return used_.emplace(id, until).second;
}

}  // namespace sim
