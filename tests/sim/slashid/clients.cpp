// clients.cpp - the second half of slashid.h: the clients themselves.
#include <array>
#include <cstdio>

#include "ids.h"
#include "okta/org.h"
#include "okta/words.h"
#include "slashid/slashid.h"

namespace sim {
namespace {

// A random UUID (RFC 4122, version 4) to the eye.
std::string uuid(std::uint64_t seed, std::uint64_t number) {
  const std::uint64_t a = mix(seed, 'u', number, 1),
                      b = mix(seed, 'u', number, 2);
  std::array<char, 37> text{};
  std::snprintf(text.data(), text.size(),
                "%08llx-%04llx-4%03llx-%04llx-%012llx",
                static_cast<unsigned long long>(a >> 32),
                static_cast<unsigned long long>(a >> 16 & 0xffff),
                static_cast<unsigned long long>(a & 0xfff),
                static_cast<unsigned long long>(0x8000 | (b >> 48 & 0x3fff)),
                static_cast<unsigned long long>(b & 0xffff'ffff'ffff));
  return text.data();
}

// Every third client is of each kind, so that few clients show all of them.
SlashIdClient make(std::uint64_t seed, std::uint32_t number) {
  const std::uint64_t h = mix(seed, 'c', number);
  SlashIdClient client;
  client.client_id = uuid(seed, number);
  client.client_name = app_names()[h % app_names().size()];
  client.created_at = kEpoch - static_cast<std::int64_t>(1 + h % 900) * kDay;
  const auto idle = static_cast<std::int64_t>(h >> 16) & 0xfffff;
  const std::int64_t used = kEpoch - idle;
  if (number % 3 == 0) {
    client.grant_types = {"client_credentials"};
    client.scopes = {"admin", "user"};
    client.access_token_duration = 3600;
  } else {
    client.grant_types = {"authorization_code", "refresh_token"};
    client.response_types = {{"code"}, {"code", "id_token"}};
    client.scopes = {"openid", "email"};
    client.redirect_uris = {"https://example.com/redirect"};
    client.is_public = number % 3 == 1;
    client.refresh_token_duration = 864'000;
  }
  if (number % 3 != 2 && used > client.created_at) client.last_used = used;
  return client;
}

void texts_field(Json& json, std::string_view name,
                 const std::vector<std::string>& values) {
  array(json, name, [&] {
    for (const std::string& value : values) text(json, value);
  });
}

}  // namespace

std::vector<SlashIdClient> make_slashid_clients(const Options& options) {
  std::vector<SlashIdClient> clients;
  clients.reserve(options.clients);
  for (std::uint32_t i = 0; i < options.clients; ++i) {
    clients.push_back(make(options.seed, i));
  }
  return clients;
}

void write_slashid_client(Json& json, const SlashIdClient& client) {
  object(json, [&] {
    field(json, "client_id", client.client_id);
    field(json, "client_name", client.client_name);
    texts_field(json, "grant_types", client.grant_types);
    array(json, "response_types", [&] {
      for (const auto& types : client.response_types) {
        array(json, [&] {
          for (const std::string& type : types) text(json, type);
        });
      }
    });
    texts_field(json, "scopes", client.scopes);
    if (client.access_token_duration) {
      field(json, "access_token_duration", *client.access_token_duration);
    }
    if (client.refresh_token_duration) {
      field(json, "refresh_token_duration", *client.refresh_token_duration);
    }
    key(json, "public");
    json.Bool(client.is_public);
    if (!client.redirect_uris.empty()) {
      texts_field(json, "redirect_uris", client.redirect_uris);
    }
    time_field(json, "created_at", client.created_at);
    if (client.last_used) time_field(json, "last_used", client.last_used);
  });
}

}  // namespace sim
