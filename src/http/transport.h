// transport.h - sends HTTP requests, many at once.
// In: Requests. Out: for each a Response, or why there is none. Knows nothing
// of providers, retries or SQLite.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
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
};

struct Response {
  long status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // lower-case names
  std::string body;
  std::size_t bytes_received = 0;  // of the body, before decompression

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
};

using Answer = std::variant<Response, Failure>;

struct Timeouts {
  std::chrono::seconds connection{30};
  std::chrono::seconds request{120};  // from first to last byte
};

// A body larger than this fails the request: a page of 200 rows has some
// hundred kilobytes.
inline constexpr std::size_t kMaxBodyBytes = std::size_t{64} << 20;

// Many requests at once, on one thread: nothing moves but in poll(). Keeps
// connections open for the next request. Follows no redirects, keeps no
// cookies, checks certificates always. Not for several threads at once.
class Transport {
 public:
  using Id = std::uint64_t;

  Transport();
  ~Transport();
  Transport(Transport&&) noexcept;

  Id start(const Request& request, const Timeouts& timeouts);
  // Ends a request whose answer nobody wants any more.
  void cancel(Id id);
  std::size_t in_flight() const;

  struct Finished {
    Id id = 0;
    Answer answer;
  };
  // What has finished; waits for the first that does, or for that time.
  std::vector<Finished> poll(std::chrono::milliseconds wait);

 private:
  struct Multi;
  std::unique_ptr<Multi> multi_;
};

}  // namespace idp::http
