// transfer.h - one request under way, and what comes of it. Private to
// src/http.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <optional>

#include "free.h"
#include "http/inbox.h"
#include "http/transport.h"

namespace idp::http {

using Easy = std::unique_ptr<CURL, Free<curl_easy_cleanup>>;
using List = std::unique_ptr<curl_slist, Free<curl_slist_free_all>>;

// One request under way. Its address is libcurl's, so it does not move.
struct Transfer {
  Origin origin;
  Network network;
  Easy easy;
  List headers;
  Inbox inbox;
  int sendings = 0;  // each time that the request went out on a connection
  char detail[CURL_ERROR_SIZE] = "";
  std::optional<CURLcode> end = {};

  // What came of it; and where there is no memory to tell that, a text that
  // needs none. REQUIRES: it has ended.
  Answer finish() noexcept;

 private:
  Answer answer();
  Failure failure() const;
};

}  // namespace idp::http
