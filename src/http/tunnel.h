// tunnel.h - tells libcurl how an org is reached, and what became of that: the
// part of the transport that knows proxies and CAs.
#pragma once

#include <curl/curl.h>

#include "http/transport.h"

namespace idp::http {

// Sets all that a network has, so that libcurl takes nothing of it from
// variables. Where that fails nothing may be sent: it might go another way.
CURLcode set_network(CURL* easy, const Origin& origin, const Network& network);

// A transfer that has failed.
struct Ended {
  CURL* easy = nullptr;
  CURLcode code = CURLE_OK;
  const char* detail = "";  // libcurl's, of this one
};

// Its failure in other words, where it is a matter of the network's: what the
// proxy has answered by itself, which is no answer of the org's; a proxy that
// is not there; a certificate of a CA that is not trusted. Else the usual one.
Failure tell_of_network(const Ended& ended, const Origin& origin,
                        const Network& network, Failure usual);

}  // namespace idp::http
