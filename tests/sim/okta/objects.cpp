// objects.cpp - clients, refresh tokens and grants (facts, 1.2 to 1.4).
#include "okta/objects.h"

#include "okta/words.h"
#include "wire/text.h"

namespace sim {
namespace {

// All that a token or grant says about whose it is.
struct Owner {
  std::string user_id, full_name;
  const App& app;
};

Owner owner(const Org& org, Held held) {
  const User user = org.user(held.user);
  return {user.id, user.first_name + " " + user.last_name,
          org.app(held.user, held.slot)};
}

// "default" goes by its name in links and issuers.
std::string server_key(const Org& org, std::size_t server) {
  return server == kDefaultServer ? "default" : org.server_id(server);
}

std::string issuer(const Org& org, std::size_t server,
                   const std::string& base) {
  if (server == kOrgServer) return base;
  return base + "/oauth2/" + server_key(org, server);
}

std::string server_url(const Org& org, std::size_t server,
                       const std::string& base) {
  return base + "/api/v1/authorizationServers/" + server_key(org, server);
}

std::string scope_title(const Scope& scope) {
  return scope.display_name.empty() ? scope.name : scope.display_name;
}

void app_link(Json& json, const App& app, const std::string& base) {
  link(json, "app", base + "/api/v1/apps/" + app.id, app.label);
}

// The org's own server has no object to link to: undocumented, inferred.
void server_link(Json& json, const Org& org, std::size_t server,
                 const std::string& base) {
  if (server != kOrgServer) {
    link(json, "authorizationServer", server_url(org, server, base),
         server_name(server));
  }
}

void client_link(Json& json, const Owner& of, const std::string& base) {
  link(json, "client",
       base + "/oauth2/v1/clients/" + percent_encode(of.app.client_id),
       of.app.label);
}

void client_and_user_links(Json& json, const Owner& of,
                           const std::string& base) {
  client_link(json, of, base);
  link(json, "user", base + "/api/v1/users/" + of.user_id, of.full_name);
}

void embedded_token_scope(Json& json, const Org& org, std::size_t server,
                          std::size_t number, const std::string& base) {
  const Scope s = scope(server, number);
  const std::string id = org.scope_id(server, number);
  object(json, [&] {
    field(json, "id", id);
    field(json, "name", s.name);
    if (!s.display_name.empty()) field(json, "displayName", s.display_name);
    field(json, "description", s.description);
    if (server == kOrgServer) return;
    object(json, "_links", [&] {
      link(json, "scope", server_url(org, server, base) + "/scopes/" + id,
           scope_title(s));
    });
  });
}

void embedded_token_scopes(Json& json, const Org& org, const Token& token,
                           const std::string& base) {
  object(json, "_embedded", [&] {
    array(json, "scopes", [&] {
      for (const std::size_t number : token.scopes) {
        embedded_token_scope(json, org, token.server, number, base);
      }
    });
  });
}

void token_links(Json& json, const Org& org, const Token& token,
                 const Owner& of, const View& view) {
  const std::string& base = view.base;
  const std::string client = "/clients/" + percent_encode(of.app.client_id);
  const std::string self =
      (view.of_app      ? base + "/api/v1/apps/" + of.app.id
       : view.of_server ? server_url(org, token.server, base) + client
                        : base + "/api/v1/users/" + of.user_id + client) +
      "/tokens/" + token.id;
  app_link(json, of.app, base);
  server_link(json, org, token.server, base);
  link(json, "self", self);
  link(json, "revoke", self, {}, {"DELETE"});
  client_and_user_links(json, of, base);
}

// Of a scope of the org's own server only the id, which is its name.
void embedded_grant_scope(Json& json, const Grant& grant, const Scope& s) {
  object(json, "_embedded", [&] {
    object(json, "scope", [&] {
      if (grant.server == kOrgServer) {
        field(json, "id", grant.scope_id);
        return;
      }
      field(json, "name", s.name);
      if (!s.display_name.empty()) field(json, "displayName", s.display_name);
      field(json, "description", s.description);
    });
  });
}

void grant_links(Json& json, const Org& org, const Grant& grant, const Scope& s,
                 const Owner& of, const std::string& base) {
  app_link(json, of.app, base);
  if (grant.of_admin) {
    link(json, "self",
         base + "/api/v1/apps/" + of.app.id + "/grants/" + grant.id, {},
         {"GET", "DELETE"});
    client_link(json, of, base);
    return;
  }
  server_link(json, org, grant.server, base);
  if (grant.server != kOrgServer) {
    link(json, "scope",
         server_url(org, grant.server, base) + "/scopes/" + grant.scope_id,
         scope_title(s));
  }
  link(json, "self",
       base + "/api/v1/users/" + of.user_id + "/grants/" + grant.id, {},
       {"GET", "DELETE"});
  client_and_user_links(json, of, base);
}

}  // namespace

void write_client(Json& json, const Org& org, std::uint32_t user,
                  std::uint32_t slot, const View& view) {
  const App& app = org.app(user, slot);
  const std::string user_id = org.ids().encode(Kind::user, user);
  const std::string self = view.base + "/api/v1/users/" + user_id +
                           "/clients/" + percent_encode(app.client_id);
  object(json, [&] {
    field(json, "client_id", app.client_id);
    field(json, "client_name", app.label);
    field_or_null(json, "client_uri", app.client_uri);
    field_or_null(json, "logo_uri", app.logo_uri);
    object(json, "_links", [&] {
      link(json, "grants", self + "/grants");
      link(json, "tokens", self + "/tokens");
    });
    if (view.owner) field(json, "userId", user_id);
  });
}

void write_token(Json& json, const Org& org, Held held, const View& view) {
  const Token token = org.token(held);
  const Owner of = owner(org, held);
  object(json, [&] {
    field(json, "id", token.id);
    field(json, "status", "ACTIVE");
    time_field(json, "created", token.created);
    time_field(json, "lastUpdated", token.last_updated);
    time_field(json, "expiresAt", token.expires_at);
    field(json, "issuer", issuer(org, token.server, view.base));
    field(json, "clientId", of.app.client_id);
    field(json, "userId", of.user_id);
    array(json, "scopes", [&] {
      for (const std::size_t number : token.scopes) {
        text(json, scope(token.server, number).name);
      }
    });
    if (view.expand_scope) embedded_token_scopes(json, org, token, view.base);
    object(json, "_links", [&] { token_links(json, org, token, of, view); });
  });
}

void write_grant(Json& json, const Org& org, Held held, const View& view) {
  const Grant grant = org.grant(held);
  const Owner of = owner(org, held);
  const Scope s = scope(grant.server, grant.scope);
  object(json, [&] {
    field(json, "id", grant.id);
    field(json, "status", "ACTIVE");
    time_field(json, "created", grant.created);
    if (grant.has_creator) {
      object(json, "createdBy", [&] {
        field(json, "id", of.user_id);
        field(json, "type", "User");
      });
    }
    time_field(json, "lastUpdated", grant.last_updated);
    field(json, "issuer", issuer(org, grant.server, view.base));
    if (grant.names_client) field(json, "clientId", of.app.client_id);
    if (!grant.of_admin) field(json, "userId", of.user_id);
    field(json, "scopeId", grant.scope_id);
    field(json, "source", grant.of_admin ? "ADMIN" : "END_USER");
    if (view.expand_scope) embedded_grant_scope(json, grant, s);
    object(json, "_links",
           [&] { grant_links(json, org, grant, s, of, view.base); });
  });
}

}  // namespace sim
