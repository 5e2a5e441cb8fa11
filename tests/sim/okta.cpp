#include "okta.h"

#include "dump.h"

namespace sim {
namespace {

void add_quota(Answer& answer, const Quota& quota) {
  answer.add("x-rate-limit-limit", std::to_string(quota.limit));
  answer.add("x-rate-limit-remaining", std::to_string(quota.remaining));
  answer.add("x-rate-limit-reset", std::to_string(quota.reset));
}

// "Limit 0, Remaining 0, Reset only a suggested value" (facts, 4).
Answer concurrency_error(int64_t now) {
  Answer answer = too_many_requests();
  add_quota(answer, {0, 0, now + 60, false});
  return answer;
}

}  // namespace

Okta::Okta(const Options& options)
    : options_(options), org_(options), rates_(options) {}

std::string Okta::operation(const Call& call) const {
  const Match match = find_route(call.method, split_path(call.path));
  return match.route ? name_of(*match.route) : "other";
}

// Rate-limit headers are on nearly all answers, but not on a 405 (facts, 4).
Answer Okta::answer(const Call& call, int64_t now) {
  const std::vector<std::string> segments = split_path(call.path);
  Match match = find_route(call.method, segments);
  if (!match.route && match.path_known) return *documented_error(405);
  const std::string bucket = bucket_of(call.method, segments);
  const bool known = call.header("Authorization") == "SSWS " + options_.token;
  if (!known && !(match.route && match.route->open)) {
    Answer refused = *documented_error(401);
    add_quota(refused, rates_.look(bucket, now));
    return refused;
  }
  const Quota quota = rates_.take(bucket, now);
  Call matched = call;
  matched.ids = std::move(match.ids);
  Answer answer = !quota.granted ? too_many_requests()
                  : match.route  ? operate(matched, *match.route)
                                 : *documented_error(404);
  add_quota(answer, quota);
  return answer;
}

Answer Okta::operate(const Call& call, const Route& route) {
  if (route.method == "GET") {
    const std::shared_lock lock(org_mutex_);
    return route.serve(org_, call);
  }
  const std::unique_lock lock(org_mutex_);
  return route.serve(org_, call);
}

Answer Okta::error(const Fault& fault, int64_t now) const {
  if (fault.concurrency) return concurrency_error(now);
  if (auto documented = documented_error(*fault.status)) return *documented;
  Answer answer;
  answer.status = *fault.status;
  return answer;
}

// As recorded (facts, 5.4).
void Okta::add_headers(Answer& answer, int64_t now) const {
  answer.add("date", http_date(now));
  answer.add("server", "nginx");
  answer.add("x-okta-request-id", fresh_id(""));
  answer.add("cache-control", "no-cache, no-store");
  answer.add("pragma", "no-cache");
  answer.add("expires", "0");
  answer.add("vary", "Accept-Encoding");
  answer.add("set-cookie", "sid=\"\"; Path=/");
  answer.add("set-cookie", "JSESSIONID=" + fresh_id("") + "; Path=/; HttpOnly");
}

// Piece by piece, so that neither the memory nor the lock is held for all.
Answer Okta::dump(const Call& call) {
  Answer answer;
  auto state = std::make_shared<Dump>(org_, call.base);
  answer.stream = [this, state](std::string& out) {
    const std::shared_lock lock(org_mutex_);
    return state->next(out);
  };
  return answer;
}

std::optional<Answer> Okta::control(const Call& /*call*/, int64_t /*now*/) {
  return std::nullopt;
}

void Okta::reset() {
  const std::unique_lock lock(org_mutex_);
  org_.reset();
  rates_.reset();
}

}  // namespace sim
