// serve_servers.cpp - authorization servers, and the refresh tokens of their
// clients (facts on jobs, 6).
#include <array>
#include <set>
#include <variant>

#include "errors.h"
#include "okta/place.h"
#include "okta/routes.h"
#include "okta/words.h"

namespace sim {
namespace serve_servers {
namespace {

// By id, or "default". The org's own server is none of them.
std::optional<std::size_t> find_server(const Org& org, const std::string& key) {
  if (key == "default") return kDefaultServer;
  for (std::size_t server = 0; server < kOrgServer; ++server) {
    if (org.server_id(server) == key) return server;
  }
  return std::nullopt;
}

void write_server(Json& json, const Org& org, std::size_t server,
                  const std::string& base) {
  const std::string id = org.server_id(server);
  const bool first = server == kDefaultServer;
  const std::string name = first ? "default" : id;
  const auto number = static_cast<std::int64_t>(server);
  const std::int64_t created = kEpoch - (1000 - 100 * number) * kDay;
  object(json, [&] {
    field(json, "id", id);
    field(json, "name", server_name(server));
    field(json, "description",
          first ? "Default Authorization Server for your Applications" : "");
    words_field(json, "audiences",
                {first ? "api://default" : "https://api.example.com"});
    field(json, "issuer", base + "/oauth2/" + name);
    field(json, "issuerMode", "ORG_URL");
    field(json, "status", "ACTIVE");
    time_field(json, "created", created);
    time_field(json, "lastUpdated", created);
    object(json, "credentials", [&] {
      object(json, "signing", [&] {
        field(json, "rotationMode", "AUTO");
        time_field(json, "lastRotated", kEpoch - 30 * kDay);
        time_field(json, "nextRotation", kEpoch + 60 * kDay);
        field(json, "kid", "sim-kid-" + id);
      });
    });
    object(json, "_links", [&] {
      link(json, "self", base + "/api/v1/authorizationServers/" + name, {},
           {"GET", "DELETE", "PUT"});
    });
  });
}

// As recorded, "self" says that the limit is -1 where none was asked for.
Answer list_servers(Org& org, const Call& call) {
  PageRules rules;
  rules.default_limit = 200;
  const auto q = call.param("q");
  if (q) rules.echoed.emplace_back("q", *q);
  Listing list;
  list.find = [&](std::uint64_t from) -> std::optional<std::uint64_t> {
    for (std::uint64_t i = from; i < kOrgServer; ++i) {
      const std::string name = lower(server_name(i));
      if (!q || name.find(lower(*q)) != std::string::npos) return i;
    }
    return std::nullopt;
  };
  list.write = [&](Json& json, std::uint64_t i) {
    write_server(json, org, i, call.base);
  };
  Answer answer = page(call, org.ids(), rules, list);
  if (call.param("limit")) return answer;
  for (auto& [name, value] : answer.headers) {
    const std::size_t at = value.find("limit=200");
    if (name == "link" && at != std::string::npos) {
      value.replace(at, 9, "limit=-1");
    }
  }
  return answer;
}

Answer get_server(Org& org, const Call& call) {
  const auto server = find_server(org, call.ids[0]);
  if (!server) return not_found(call.ids[0], "AuthorizationServer");
  return ok(json_text(
      [&](Json& json) { write_server(json, org, *server, call.base); }));
}

// Those with tokens at that server; not paged, and no Link header.
Answer list_clients(Org& org, const Call& call) {
  const auto server = find_server(org, call.ids[0]);
  if (!server) return not_found(call.ids[0], "AuthorizationServer");
  std::set<std::uint32_t> apps;
  for (const App& app : org.apps()) {
    if (app.index >= org.pool()) break;
    if (org.next_token_at(app, *server, 0)) apps.insert(app.index);
  }
  return ok(json_text([&](Json& json) {
    array(json, [&] {
      for (const std::uint32_t index : apps) {
        const App& app = org.apps()[index];
        object(json, [&] {
          field(json, "client_id", app.client_id);
          field(json, "client_name", app.label);
          field_or_null(json, "client_uri", app.client_uri);
          field_or_null(json, "logo_uri", app.logo_uri);
          object(json, "_links", [&] {
            link(json, "tokens",
                 call.base + "/api/v1/authorizationServers/" + call.ids[0] +
                     "/clients/" + percent_encode(app.client_id) + "/tokens");
          });
        });
      }
    });
  }));
}

struct Client {
  std::size_t server = 0;
  const App* app = nullptr;
};

std::variant<Client, Answer> find_client(const Org& org, const Call& call) {
  const auto server = find_server(org, call.ids[0]);
  if (!server) return not_found(call.ids[0], "AuthorizationServer");
  const App* app = org.find_client(call.ids[1]);
  if (!app) return not_found(call.ids[1], "PublicClientApp");
  return Client{*server, app};
}

View own_view(const Call& call) {
  View view = view_of(call);
  view.of_server = true;
  return view;
}

Answer list_tokens(Org& org, const Call& call) {
  const auto found = find_client(org, call);
  if (const auto* missing = std::get_if<Answer>(&found)) return *missing;
  const auto& client = std::get<Client>(found);
  PageRules rules = rules_of(call);
  rules.default_limit = 200;
  Listing list;
  list.find = [&](std::uint64_t from) {
    return org.next_token_at(*client.app, client.server, from);
  };
  list.write = [&](Json& json, std::uint64_t position) {
    write_token(json, org, Held::unpack(position), own_view(call));
  };
  return page(call, org.ids(), rules, list);
}

Answer revoke_tokens(Org& org, const Call& call) {
  const auto found = find_client(org, call);
  if (const auto* missing = std::get_if<Answer>(&found)) return *missing;
  const auto& client = std::get<Client>(found);
  while (const auto next = org.next_token_at(*client.app, client.server, 0)) {
    org.revoke_token(Held::unpack(*next));
  }
  return no_content();
}

FoundToken find_token(const Org& org, const Call& call) {
  const auto found = find_client(org, call);
  if (const auto* missing = std::get_if<Answer>(&found)) return *missing;
  const auto& client = std::get<Client>(found);
  const auto held = org.find_token(call.ids[2]);
  if (!held || org.app(held->user, held->slot).index != client.app->index ||
      org.server_of(*held) != client.server) {
    return not_found(client.app->id + "." + call.ids[2],
                     "OAuth2RefreshTokenTx");
  }
  return *held;
}

Answer get_token(Org& org, const Call& call) {
  return show_token(org, find_token(org, call), own_view(call));
}

Answer revoke_one(Org& org, const Call& call) {
  return revoke_token(org, find_token(org, call));
}

constexpr std::string_view kTokens =
    "/api/v1/authorizationServers/{authServerId}/clients/{clientId}/tokens";
constexpr std::string_view kToken =
    "/api/v1/authorizationServers/{authServerId}/clients/{clientId}/tokens/"
    "{tokenId}";
constexpr std::string_view kRead = "okta.authorizationServers.read";
constexpr std::string_view kManage = "okta.authorizationServers.manage";

constexpr std::array<Route, 7> kRoutes = {{
    {"GET", "/api/v1/authorizationServers", kRead, Bucket::api, list_servers},
    {"GET", "/api/v1/authorizationServers/{authServerId}", kRead, Bucket::api,
     get_server},
    {"GET", "/api/v1/authorizationServers/{authServerId}/clients", kRead,
     Bucket::api, list_clients},
    {"GET", kTokens, kRead, Bucket::api, list_tokens},
    {"DELETE", kTokens, kManage, Bucket::api, revoke_tokens},
    {"GET", kToken, kRead, Bucket::api, get_token},
    {"DELETE", kToken, kManage, Bucket::api, revoke_one},
}};

}  // namespace
}  // namespace serve_servers

std::span<const Route> server_routes() { return serve_servers::kRoutes; }

}  // namespace sim
