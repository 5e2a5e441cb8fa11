// pacer.h - when the next call to an org may go: its rate limits and how many
// requests it may have under way.
// In: what the provider's headers say. Out: a grant, or when to ask again.
//
// One for each org in the process, since the provider counts a token's calls
// together, whichever connection sends them. A child that fork() makes has its
// own.
//
// Okta counts calls in windows of a minute, for each bucket of endpoints
// (X-Rate-Limit-Limit, -Remaining and -Reset: "Rate limits", Okta). What is
// left of a window is what the last answer said, less the calls that are under
// way. At the reset, by the server's clock, the window is full again. With
// other processes it is shared: see bucket.h.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "auth/settings.h"
#include "http/message.h"
#include "http/transport.h"
#include "process.h"

namespace idp {

class Bucket;

// Safe from several threads.
class Pacer {
 public:
  Pacer();
  ~Pacer();
  Pacer(const Pacer&) = delete;

  using Clock = std::chrono::steady_clock;
  using Time = Clock::time_point;
  // Who sends a call: a transport, whose calls are looked at when it is polled.
  using Sender = std::shared_ptr<const http::Transport::Polled>;

  // A call that was granted. It counts as under way as long as this lives, so
  // that no way out can forget to give the place back. Not longer than the
  // pacer.
  class Slot {
   public:
    // Learns from the answer.
    void answered(const http::Response& response, const Pace& pace, Time now);

   private:
    friend class Pacer;
    struct GiveBack {
      std::string bucket;
      Sender sender;
      Time granted{};
      void operator()(Pacer* pacer) const noexcept {
        pacer->end(bucket, sender);
      }
    };

    explicit Slot(Pacer* pacer, GiveBack back)
        : pacer_(pacer, std::move(back)) {}

    std::unique_ptr<Pacer, GiveBack> pacer_;
  };

  // Grants the call; or shortens `wait` to the time after which it is worth
  // asking again, if no answer comes first. What another sender has under way
  // holds nobody up once that one hasn't looked for kAway: its answers may have
  // come long since, and a cursor of the same thread stands on a row. `line` is
  // how many calls the sender wants to send now.
  std::optional<Slot> ask(const std::string& bucket, const Sender& sender,
                          std::size_t line, const Pace& pace, Time now,
                          std::chrono::milliseconds& wait);
  static constexpr std::chrono::seconds kAway{1};

  static constexpr std::chrono::seconds kWindow{60};

  struct Budget {
    std::int64_t left = 0;
    std::int64_t limit = 0;
    std::chrono::milliseconds to_reset{0};  // until the window is full again
    double others = 0;  // what other processes send for each call of ours
  };
  // Seconds since 1970: by the server's clock, or by ours before its first
  // answer. Not after the server's own time.
  std::int64_t unix_time(Time now) const;
  // About how many seconds the server's clock is ahead of ours; 0 where its
  // answers, whose Date has whole seconds, don't show that they differ.
  std::int64_t skew(Time now) const;

  // When, by our clock, the server's is certain to show that time.
  std::optional<Time> when(std::int64_t server_seconds) const;

  // Of the window of now; nothing before the first answer.
  std::optional<Budget> budget(const std::string& bucket, Time now) const;

 private:
  std::optional<std::chrono::milliseconds> take(const std::string& bucket,
                                                const Sender& sender,
                                                std::size_t line,
                                                const Pace& pace, Time now);
  int away(const Sender& asking, Time now) const;
  void learn(const std::string& bucket, const http::Response& response,
             const Pace& pace, Time granted, Time now);
  void end(const std::string& bucket, const Sender& sender) noexcept;
  void learn_clock(std::int64_t date, Time sent, Time now);
  Bucket& bucket_of(const std::string& name);
  static Time local(std::int64_t server_seconds, std::int64_t ahead);

  const OwnProcess process_;
  mutable std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Bucket>> buckets_;
  int under_way_ = 0;
  std::map<Sender, int> senders_;  // of what is under way
  double window_ = 1e9;            // learned from the concurrency limit
  // The server's clock less ours lies between these; milliseconds.
  std::optional<std::int64_t> least_offset_, most_offset_;
};

// The org's, shared by the process.
std::shared_ptr<Pacer> pacer_of(const http::Origin& origin);

}  // namespace idp
