// network_settings.cpp - reads them, and finds out which are in force.
#include "auth/network_settings.h"

#include <algorithm>
#include <utility>

#include "auth/settings_file.h"
#include "json/tree.h"
#include "number.h"
#include "system/file.h"

namespace idp {
namespace {

using json::Tree;

constexpr std::string_view kProxy = kNetworkKeys[0];
constexpr std::string_view kCaFile = kNetworkKeys[1];
constexpr std::string_view kHost = "proxyHost", kPort = "proxyPort",
                           kUsername = "proxyUsername",
                           kPassword = "proxyPassword";

Result<http::Proxy> read_proxy(const std::string& url,
                               const std::string& label) {
  Result<http::Proxy> proxy = http::parse_proxy(url);
  if (!proxy) return Error{label + " is refused: " + proxy.error().text + "."};
  proxy->source = label;
  return proxy;
}

// libcurl reads it for each connection; so not relative, since a program may
// change its directory.
Result<std::string> read_ca_file(const std::string& given,
                                 const std::string& label, const World& world) {
  constexpr std::size_t kMostCaBytes = std::size_t{16} << 20;
  std::string path = in_home(given, world);
  if (path.empty()) return path;
  if (path.front() != '/' || path.find('\0') != path.npos) {
    return Error{label + " must be the absolute path of a file."};
  }
  const Result<std::optional<File>> file = read_file(path, kMostCaBytes);
  if (!file) return Error{label + ": " + file.error().text};
  if (!*file) {
    return Error{label + " names the file " + path + ", which does not exist."};
  }
  if (Status s = check_owner(**file, path); !s) {
    return Error{label + ": " + s.error().text};
  }
  if ((*file)->text.find(" CERTIFICATE-----") == std::string::npos) {
    return Error{label + " names the file " + path +
                 ", which has no certificate in it: PEM is needed, "
                 "\"-----BEGIN CERTIFICATE-----\" and so on."};
  }
  return path;
}

// The text of a part, or of a port that is a number.
Result<std::string> part_of(const Tree& tree, std::string_view key,
                            const Source& source) {
  const Tree* given = tree.find(key);
  if (given == nullptr) return std::string();
  if (key == kPort) {
    constexpr std::int64_t kMost = 65535;
    const auto* number = std::get_if<std::int64_t>(&given->value);
    const auto port = number ? *number : whole_number(given->text());
    if (!port || *port < 1 || *port > kMost) {
      return Error{source.label(key) +
                   " must be a whole number from 1 to 65535."};
    }
    return std::to_string(*port);
  }
  if (std::holds_alternative<std::string>(given->value)) return given->text();
  return Error{source.label(key) + " must be a string."};
}

const std::string& first_of(std::initializer_list<std::string_view> names,
                            const World& world, std::string& name) {
  for (const std::string_view one : names) {
    name = one;
    if (!variable(world.environment, one).empty()) break;
  }
  return variable(world.environment, name);
}

}  // namespace

Status apply_network(GivenNetwork& network, const Tree& tree,
                     const Source& source, const World& world) {
  for (const std::string_view key : kNetworkKeys) {
    const Tree* given = tree.find(key);
    if (given == nullptr) continue;
    const std::string label = source.label(key);
    if (source.is_sql) {
      return Error{label +
                   " can't be set by SQL, which is not trusted with the way to "
                   "an org. Set it by " +
                   (key == kProxy ? "IDP_PROXY or HTTPS_PROXY" : "IDP_CAFILE") +
                   ", or in " + std::string(kSettingsFileRule) + "."};
    }
    const auto* text = std::get_if<std::string>(&given->value);
    if (text == nullptr) {
      return Error{label + (key == kProxy
                                ? " must be a URL such as "
                                  "\"http://user:password@proxy.acme.com:3128\""
                                  ", or empty for none."
                                : " must be the absolute path of a file.")};
    }
    if (key == kProxy) {
      Result<http::Proxy> proxy = read_proxy(*text, label);
      if (!proxy) return proxy.error();
      network.proxy = *std::move(proxy);
    } else {
      Result<std::string> path = read_ca_file(*text, label, world);
      if (!path) return path.error();
      network.ca_file = *std::move(path);
    }
  }
  return {};
}

Status join_proxy(Tree& tree, Source& source) {
  std::vector<std::string> parts;
  std::string_view any;
  for (const std::string_view key : {kHost, kPort, kUsername, kPassword}) {
    Result<std::string> part = part_of(tree, key, source);
    if (!part) return part.error();
    if (!part->empty() && any.empty()) any = key;
    parts.push_back(*std::move(part));
  }
  if (any.empty()) return {};
  const std::string &host = parts[0], &port = parts[1];
  if (host.empty() || port.empty()) {
    return Error{source.label(any) +
                 " is set, but the proxy's host and port are not both."};
  }
  const std::size_t scheme = host.find("://");
  const std::size_t begin = scheme == host.npos ? 0 : scheme + 3;
  if (host.find_first_of("/@?#", begin) != host.npos) {
    return Error{source.label(kHost) +
                 " is refused: it is the host alone that belongs there."};
  }
  std::string url = begin == 0 ? "http://" : host.substr(0, begin);
  if (!parts[2].empty() || !parts[3].empty()) {
    url += http::encode(parts[2]) + ":" + http::encode(parts[3]) + "@";
  }
  url += host.substr(begin) + ":" + port;
  source.names[std::string(kProxy)] = source.label(kHost);
  auto& members = std::get<json::Object>(tree.value);
  std::erase_if(members, [](const json::Member& member) {
    return member.name == kHost || member.name == kPort ||
           member.name == kUsername || member.name == kPassword;
  });
  members.push_back({std::string(kProxy), Tree{std::move(url)}});
  return {};
}

Status add_network_variables(Settings& settings, const World& world) {
  std::string name;
  if (!settings.network.proxy) {
    const std::string& url = first_of(
        {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}, world, name);
    Result<http::Proxy> proxy = read_proxy(url, name);
    if (!proxy) return proxy.error();
    settings.network.proxy = *std::move(proxy);
  }
  settings.no_proxy = first_of({"no_proxy", "NO_PROXY"}, world, name);
  if (!settings.network.ca_file) {
    settings.network.ca_file = variable(world.environment, "SSL_CERT_FILE");
  }
  return {};
}

http::Network network_of(const Settings& settings, const Org& org) {
  const auto& [proxy, ca_file] = settings.network;
  return {org.network.proxy.value_or(proxy.value_or(http::Proxy())),
          settings.no_proxy,
          org.network.ca_file.value_or(ca_file.value_or(std::string()))};
}

void describe_network(json::Object& members, const GivenNetwork& network) {
  members.push_back({std::string(kProxy),
                     {network.proxy ? network.proxy->url() : std::string()}});
  members.push_back(
      {std::string(kCaFile), {network.ca_file.value_or(std::string())}});
}

}  // namespace idp
