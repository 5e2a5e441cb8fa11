// rates.cpp - the documented limits, and the open windows.
#include "okta/rates.h"

namespace sim {
namespace {

constexpr std::uint64_t kUnlimited = 1'000'000'000;

// The documented Workforce defaults per minute.
std::uint64_t documented_limit(Bucket bucket) {
  switch (bucket) {
    case Bucket::token:
      return 150;  // as observed
    case Bucket::apps:
    case Bucket::devices:
    case Bucket::device_users:
    case Bucket::clients:
      return 100;
    case Bucket::logs:
      return 120;
    case Bucket::app:
    case Bucket::groups:
      return 500;
    case Bucket::group:
      return 1000;
    case Bucket::user_read:
      return 2000;
    case Bucket::users:
    case Bucket::user_write:
    case Bucket::user_me:
      return 600;
    case Bucket::none:
    case Bucket::api:
    case Bucket::iam:  // not documented
      break;
  }
  return 1200;
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
  if (path[2] == "logs") return Bucket::logs;
  if (path[2] == "devices") {
    return path.size() == 5 ? Bucket::device_users : Bucket::devices;
  }
  if (path[2] == "groups") return object ? Bucket::group : Bucket::groups;
  if (path[2] == "iam") return Bucket::iam;
  if (path[2] != "users") return Bucket::api;
  if (!object) return Bucket::users;
  if (method != "GET") return Bucket::user_write;
  return path[3] == "me" ? Bucket::user_me : Bucket::user_read;
}

Rates::Rates(const Options& options)
    : fixed_limit_(options.rate_limit), length_s_(options.window_s) {}

std::uint64_t Rates::limit(const Key& of) const {
  constexpr std::uint64_t share = 2;
  const bool whole = of.second.empty();
  if (!fixed_limit_) return documented_limit(of.first) / (whole ? 1 : share);
  if (*fixed_limit_ == 0) return kUnlimited;
  const bool shared = whole && of.first != Bucket::token;
  return std::uint64_t{*fixed_limit_} * (shared ? share : 1);
}

Quota Rates::quota(const Key& of, const Window& window) const {
  Quota q;
  q.limit = limit(of);
  q.granted = window.used <= q.limit;
  q.remaining = q.granted ? q.limit - window.used : 0;
  q.reset = window.end;
  return q;
}

Quota Rates::count(const Key& of, std::int64_t now) {
  Window& window = windows_[of];
  if (now >= window.end) window = {0, now + length_s_};
  ++window.used;
  return quota(of, window);
}

Quota Rates::take(Bucket bucket, const std::string& caller, std::int64_t now) {
  const std::lock_guard lock(mutex_);
  if (caller.empty()) return count({bucket, ""}, now);
  const Quota own = count({bucket, caller}, now);
  if (!own.granted) return own;
  const Quota all = count({bucket, ""}, now);
  return all.remaining < own.remaining || !all.granted ? all : own;
}

Quota Rates::unused(Bucket bucket, std::int64_t now) const {
  return quota({bucket, "nobody"}, {0, now + length_s_});
}

void Rates::reset() {
  const std::lock_guard lock(mutex_);
  windows_.clear();
}

}  // namespace sim
