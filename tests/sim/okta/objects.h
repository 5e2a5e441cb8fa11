// objects.h - the org's objects as Okta writes them: keys, order, nulls, links.
// In: the org and what to write.  Out: JSON.
#pragma once

#include <string>

#include "okta/org.h"
#include "wire/json.h"

namespace sim {

// How a reply is to be written.
struct View {
  std::string base;  // "http://127.0.0.1:8080": the host that was called
  bool expand_scope = false;
  bool single = false;      // one object was asked for, not a list
  bool credentials = true;  // of users
  bool transition = true;   // of users, "transitioningToStatus"
  bool of_app = false;      // a token's own links lead through its app
  bool of_server = false;   // or through its server
  bool owner = false;       // adds "userId" to clients, for the dump
};

void write_user(Json& json, const Org& org, const User& user, const View& view);
void write_client(Json& json, const Org& org, std::uint32_t user,
                  std::uint32_t slot, const View& view);
void write_token(Json& json, const Org& org, Held held, const View& view);
void write_grant(Json& json, const Org& org, Held held, const View& view);
void write_app(Json& json, const Org& org, const App& app, const View& view);

}  // namespace sim
