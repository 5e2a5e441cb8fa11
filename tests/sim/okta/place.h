// place.h - what the ids of a call stand for.
// In: the call's ids.  Out: the user, app, or user and client; or the
// documented 404.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "okta/objects.h"
#include "okta/paging.h"
#include "wire/answer.h"

namespace sim {

// By id, login or shortname.
std::optional<std::uint32_t> find_user(const Org& org, const std::string& key);
// What the caller can't see is as if it were not there: null.
const App* find_app(const Org& org, const std::string& id);

// A client that the user has nothing to do with has no slot: an empty list.
struct Place {
  std::uint32_t user = 0;
  const App* app = nullptr;
  std::optional<std::uint32_t> slot;
};

// Of "/users/{userId}/clients/{clientId}/..".
std::variant<Place, Answer> find_place(const Org& org, const Call& call);

// What is answered about a token that was looked for: itself, or that it was
// revoked; or the documented 404.
using FoundToken = std::variant<Held, Answer>;
Answer show_token(const Org& org, const FoundToken& found, const View& view);
Answer revoke_token(Org& org, const FoundToken& found);

// `expand=scope`; another value is ignored and not echoed (facts, 1.5).
View view_of(const Call& call);
PageRules rules_of(const Call& call);

}  // namespace sim
