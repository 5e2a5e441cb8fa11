// tunnel.cpp - libcurl's options for proxies and CAs, and words for what fails.
#include "http/tunnel.h"

#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "http/options.h"

namespace idp::http {
namespace {

// Where the port is the scheme's own, CONNECT names it all the same.
std::string host_and_port(const Origin& origin) {
  return origin.host + ":" + (origin.port.empty() ? "443" : origin.port);
}

std::string proxy_text(const Proxy& proxy) {
  return "the proxy " + proxy.address + " (from " + proxy.source + ")";
}

std::string advice_on(long status, const std::string& to, const Proxy& proxy) {
  if (status == 407 && proxy.username.empty()) {
    return "It asks for a user name and a password: give them with the proxy, "
           "as " +
           proxy.scheme + "://user:password@" + proxy.address +
           " or where its host is set.";
  }
  // Of a wrong password tinyproxy says 401.
  if (status == 407 || (status == 401 && !proxy.username.empty())) {
    return "It does not take the user name and the password that are set for "
           "it, or wants another scheme than Basic.";
  }
  if (status < 500 && status != 429) {
    return "It does not let calls through: whoever runs it has to allow "
           "CONNECT to " +
           to + ", or NO_PROXY has to name the host.";
  }
  return "It did not reach " + to +
         ", or has too much to do. Check the proxy, then run the statement "
         "again.";
}

// What it does by itself: with 4xx it will refuse the next one, too.
Failure answered(long status, const std::string& to, const Proxy& proxy) {
  const bool passes = status >= 500 || status == 429;
  return {
      passes ? Failure::Kind::connection : Failure::Kind::refused,
      proxy_text(proxy) + " answered " + std::to_string(status) + " to CONNECT",
      advice_on(status, to, proxy)};
}

bool is_about_certificates(CURLcode code) {
  return code == CURLE_PEER_FAILED_VERIFICATION ||
         code == CURLE_SSL_CACERT_BADFILE || code == CURLE_SSL_ISSUER_ERROR;
}

// Whether a SOCKS proxy has refused: another time it will refuse again.
bool is_refused(const Ended& ended) {
  long why = CURLPX_OK;
  curl_easy_getinfo(ended.easy, CURLINFO_PROXY_ERROR, &why);
  return ended.code == CURLE_PROXY &&
         (why == CURLPX_USER_REJECTED || why == CURLPX_NO_AUTH);
}

// Where systems keep the CAs that all their programs trust.
constexpr const char* kCaFiles[] = {
    "/etc/ssl/certs/ca-certificates.crt",  // Debian, Alpine, Arch
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // Red Hat
    "/etc/pki/tls/certs/ca-bundle.crt",  // Red Hat's older ones
    "/etc/ssl/ca-bundle.pem",            // SUSE
    "/etc/ssl/cert.pem"};                // Alpine, BSD

// The one that is set; or the system's, where libcurl has none built in since
// it is to run on any; or none.
std::string ca_file_for(const Network& network) {
  static const char* const usual = [] {
    const auto known = [](const char* path) { return access(path, R_OK) == 0; };
    const auto found = std::ranges::find_if(kCaFiles, known);
    const bool built_in = curl_version_info(CURLVERSION_NOW)->cainfo != nullptr;
    return built_in || found == std::end(kCaFiles) ? "" : *found;
  }();
  return network.ca_file.empty() ? usual : network.ca_file;
}

bool goes_straight(const Origin& origin, const Network& network) {
  return origin.scheme == "http" || network.proxy.address.empty();
}

// libcurl decides by NO_PROXY, and does not tell in all of its versions.
std::string through(const Ended& ended, const Network& network, long status) {
  const bool certain = network.no_proxy.empty() || status != 0 ||
                       ended.code == CURLE_COULDNT_RESOLVE_PROXY ||
                       ended.code == CURLE_PROXY;
  return ", through " + proxy_text(network.proxy) +
         (certain ? "" : " unless NO_PROXY names the host");
}

}  // namespace

CURLcode set_network(CURL* easy, const Origin& origin, const Network& network) {
  Options options(easy);
  const Proxy& proxy = network.proxy;
  // Plain http carries the token in the clear: never to a proxy.
  const bool straight = goes_straight(origin, network);
  options.set(CURLOPT_PROXY, straight ? std::string() : proxy.url());
  options.set(CURLOPT_NOPROXY, network.no_proxy);
  const std::string ca_file = ca_file_for(network);
  if (!ca_file.empty()) {
    options.set(CURLOPT_CAINFO, ca_file);
    options.set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  if (straight) return options.problem();
  // What a proxy says of itself is not among the org's headers.
  options.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  if (!proxy.username.empty() || !proxy.password.empty()) {
    // libcurl decodes both, as it documents for this option.
    options.set(CURLOPT_PROXYUSERPWD,
                encode(proxy.username) + ":" + encode(proxy.password));
  }
  if (proxy.scheme == "https" && !ca_file.empty()) {
    options.set(CURLOPT_PROXY_CAINFO, ca_file);
    options.set(CURLOPT_PROXY_CAPATH, static_cast<const char*>(nullptr));
  }
  return options.problem();
}

Failure tell_of_network(const Ended& ended, const Origin& origin,
                        const Network& network, Failure usual) {
  const Proxy& proxy = network.proxy;
  long status = 0;  // the proxy's own; 0: there was none, or not yet
  curl_easy_getinfo(ended.easy, CURLINFO_HTTP_CONNECTCODE, &status);
  if (status != 0 && status / 100 != 2) {
    return answered(status, host_and_port(origin), proxy);
  }
  const bool straight = goes_straight(origin, network);
  if (!straight) usual.text += through(ended, network, status);
  if (is_refused(ended)) {
    usual.kind = Failure::Kind::refused;
    usual.advice = "Give the user name and the password that it wants with it.";
  } else if (is_about_certificates(ended.code)) {
    usual.advice =
        "Trying again would not help. Where the CA is a private one that is "
        "to be trusted, name its file in the setting \"caFile\"; where this "
        "system has no file of CAs, install the package ca-certificates.";
  } else if (!straight && usual.kind == Failure::Kind::connection) {
    usual.advice =
        "Check the network, the proxy and the org URL, or name the host in "
        "NO_PROXY, then run the statement again.";
  }
  return usual;
}

}  // namespace idp::http
