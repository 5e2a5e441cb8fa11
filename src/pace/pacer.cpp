// pacer.cpp - all that is under way, and the server's clock.
#include "pace/pacer.h"

#include <algorithm>
#include <cstdlib>

#include "http/date.h"
#include "pace/bucket.h"

namespace idp {
namespace {

using std::chrono::milliseconds;

// No count and no time in seconds that a server means is above it, and what is
// reckoned from it in nanoseconds fits 64 bits.
constexpr std::int64_t kMost = 4'000'000'000;

std::optional<std::int64_t> number(const http::Response& response,
                                   std::string_view name) {
  const auto value = response.number(name);
  if (!value) return std::nullopt;
  return std::clamp<std::int64_t>(*value, 0, kMost);
}

std::int64_t milliseconds_of(Pacer::Time time) {
  return std::chrono::duration_cast<milliseconds>(time.time_since_epoch())
      .count();
}

// Milliseconds since 1970 by our clock.
std::int64_t our_time() {
  return std::chrono::duration_cast<milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

struct Pacers {
  std::mutex mutex;
  std::map<std::string, std::shared_ptr<Pacer>> by_origin;
};
constinit PerProcess<Pacers> all_pacers;

}  // namespace

void Pacer::Slot::answered(const http::Response& response, const Pace& pace,
                           Time now) {
  const GiveBack& given = pacer_.get_deleter();
  pacer_->learn(given.bucket, response, pace, given.granted, now);
}

Pacer::Pacer() = default;
Pacer::~Pacer() = default;

std::optional<Pacer::Slot> Pacer::ask(const std::string& bucket,
                                      const Sender& sender, std::size_t line,
                                      const Pace& pace, Time now,
                                      milliseconds& wait) {
  // Before there is something to give back.
  Slot::GiveBack back{bucket, sender, now};
  if (const auto later = take(bucket, sender, line, pace, now)) {
    wait = std::min(wait, *later);
    return std::nullopt;
  }
  return Slot(this, std::move(back));
}

// Counts the call as under way; or tells how long to wait.
std::optional<milliseconds> Pacer::take(const std::string& name,
                                        const Sender& sender, std::size_t line,
                                        const Pace& pace, Time now) {
  const std::lock_guard lock(mutex_);
  const int others = away(sender, now);
  if (under_way_ - others >= std::min<double>(pace.parallelism, window_)) {
    return kSoon;
  }
  const auto of_sender = senders_.try_emplace(sender, 0).first;
  Bucket& bucket = bucket_of(name);
  std::optional<Bucket::Full> full;
  if (bucket.reset() && least_offset_) {
    full = {local(*bucket.reset(), *most_offset_),
            local(*bucket.reset(), *least_offset_)};
  }
  const auto later = bucket.take(pace, now, full, line, others);
  if (!later) {
    ++under_way_;
    ++of_sender->second;
  } else if (of_sender->second == 0) {
    senders_.erase(of_sender);
  }
  return later;
}

// How many calls are under way of which no sender but this one looks for the
// answers.
int Pacer::away(const Sender& asking, Time now) const {
  int count = 0;
  for (const auto& [sender, calls] : senders_) {
    if (sender != asking && now - sender->load() > kAway) count += calls;
  }
  return count;
}

Bucket& Pacer::bucket_of(const std::string& name) {
  std::unique_ptr<Bucket>& bucket = buckets_[name];
  if (!bucket) bucket = std::make_unique<Bucket>();
  return *bucket;
}

void Pacer::learn(const std::string& name, const http::Response& response,
                  const Pace& pace, Time granted, Time now) {
  const std::lock_guard lock(mutex_);
  Bucket& bucket = bucket_of(name);
  const std::string* date = response.header("date");
  if (const auto seconds = date ? http::parse_date(*date) : std::nullopt) {
    learn_clock(std::clamp<std::int64_t>(*seconds, 0, kMost), granted, now);
  }
  const auto limit = number(response, "x-rate-limit-limit");
  const auto remaining = number(response, "x-rate-limit-remaining");
  const auto reset = number(response, "x-rate-limit-reset");
  if (response.status == 429 && limit == 0) {
    window_ = std::max(1.0, std::min<double>(window_, pace.parallelism) / 2);
    return;
  }
  if (window_ < pace.parallelism) window_ += 1 / window_;
  if (!limit || !remaining || !reset) return;
  bucket.learn({*limit, *remaining, *reset}, now);
}

void Pacer::end(const std::string& name, const Sender& sender) noexcept {
  // A copy of the parent's, whose mutex may be held for ever.
  if (!process_.is_this()) return;
  const std::lock_guard lock(mutex_);
  buckets_.find(name)->second->end();
  --under_way_;
  const auto found = senders_.find(sender);
  if (--found->second == 0) senders_.erase(found);
}

std::optional<Pacer::Budget> Pacer::budget(const std::string& name,
                                           Time now) const {
  const std::lock_guard lock(mutex_);
  const auto found = buckets_.find(name);
  if (found == buckets_.end() || !found->second->reset()) return std::nullopt;
  const Bucket& bucket = *found->second;
  const Time full_again =
      least_offset_ ? local(*bucket.reset(), *least_offset_) : now;
  return Budget{
      std::max<std::int64_t>(0, bucket.left()), bucket.limit(),
      std::chrono::ceil<milliseconds>(std::max(now, full_again) - now),
      bucket.per_call()};
}

std::int64_t Pacer::unix_time(Time now) const {
  const std::lock_guard lock(mutex_);
  if (least_offset_) return (milliseconds_of(now) + *least_offset_) / 1000;
  return our_time() / 1000;
}

std::int64_t Pacer::skew(Time now) const {
  const std::lock_guard lock(mutex_);
  if (!least_offset_) return 0;
  const std::int64_t ours = our_time() - milliseconds_of(now);
  const std::int64_t least = *least_offset_ - ours;
  const std::int64_t most = *most_offset_ - ours;
  if (least <= 0 && most >= 0) return 0;
  const std::int64_t middle = (least + most) / 2;
  const std::int64_t size =
      std::max<std::int64_t>(1, (std::abs(middle) + 500) / 1000);
  return middle > 0 ? size : -size;
}

// The answer's Date, in whole seconds, was the server's time at some moment
// between the sending and now.
void Pacer::learn_clock(std::int64_t date, Time sent, Time now) {
  const std::int64_t least = date * 1000 - milliseconds_of(now);
  const std::int64_t most = date * 1000 + 1000 - milliseconds_of(sent);
  least_offset_ = std::max(least, least_offset_.value_or(least));
  most_offset_ = std::min(most, most_offset_.value_or(most));
  if (*least_offset_ <= *most_offset_) return;
  least_offset_ = least;
  most_offset_ = most;
}

std::optional<Pacer::Time> Pacer::when(std::int64_t server_seconds) const {
  const std::lock_guard lock(mutex_);
  if (!least_offset_) return std::nullopt;
  return local(std::clamp<std::int64_t>(server_seconds, 0, kMost),
               *least_offset_);
}

Pacer::Time Pacer::local(std::int64_t server_seconds, std::int64_t ahead) {
  return Time(milliseconds(server_seconds * 1000 - ahead));
}

std::shared_ptr<Pacer> pacer_of(const http::Origin& origin) {
  Pacers& pacers = all_pacers.get();
  const std::lock_guard lock(pacers.mutex);
  std::shared_ptr<Pacer>& pacer = pacers.by_origin[origin.text()];
  if (!pacer) pacer = std::make_shared<Pacer>();
  return pacer;
}

}  // namespace idp
