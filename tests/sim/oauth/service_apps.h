// service_apps.h - the service apps that may ask for access tokens.
// In: the JSON of POST /_sim/service-apps (see README.md).  Out: a ServiceApp.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "oauth/crypto.h"

namespace sim {

struct ServiceApp {
  struct Key {
    std::string kid;
    PublicKey key;
  };

  std::string client_id;
  std::vector<Key> keys;
  std::set<std::string, std::less<>> scopes;  // granted by an admin
  bool dpop = false;  // its token requests must have a proof
  bool admin_role = true;

  bool may(std::string_view scope) const;
};

// "okta.users.manage" implies "okta.users.read".
bool allows(const std::set<std::string, std::less<>>& granted,
            std::string_view scope);

// The app, or what is wrong with the text.
std::variant<ServiceApp, std::string> read_service_app(const std::string& text);

}  // namespace sim
