// bucket.cpp - counts what we and others have sent.
#include "pace/bucket.h"

#include <algorithm>

#include "pace/backoff.h"

namespace idp {
namespace {

using std::chrono::milliseconds;

// How long to wait where an answer is what is waited for.
constexpr milliseconds kSoon{50};
// What an answer says is old after that, if others send calls.
constexpr milliseconds kFresh{500};
// How much of what was counted is left with the next answer of ours.
constexpr double kFade = 31.0 / 32;
// Others' calls of late that are none.
constexpr double kNobody = 0.5;
// The first calls that go together are so many times fewer than what is left.
constexpr double kFirst = 32;

milliseconds until(Pacer::Time then, Pacer::Time now) {
  return std::max(milliseconds(1), std::chrono::ceil<milliseconds>(then - now));
}

}  // namespace

std::optional<milliseconds> Bucket::take(const Pace& pace, Pacer::Time now,
                                         std::optional<Pacer::Time> full) {
  if (full && now >= *full && !refilled_) refill(now, *full);
  // No answer came to any of these.
  if (refilled_ && under_way_ == 0) sent_ = 0;
  if (!heard_ && under_way_ > 0) return kSoon;
  if (full) {
    const std::int64_t reserve = limit_ * (100 - pace.capacity_percent) / 100;
    if (left() <= 0 || sent_ >= limit_ - reserve) {
      if (under_way_ > 0 || refilled_) return kSoon;
      return until(*full, now);
    }
    if (const auto wait = share(now, *full)) return wait;
  }
  ++under_way_;
  ++sent_;
  return std::nullopt;
}

// How long to wait for the sake of others.
std::optional<milliseconds> Bucket::share(Pacer::Time now,
                                          Pacer::Time full) const {
  double most = most_;
  if (others_ > kNobody) {
    if (!refilled_ && part() < 1) {
      if (under_way_ > 0) return kSoon;
      if (now < next_) return until(std::min(next_, full), now);
      return std::nullopt;
    }
    if (refilled_ || now - *heard_ > kFresh) {
      most = 1;
    } else if (4 * remaining_ <= 3 * limit_) {
      most = std::min(most, part());
    }
  }
  if (under_way_ + 1 > most && under_way_ > 0) return kSoon;
  return std::nullopt;
}

// How much of what is left may be under way for us.
double Bucket::part() const {
  return ours_ / (ours_ + others_) * static_cast<double>(remaining_) / 2;
}

void Bucket::refill(Pacer::Time now, Pacer::Time full) {
  remaining_ = limit_;
  refilled_ = true;
  from_start_ = now - full < std::chrono::seconds(1);
  sent_ = under_way_;
  others_sent_ = 0;
}

void Bucket::learn(const Told& told, Pacer::Time now, Pacer::Time full) {
  const bool first = !reset_ || told.reset > *reset_;
  if (first) {
    if (!refilled_) {
      if (reset_) sent_ = under_way_;
      from_start_ = false;
    }
    limit_ = told.limit;
    remaining_ = told.remaining;
    reset_ = told.reset;
    refilled_ = false;
    if (others_ > kNobody || ours_ == 0) {
      most_ = std::max(1.0, static_cast<double>(remaining_) / kFirst);
    }
  } else if (told.reset == *reset_ && !refilled_) {
    remaining_ = std::min(remaining_, told.remaining);
    most_ = std::min(most_ + 1, 1000.0);
  } else {
    return;
  }
  count_others(told, first);
  if (remaining_ > 0 && part() < 1) {
    const auto mean = (full - now) / (2 * part());
    next_ = now + std::chrono::duration_cast<Pacer::Clock::duration>(
                      mean * 3 * random_jitter());
  }
}

// Answers come in another order than that in which calls were counted: what is
// under way may be among these.
void Bucket::count_others(const Told& told, bool first) {
  const std::int64_t sent = told.limit - told.remaining - sent_;
  const std::int64_t more = std::max<std::int64_t>(0, sent - others_sent_);
  others_sent_ = std::max(others_sent_, sent);
  const bool lately = !first || from_start_;
  ours_ = ours_ * kFade + 1;
  others_ = others_ * kFade + (lately ? static_cast<double>(more) : 0.0);
}

}  // namespace idp
