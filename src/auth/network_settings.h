// network_settings.h - the settings "proxy" and "caFile": how orgs are reached,
// and by which CAs they are known.
#pragma once

#include <array>
#include <string_view>

#include "auth/settings.h"
#include "http/transport.h"

namespace idp {

// An org can have its own in a list of orgs; elsewhere they are for all.
inline constexpr std::array<std::string_view, 2> kNetworkKeys = {"proxy",
                                                                 "caFile"};

// Adds those that are in the object. Fails on those of an SQL text: with a
// proxy and a CA of its own it could read what goes to an org.
Status apply_network(GivenNetwork& network, const json::Tree& tree,
                     const Source& source, const World& world);

// Other tools have a proxy in parts: host, port, and perhaps user name and
// password. Makes one "proxy" of them, which counts as the host's setting.
// They have to be from one source: a password never meets another's host.
Status join_proxy(json::Tree& tree, Source& source);

// What curl and OpenSSL read: HTTPS_PROXY and ALL_PROXY, NO_PROXY,
// SSL_CERT_FILE, as they have them.
Status add_network_variables(Settings& settings, const World& world);

// What is in force for the org.
http::Network network_of(const Settings& settings, const Org& org);

// Without the credentials of the proxy.
void describe_network(json::Object& members, const GivenNetwork& network);

}  // namespace idp
