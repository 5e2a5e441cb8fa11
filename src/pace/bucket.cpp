// bucket.cpp - counts what we and others have sent.
#include "pace/bucket.h"

#include <algorithm>

namespace idp {
namespace {

using std::chrono::milliseconds;

// What an answer says is old after that, if others send calls.
constexpr milliseconds kFresh{100};
// How much of what was counted is left with the next answer of ours.
constexpr double kFade = 31.0 / 32;
// Others' calls of late that are none.
constexpr double kNobody = 0.5;
// The first calls of a window that go together: what is left, or our share of
// it, divided by this.
constexpr double kFirst = 32, kFirstOfShare = 8;
constexpr double kMostAtOnce = 1000;
// A line that goes as a whole where no limit was told yet: the lowest limit
// that was seen is ten calls a minute.
constexpr std::size_t kShortLine = 10;

}  // namespace

std::optional<milliseconds> Bucket::take(const Pace& pace, Pacer::Time now,
                                         std::optional<Full> full,
                                         std::size_t line, int away) {
  if (full && !refilled_ && now >= when(*full)) {
    remaining_ = limit_;
    refilled_ = true;
    sent_ = under_way_;
  }
  // No answer came to any of these.
  if (refilled_ && under_way_ == 0) sent_ = 0;
  const int awaited = under_way_ - away;
  const bool is_short =
      !reset_ && line + static_cast<std::size_t>(under_way_) <= kShortLine;
  if (awaited > 0 && !is_short && awaited + 1 > most_under_way(now))
    return kSoon;
  if (full && !is_enough_left(pace)) {
    if (under_way_ > 0 || refilled_) return kSoon;
    return std::max(milliseconds(1),
                    std::chrono::ceil<milliseconds>(when(*full) - now));
  }
  ++under_way_;
  ++sent_;
  return std::nullopt;
}

// Who waits until a window is certain to be full may find it used up by those
// who know the time better, again and again: half way more is found out.
Pacer::Time Bucket::when(const Full& full) const {
  const auto unknown = full.certain - full.earliest;
  return late_ && unknown > kSoon ? full.earliest + unknown / 2 : full.certain;
}

double Bucket::most_under_way(Pacer::Time now) const {
  if (!reset_) return tried_ ? kMostAtOnce : 1;
  const bool is_old = refilled_ || now - told_ > kFresh;
  return is_old && (late_ || others_ > kNobody) ? 1 : most_;
}

bool Bucket::is_enough_left(const Pace& pace) const {
  const std::int64_t reserve = limit_ * (100 - pace.capacity_percent) / 100;
  if (left() <= 0 || sent_ >= limit_ - reserve) return false;
  if (4 * remaining_ > 3 * limit_) return true;
  return static_cast<double>(left() - 1) >= per_call() * (1 + 2 * under_way_);
}

void Bucket::learn(const Told& told, Pacer::Time now) {
  const bool first = !reset_ || told.reset > *reset_;
  if (!first && told.reset < *reset_) return;
  if (!first && refilled_) {  // the reset wasn't yet when this was counted
    refilled_ = false;
    remaining_ = told.remaining;
    return;
  }
  if (first && reset_ && !refilled_) sent_ = under_way_;
  limit_ = told.limit;
  remaining_ = first ? told.remaining : std::min(remaining_, told.remaining);
  reset_ = told.reset;
  refilled_ = false;
  told_ = now;
  most_ = std::min(most_ + 1, kMostAtOnce);
  if (first && (ours_ == 0 || others_ > kNobody)) {
    const double parts = ours_ == 0 ? kFirst : kFirstOfShare * (1 + per_call());
    most_ = std::max(1.0, static_cast<double>(remaining_) / parts);
  }
  count_others(told, first);
}

// Answers come in another order than that in which calls were counted: what is
// under way may be among these. A window's first answer tells of others' calls,
// but not for how many of ours.
void Bucket::count_others(const Told& told, bool first) {
  const std::int64_t sent =
      std::max<std::int64_t>(0, told.limit - told.remaining - sent_);
  if (first) {
    late_ = 4 * (static_cast<double>(sent) - per_call()) >=
            static_cast<double>(told.limit);
  } else {
    const std::int64_t more = std::max<std::int64_t>(0, sent - others_sent_);
    ours_ = ours_ * kFade + 1;
    others_ = others_ * kFade + static_cast<double>(more);
  }
  others_sent_ = first ? sent : std::max(others_sent_, sent);
}

void Bucket::end() {
  --under_way_;
  tried_ = true;
}

}  // namespace idp
