// bucket.h - one rate limit of an org: its window of now, and what of it is for
// us, where other processes send calls that count against it, too.
//
// They are seen in the headers: X-Rate-Limit-Remaining falls faster than we
// send. What they send for each call of ours is counted from one answer to the
// next. By that, each process keeps to its share:
//
// - A window that nobody has an answer of yet gets one call, which a long line
//   can wait for; or a short line as a whole. By the answer some more go, and
//   as many again with each answer: until a quarter of the window is used, all
//   are alike.
// - From then on a call goes if what is left does for it, for what is under
//   way, and for what others send meanwhile: as many as an answer, which is as
//   old as a call takes, can't tell of yet, as many again that they have under
//   way, and the next of each.
//
// So all end a window together, one after the other in the order in which they
// had their last answers, and wait for the next. Who finds much of it used by
// others each time looks for its begin before that is certain. Who is alone has
// none of that: what is left is all its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "auth/settings.h"
#include "pace/pacer.h"

namespace idp {

// How long to wait where an answer is what is waited for.
inline constexpr std::chrono::milliseconds kSoon{50};

// The pacer's; not safe by itself.
class Bucket {
 public:
  struct Told {  // by an answer's headers
    std::int64_t limit = 0;
    std::int64_t remaining = 0;
    std::int64_t reset = 0;  // seconds by the server's clock
  };

  // When reset() is by our clock: the server's is known to a second at first.
  struct Full {
    Pacer::Time earliest, certain;
  };

  // Counts a call as under way; or tells how long to wait. So many stand in
  // line with it; and of what is under way nobody looks for `away` answers, so
  // these are not waited for.
  std::optional<std::chrono::milliseconds> take(const Pace& pace,
                                                Pacer::Time now,
                                                std::optional<Full> full,
                                                std::size_t line, int away);
  // What an answer to one that is under way tells.
  void learn(const Told& told, Pacer::Time now);
  // A call is not under way any more, answered or not.
  void end();

  std::optional<std::int64_t> reset() const { return reset_; }
  std::int64_t limit() const { return limit_; }
  std::int64_t left() const { return remaining_ - under_way_; }
  // What others send for each call of ours.
  double per_call() const { return ours_ > 0 ? others_ / ours_ : 0; }

 private:
  void count_others(const Told& told, bool first);
  Pacer::Time when(const Full& full) const;
  double most_under_way(Pacer::Time now) const;
  bool is_enough_left(const Pace& pace) const;

  int under_way_ = 0;
  bool tried_ = false;  // a call has ended
  std::int64_t limit_ = 0;
  std::int64_t remaining_ = 0;
  std::optional<std::int64_t> reset_;
  Pacer::Time told_{};            // when the last answer came
  bool refilled_ = false;         // it is past the reset, and none came since
  std::int64_t sent_ = 0;         // in this window, with what is under way
  std::int64_t others_sent_ = 0;  // at least so many
  // Of late: each answer makes what was counted before it less.
  double ours_ = 0, others_ = 0;
  double most_ = 1;    // under way, until a quarter is used
  bool late_ = false;  // others had used much of it before our first call
};

}  // namespace idp
