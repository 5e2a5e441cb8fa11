// transport.h - sends one HTTP request and waits for its answer.
// In: a Request. Out: a Response, or why there is none. Knows nothing of
// providers, retries or SQLite.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
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
};

struct Response {
  long status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // lower-case names
  std::string body;
  std::size_t bytes_received = 0;  // of the body, before decompression

  // The first header of that name, or null.
  const std::string* header(std::string_view name) const;
  std::vector<std::string> all_headers(std::string_view name) const;
};

struct Failure {
  enum class Kind {
    connection,   // worth another try: refused, reset, cut off, timed out
    refused,      // will not get better: a wrong certificate, a bad URL
    interrupted,  // the user asked to stop
  };
  Kind kind = Kind::connection;
  std::string text;
};

using Answer = std::variant<Response, Failure>;

struct Timeouts {
  std::chrono::seconds connection{30};
  std::chrono::seconds request{120};  // from first to last byte
};

// Asked at least every 50 ms while something waits; true ends the wait.
using Stop = std::function<bool()>;

// A body larger than this fails the request: a page of 200 rows has some
// hundred kilobytes.
inline constexpr std::size_t kMaxBodyBytes = std::size_t{64} << 20;

// Keeps connections open for the next request. Follows no redirects, keeps no
// cookies, checks certificates always. Not for several threads at once.
class Transport {
 public:
  Transport();
  ~Transport();
  Transport(Transport&&) noexcept;

  Answer send(const Request& request, const Timeouts& timeouts,
              const Stop& stop);

 private:
  struct Multi;
  std::unique_ptr<Multi> multi_;
};

// Waits, unless it is told to stop first; then returns false.
bool pause(std::chrono::milliseconds time, const Stop& stop);

}  // namespace idp::http
