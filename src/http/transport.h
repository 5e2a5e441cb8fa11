// transport.h - sends HTTP requests, many at once.
// In: Requests. Out: for each a Response, or why there is none. Knows nothing
// of providers, retries or SQLite.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include "http/message.h"
#include "http/url.h"

namespace idp::http {

struct Timeouts {
  std::chrono::seconds connection{30};
  std::chrono::seconds request{120};  // from first to last byte
};

// What lies between here and an org.
struct Network {
  Proxy proxy;           // for https; http never goes to one
  std::string no_proxy;  // hosts that need none, as curl has them in NO_PROXY
  std::string ca_file;   // PEM of the CAs to trust; empty: the system's
};

// Many requests at once, on one thread: nothing moves but in poll(). Keeps
// connections open for the next request, until it rests. Follows no redirects,
// keeps no cookies, checks certificates always, and reads no variables. Not for
// several threads at once. In a child that fork() makes it can only be
// destroyed, which leaves to the parent what it has.
class Transport {
 public:
  using Id = std::uint64_t;

  Transport();
  ~Transport();

  Id start(const Request& request, const Timeouts& timeouts,
           const Network& network);
  // Ends a request whose answer nobody wants any more.
  void cancel(Id id);
  std::size_t in_flight() const;

  // When poll() was last called. Safe from several threads.
  using Polled = std::atomic<std::chrono::steady_clock::time_point>;
  std::shared_ptr<const Polled> polled() const;

  // Nothing will be asked soon: if nothing is under way, its connections are
  // whoever's in the process asks next, for a while.
  void rest() noexcept;

  struct Finished {
    Id id = 0;
    Answer answer;
  };
  // One that has finished; waits for the first that does, or for that time.
  // Needs no memory of its own: none that has finished is lost.
  std::optional<Finished> poll(std::chrono::milliseconds wait);

 private:
  struct Multi;
  std::unique_ptr<Multi> multi_;
};

}  // namespace idp::http
