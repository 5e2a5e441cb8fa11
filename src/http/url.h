// url.h - URLs, by libcurl's own parser: origins, encoded paths and queries.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "result.h"

namespace idp::http {

using Query = std::vector<std::pair<std::string, std::string>>;

// Where a secret may go: scheme, host and port.
struct Origin {
  std::string scheme;
  std::string host;  // lower case; brackets around an IPv6 address
  std::string port;  // empty: the scheme's own

  std::string text() const;       // "https://acme.okta.com"
  std::string authority() const;  // "acme.okta.com", "127.0.0.1:8080"
  bool loopback() const;
};

// What stands between here and an origin, and passes on what it can't read: a
// tunnel goes through it.
struct Proxy {
  std::string scheme;  // "http", "https", "socks5", "socks5h": of the way there
  std::string address;  // "proxy.acme.com:3128"; empty: none, straight
  std::string username, password;  // for it and nobody else
  std::string source;              // where it was configured, for messages

  std::string url() const;  // of the proxy alone; empty where there is none
};

// What follows the origin. The path is encoded, the query is not.
struct Target {
  std::string path;
  Query query;

  std::string text() const;  // "/api/v1/users?limit=200", encoded
};

// Everything but letters, digits and "-._~" as %XX of its UTF-8 bytes.
std::string encode(std::string_view text);
// The reverse; nothing for a text that encode() can't have made.
std::optional<std::string> decode(std::string_view text);

// A path of these segments, encoded; an at sign stays.
Target make_target(const std::vector<std::string>& path, Query query);

// The origin of an org URL. Refuses what is more than an origin (a path, a
// query, a user), any scheme but https, and http but for loopback.
Result<Origin> parse_origin(std::string_view url);

// A proxy, as curl has it in HTTPS_PROXY: "proxy:3128" is one of http, without
// a port it is 1080 (https: 443), a path means nothing. The empty text is none.
// No error holds any of the text.
Result<Proxy> parse_proxy(std::string_view url);

// Path and query of an absolute URL or of one that starts with a slash.
Result<Target> parse_target(std::string_view url);

}  // namespace idp::http
