// rates.cpp - the documented limits, and the open windows.
#include "okta/rates.h"

namespace sim {
namespace {

constexpr std::uint64_t kUnlimited = 1'000'000'000;

// The documented Workforce defaults per minute; a token has half of each.
std::uint64_t documented_limit(Bucket bucket) {
  constexpr std::uint64_t share = 2;
  switch (bucket) {
    case Bucket::token:
      return 150;  // as observed
    case Bucket::apps:
      return 100 / share;
    case Bucket::app:
      return 500 / share;
    case Bucket::user_read:
      return 2000 / share;
    case Bucket::users:
    case Bucket::user_write:
    case Bucket::user_me:
      return 600 / share;
    case Bucket::none:
    case Bucket::api:
      break;
  }
  return 1200 / share;
}

}  // namespace

Bucket bucket_of(std::string_view method,
                 const std::vector<std::string>& path) {
  if (path.size() < 2 || path[0] != "api" || path[1] != "v1") {
    return Bucket::none;
  }
  if (path.size() < 3) return Bucket::api;
  const bool object = path.size() == 4;
  if (path[2] == "apps") return object ? Bucket::app : Bucket::apps;
  if (path[2] != "users") return Bucket::api;
  if (!object) return Bucket::users;
  if (method != "GET") return Bucket::user_write;
  return path[3] == "me" ? Bucket::user_me : Bucket::user_read;
}

Rates::Rates(const Options& options)
    : fixed_limit_(options.rate_limit), length_s_(options.window_s) {}

std::uint64_t Rates::limit(Bucket bucket) const {
  if (!fixed_limit_) return documented_limit(bucket);
  return *fixed_limit_ == 0 ? kUnlimited : *fixed_limit_;
}

Quota Rates::quota(Bucket bucket, const Window& window) const {
  Quota q;
  q.limit = limit(bucket);
  q.granted = window.used <= q.limit;
  q.remaining = q.granted ? q.limit - window.used : 0;
  q.reset = window.end;
  return q;
}

Quota Rates::take(Bucket bucket, std::int64_t now) {
  const std::lock_guard lock(mutex_);
  Window& window = windows_[bucket];
  if (now >= window.end) window = {0, now + length_s_};
  ++window.used;
  return quota(bucket, window);
}

Quota Rates::look(Bucket bucket, std::int64_t now) {
  const std::lock_guard lock(mutex_);
  const auto found = windows_.find(bucket);
  if (found == windows_.end() || now >= found->second.end) {
    return quota(bucket, {0, now + length_s_});
  }
  return quota(bucket, found->second);
}

void Rates::reset() {
  const std::lock_guard lock(mutex_);
  windows_.clear();
}

}  // namespace sim
