// answer.h - one call to the org and its answer, as plain values.
// Knows nothing of sockets.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wire/text.h"

namespace sim {

// The paging mistakes that Okta's release notes report (facts, 3).
struct PageFaults {
  bool drop_expand_in_next = false;
  bool short_page = false;
  bool spurious_next = false;
  bool missing_next = false;
};

struct Call {
  std::string method;
  std::string path;  // as it was sent, without the query
  std::string raw_query;
  std::string base;  // "http://" and the Host header
  std::vector<std::pair<std::string, std::string>> headers;
  std::uint64_t connection = 0;
  std::string body;

  std::int64_t now = 0;          // seconds since 1970, by the simulator's clock
  std::int64_t now_ms = 0;       // the same in milliseconds
  std::string client;            // the service app that calls; empty: none
  std::vector<std::string> ids;  // what stands for the route's {..}
  Query query;
  PageFaults page_faults;

  std::optional<std::string> param(const std::string& name) const;
  // Of a header in any case; nothing: it was not sent.
  std::optional<std::string> header(std::string_view name) const;
  std::size_t count(std::string_view header) const;
};

struct Answer {
  using Header = std::pair<std::string, std::string>;

  int status = 200;
  std::string body;
  std::string content_type = "application/json";
  std::vector<Header> headers;
  bool chunked = false;  // the body is sent without its length, in pieces
  // Set: the body is what this appends to its argument, call by call, until it
  // returns false.
  std::function<bool(std::string&)> stream;

  void add(std::string name, std::string value);
  // Replaces all headers of this name, in any case.
  void replace(const std::string& name, const std::vector<std::string>& values);
};

// How an answer gets onto the wire.
struct Reply {
  Answer answer;
  bool close = false;                   // without an answer
  std::optional<std::size_t> truncate;  // bytes of the body, then the end
};

Answer ok(std::string body);
Answer no_content();

}  // namespace sim
