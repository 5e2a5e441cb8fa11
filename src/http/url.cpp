// url.cpp - wraps libcurl's URL functions.
#include "http/url.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <new>

#include "free.h"
#include "lower.h"

namespace idp::http {
namespace {

using Url = std::unique_ptr<CURLU, Free<curl_url_cleanup>>;
using CurlText = std::unique_ptr<char, Free<curl_free>>;

Url parse(const std::string& text) {
  Url url(curl_url());
  const unsigned flags = CURLU_NON_SUPPORT_SCHEME | CURLU_PATH_AS_IS;
  const CURLUcode code =
      url ? curl_url_set(url.get(), CURLUPART_URL, text.c_str(), flags)
          : CURLUE_OUT_OF_MEMORY;
  if (code == CURLUE_OUT_OF_MEMORY) throw std::bad_alloc();
  return code == CURLUE_OK ? std::move(url) : nullptr;
}

// Empty: it has none.
std::string part(const Url& url, CURLUPart which) {
  char* text = nullptr;
  const CURLUcode code = curl_url_get(url.get(), which, &text, 0);
  const CurlText owner(text);
  if (code == CURLUE_OUT_OF_MEMORY) throw std::bad_alloc();
  return code == CURLUE_OK ? text : std::string();
}

// In a query a plus sign is a space.
std::optional<std::string> decode_query(std::string text) {
  std::ranges::replace(text, '+', ' ');
  return decode(text);
}

std::optional<Query> parse_query(std::string_view text) {
  Query query;
  while (!text.empty()) {
    const std::string_view item = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), item.size() + 1));
    if (item.empty()) continue;
    const std::size_t equals = std::min(item.find('='), item.size());
    auto name = decode_query(std::string(item.substr(0, equals)));
    auto value = decode_query(
        std::string(item.substr(std::min(item.size(), equals + 1))));
    if (!name || !value) return std::nullopt;
    query.emplace_back(*std::move(name), *std::move(value));
  }
  return query;
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f;
  });
}

// In a path an at sign may stand as it is (RFC 3986, 3.3), as in most logins.
std::string encode_segment(std::string_view segment) {
  std::string text = encode(segment);
  for (std::size_t at = text.find("%40"); at != text.npos;
       at = text.find("%40", at)) {
    text.replace(at, 3, "@");
  }
  return text;
}

}  // namespace

std::string Origin::text() const { return scheme + "://" + authority(); }

std::string Origin::authority() const {
  return port.empty() ? host : host + ":" + port;
}

bool Origin::loopback() const {
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

std::string Target::text() const {
  std::string text = path;
  char separator = '?';
  for (const auto& [name, value] : query) {
    text += separator + encode(name) + "=" + encode(value);
    separator = '&';
  }
  return text;
}

std::string encode(std::string_view text) {
  if (text.empty()) return {};
  const CurlText encoded(
      curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size())));
  if (!encoded) throw std::bad_alloc();
  return encoded.get();
}

std::optional<std::string> decode(std::string_view text) {
  if (text.empty()) return std::string();
  for (std::size_t at = text.find('%'); at != text.npos;
       at = text.find('%', at + 1)) {
    constexpr std::string_view kHex = "0123456789ABCDEFabcdef";
    const std::string_view digits = text.substr(at + 1, 2);
    if (digits.size() < 2 || digits.find_first_not_of(kHex) != digits.npos) {
      return std::nullopt;
    }
  }
  int length = 0;
  const CurlText decoded(curl_easy_unescape(
      nullptr, text.data(), static_cast<int>(text.size()), &length));
  if (!decoded) throw std::bad_alloc();
  return std::string(decoded.get(), static_cast<std::size_t>(length));
}

Target make_target(const std::vector<std::string>& path, Query query) {
  Target target;
  for (const std::string& segment : path) {
    target.path += "/" + encode_segment(segment);
  }
  target.query = std::move(query);
  return target;
}

Result<Origin> parse_origin(std::string_view text) {
  const Error unreadable{"it is not a URL such as https://acme.okta.com"};
  if (has_control(text)) return unreadable;
  const Url url = parse(std::string(text));
  if (!url) return unreadable;
  Origin origin{part(url, CURLUPART_SCHEME), lower(part(url, CURLUPART_HOST)),
                part(url, CURLUPART_PORT)};
  // Older releases of libcurl take it for a part of the name.
  if (origin.host.find('%') != std::string::npos) return unreadable;
  const std::string usual = origin.scheme == "http" ? "80" : "443";
  if (origin.port == usual) origin.port.clear();
  if (!part(url, CURLUPART_USER).empty() ||
      !part(url, CURLUPART_PASSWORD).empty()) {
    return Error{"it has a user name in it; give only the scheme and the host"};
  }
  const std::string path = part(url, CURLUPART_PATH);
  if ((!path.empty() && path != "/") || !part(url, CURLUPART_QUERY).empty() ||
      !part(url, CURLUPART_FRAGMENT).empty()) {
    return Error{
        "it goes on after the host; give only the scheme and the host"};
  }
  if (origin.scheme == "http" && !origin.loopback()) {
    return Error{
        "http would send the token unencrypted; use https (http is for "
        "loopback only)"};
  }
  if (origin.scheme != "https" && origin.scheme != "http") {
    return Error{"its scheme is " + origin.scheme + "; use https"};
  }
  return origin;
}

std::string Proxy::url() const {
  return address.empty() ? std::string() : scheme + "://" + address;
}

Result<Proxy> parse_proxy(std::string_view text) {
  if (text.empty()) return Proxy();
  constexpr std::string_view kSchemes[] = {"http", "https", "socks5",
                                           "socks5h"};
  const bool whole = text.find("://") != text.npos;
  const Url url = has_control(text)
                      ? nullptr
                      : parse((whole ? "" : "http://") + std::string(text));
  const auto username = url ? decode(part(url, CURLUPART_USER)) : std::nullopt;
  const auto password =
      url ? decode(part(url, CURLUPART_PASSWORD)) : std::nullopt;
  if (!username || !password ||
      (*username + *password).find('\0') != std::string::npos) {
    return Error{
        "it is not a URL such as http://user:password@proxy.acme.com:3128, in "
        "which a user name and a password are percent-encoded: %40 for an at "
        "sign, %3A for a colon, %2F for a slash, %25 for a percent sign"};
  }
  Proxy proxy{lower(part(url, CURLUPART_SCHEME)),
              part(url, CURLUPART_HOST),
              *username,
              *password,
              {}};
  if (std::ranges::find(kSchemes, proxy.scheme) == std::end(kSchemes)) {
    return Error{"its scheme is none of http, https, socks5 and socks5h"};
  }
  const std::string port = part(url, CURLUPART_PORT);
  const std::string usual = proxy.scheme == "https" ? "443" : "1080";
  proxy.address += ":" + (port.empty() ? usual : port);
  return proxy;
}

Result<Target> parse_target(std::string_view text) {
  const Error unreadable{"it is not a URL"};
  if (text.empty() || has_control(text)) return unreadable;
  // The host of this base is never used: only path and query are read.
  const std::string whole = text.front() == '/'
                                ? "https://base.invalid" + std::string(text)
                                : std::string(text);
  const Url url = parse(whole);
  if (!url) return unreadable;
  Target target;
  target.path = part(url, CURLUPART_PATH);
  auto query = parse_query(part(url, CURLUPART_QUERY));
  if (!query || !target.path.starts_with('/')) return unreadable;
  target.query = *std::move(query);
  return target;
}

}  // namespace idp::http
