#include "service.h"

#include <chrono>
#include <ctime>
#include <thread>

#include "dump.h"

namespace sim {
namespace {

void sleep_ms(uint64_t ms) {
  if (ms > 0) std::this_thread::sleep_for(std::chrono::milliseconds(ms));
}

void add_quota(Answer& answer, const Quota& quota) {
  answer.add("x-rate-limit-limit", std::to_string(quota.limit));
  answer.add("x-rate-limit-remaining", std::to_string(quota.remaining));
  answer.add("x-rate-limit-reset", std::to_string(quota.reset));
}

// As recorded (facts, 5.4).
void add_common_headers(Answer& answer) {
  answer.add("date", http_date(std::time(nullptr)));
  answer.add("server", "nginx");
  answer.add("x-okta-request-id", fresh_id(""));
  answer.add("cache-control", "no-cache, no-store");
  answer.add("pragma", "no-cache");
  answer.add("expires", "0");
  answer.add("vary", "Accept-Encoding");
  answer.add("set-cookie", "sid=\"\"; Path=/");
  answer.add("set-cookie", "JSESSIONID=" + fresh_id("") + "; Path=/; HttpOnly");
}

// "Limit 0, Remaining 0, Reset only a suggested value" (facts, 4).
Answer concurrency_error() {
  Answer answer = too_many_requests();
  add_quota(answer, {0, 0, std::time(nullptr) + 60, false});
  return answer;
}

Answer answer_of(const Fault& fault) {
  if (fault.concurrency) return concurrency_error();
  Answer answer;
  if (!fault.status) return answer;
  if (auto documented = documented_error(*fault.status)) return *documented;
  answer.status = *fault.status;
  return answer;
}

void spoil(Answer& answer, const Fault& fault) {
  if (fault.body) answer.body = *fault.body;
  if (fault.content_type) answer.content_type = *fault.content_type;
  for (const auto& [name, value] : fault.headers) answer.replace(name, {value});
  if (fault.links) answer.replace("link", *fault.links);
}

}  // namespace

Service::Service(const Options& options)
    : options_(options), org_(options), rates_(options) {}

Reply Service::serve(Call call) {
  const Match match = find_route(call.method, split_path(call.path));
  const std::string route = match.route ? name_of(*match.route) : "other";
  const uint64_t number = stats_.begin(call, route);
  const auto fault = faults_.meet(call.method, call.path, call.raw_query);
  sleep_ms(options_.latency_ms + (fault ? fault->delay_ms : 0));
  if (fault) call.page_faults = fault->pages;
  Reply reply;
  if (!fault || !fault->instead())
    reply.answer = answer(call, split_path(call.path));
  if (fault) {
    if (fault->status || fault->concurrency) reply.answer = answer_of(*fault);
    spoil(reply.answer, *fault);
    reply.close = fault->close;
    reply.truncate = fault->truncate;
  }
  add_common_headers(reply.answer);
  stats_.end(number, reply.close ? 0 : reply.answer.status);
  return reply;
}

// Rate-limit headers are on nearly all answers, but not on a 405 (facts, 4).
Answer Service::answer(const Call& call,
                       const std::vector<std::string>& segments) {
  Match match = find_route(call.method, segments);
  if (!match.route && match.path_known) return *documented_error(405);
  const std::string bucket = bucket_of(call.method, segments);
  const int64_t now = std::time(nullptr);
  const bool known = call.authorization == "SSWS " + options_.token;
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

Answer Service::operate(const Call& call, const Route& route) {
  if (route.method == "GET") {
    const std::shared_lock lock(org_mutex_);
    return route.serve(org_, call);
  }
  const std::unique_lock lock(org_mutex_);
  return route.serve(org_, call);
}

Answer Service::control(const Call& call) {
  const bool get = call.method == "GET", post = call.method == "POST";
  if (get && call.path == "/_sim/stats") return ok(stats_.counters());
  if (get && call.path == "/_sim/requests") return ok(stats_.requests());
  if (get && call.path == "/_sim/dump") return dump(call);
  if (post && call.path == "/_sim/faults") {
    const auto problem = faults_.set(call.body);
    return problem ? error(400, "E0000003", *problem) : ok("{}");
  }
  if (post && call.path == "/_sim/reset") {
    const std::unique_lock lock(org_mutex_);
    org_.reset();
    rates_.reset();
    faults_.clear();
    stats_.reset();
    return ok("{}");
  }
  return *documented_error(404);
}

// Piece by piece, so that neither the memory nor the lock is held for all.
Answer Service::dump(const Call& call) {
  Answer answer;
  auto state = std::make_shared<Dump>(org_, call.base);
  answer.stream = [this, state](std::string& out) {
    const std::shared_lock lock(org_mutex_);
    return state->next(out);
  };
  return answer;
}

}  // namespace sim
