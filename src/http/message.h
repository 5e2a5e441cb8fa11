// message.h - HTTP requests and what comes of them: answers, or why there is
// none.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "http/url.h"

namespace idp::http {

struct Request {
  std::string verb;
  Origin origin;
  Target target;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;  // its type is among the headers
  // Not even libcurl sends it again by itself. What has a body never is.
  bool once = false;
};

struct Response {
  long status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // lower-case names
  std::string body;
  std::size_t bytes_received = 0;  // of the body, before decompression
  // A kept connection turned out to be closed, and libcurl sent the request
  // once more: whether the first one was carried out, nobody has said.
  bool sent_again = false;

  // The first header of that name, or null.
  const std::string* header(std::string_view name) const;
  std::vector<std::string> all_headers(std::string_view name) const;
  // The same as a whole number; none where it is something else.
  std::optional<std::int64_t> number(std::string_view name) const;
};

struct Failure {
  enum class Kind {
    connection,   // worth another try: refused, reset, cut off, timed out
    refused,      // will not get better: a wrong certificate, a bad URL
    interrupted,  // the user asked to stop
  };
  Kind kind = Kind::connection;
  std::string text;
  std::string advice = {};  // what to do, in sentences; empty: the usual
  // It may have come to the server, and so may have been carried out.
  bool sent = true;
};

using Answer = std::variant<Response, Failure>;

}  // namespace idp::http
