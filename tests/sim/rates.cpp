#include "rates.h"

namespace sim {
namespace {

constexpr uint64_t kUnlimited = 1'000'000'000;

// The documented Workforce defaults per minute; a token has half of each.
uint64_t documented_limit(const std::string& bucket) {
  constexpr uint64_t share = 2;
  if (bucket == "/oauth2/v1/token") return 150;  // as observed
  if (bucket == "/api/v1/apps") return 100 / share;
  if (bucket == "/api/v1/apps/{appId}") return 500 / share;
  if (bucket == "GET /api/v1/users/{userId}") return 2000 / share;
  if (bucket.find("/api/v1/users") != std::string::npos) return 600 / share;
  return 1200 / share;
}

}  // namespace

std::string bucket_of(std::string_view method,
                      const std::vector<std::string>& path) {
  if (path.size() < 2 || path[0] != "api" || path[1] != "v1") return "";
  if (path.size() < 3) return "/api/v1";
  const bool object = path.size() == 4;
  if (path[2] == "users") {
    if (!object) return "/api/v1/users";
    if (method != "GET") return "POST,PUT,DELETE /api/v1/users/{userId}";
    return path[3] == "me" ? "/api/v1/users/me" : "GET /api/v1/users/{userId}";
  }
  if (path[2] == "apps")
    return object ? "/api/v1/apps/{appId}" : "/api/v1/apps";
  return "/api/v1";
}

Rates::Rates(const Options& options)
    : fixed_limit_(options.rate_limit), length_s_(options.window_s) {}

uint64_t Rates::limit(const std::string& bucket) const {
  if (!fixed_limit_) return documented_limit(bucket);
  return *fixed_limit_ == 0 ? kUnlimited : *fixed_limit_;
}

Quota Rates::quota(const std::string& bucket, const Window& window) const {
  Quota q;
  q.limit = limit(bucket);
  q.granted = window.used <= q.limit;
  q.remaining = q.granted ? q.limit - window.used : 0;
  q.reset = window.end;
  return q;
}

Quota Rates::take(const std::string& bucket, int64_t now) {
  const std::lock_guard lock(mutex_);
  Window& window = windows_[bucket];
  if (now >= window.end) window = {0, now + length_s_};
  ++window.used;
  return quota(bucket, window);
}

Quota Rates::look(const std::string& bucket, int64_t now) {
  const std::lock_guard lock(mutex_);
  const auto found = windows_.find(bucket);
  if (found == windows_.end() || now >= found->second.end)
    return quota(bucket, {0, now + length_s_});
  return quota(bucket, found->second);
}

void Rates::reset() {
  const std::lock_guard lock(mutex_);
  windows_.clear();
}

}  // namespace sim
