// bucket.h - one rate limit of an org: its window of now, and what of it is for
// us, where other processes send calls that count against it, too.
//
// They are seen in the headers: X-Rate-Limit-Remaining falls faster than we
// send. Each process then keeps to its share of what is left, by its own and
// the others' calls of late:
//
// - A window that nobody has an answer of yet gets one call. By its answer some
//   more go, and as many again with each answer: all start alike.
// - Once a quarter is used, half of one's share may be under way. So that what
//   all have under way together falls with what is left.
// - Where that is less than a call, calls go one by one, at random times, about
//   two thirds of that share in the time to the reset.
//
// Who is alone has none of that: what is left is all its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "auth/settings.h"
#include "pace/pacer.h"

namespace idp {

// The pacer's; not safe by itself.
class Bucket {
 public:
  struct Told {  // by an answer's headers
    std::int64_t limit = 0;
    std::int64_t remaining = 0;
    std::int64_t reset = 0;  // seconds by the server's clock
  };

  // Counts a call as under way; or tells how long to wait. `full_again` is when
  // reset() is by our clock.
  std::optional<std::chrono::milliseconds> take(
      const Pace& pace, Pacer::Time now, std::optional<Pacer::Time> full_again);
  // A call is not under way any more.
  void end() { --under_way_; }

  // An answer has come, whatever it says.
  void hear(Pacer::Time now) { heard_ = now; }
  // REQUIRES: it was heard. `full_again` is when the window that it tells of
  // ends.
  void learn(const Told& told, Pacer::Time now, Pacer::Time full_again);

  std::optional<std::int64_t> reset() const { return reset_; }
  std::int64_t limit() const { return limit_; }
  std::int64_t left() const { return remaining_ - under_way_; }

 private:
  void refill(Pacer::Time now, Pacer::Time full_again);
  void count_others(const Told& told, bool first);
  double part() const;
  std::optional<std::chrono::milliseconds> share(Pacer::Time now,
                                                 Pacer::Time full_again) const;

  int under_way_ = 0;
  std::int64_t limit_ = 0;
  std::int64_t remaining_ = 0;
  std::optional<std::int64_t> reset_;
  bool refilled_ = false;   // it is past the reset, and no answer came since
  bool from_start_ = true;  // we were there when the window was full
  std::int64_t sent_ = 0;   // in this window, with what is under way
  std::int64_t others_sent_ = 0;  // at least so many
  double ours_ = 0, others_ = 0;  // of late: each answer makes older ones less
  double most_ = 1;               // under way, until much of it is used
  std::optional<Pacer::Time> heard_;
  Pacer::Time next_{};  // not before, where calls go one by one
};

}  // namespace idp
