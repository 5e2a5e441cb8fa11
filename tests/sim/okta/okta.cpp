// okta.cpp - route, credential, rate limit, operation, headers.
#include "okta/okta.h"

#include <algorithm>

#include "errors.h"
#include "okta/access_dump.h"
#include "okta/dump.h"
#include "okta/happenings.h"
#include "okta/link_style.h"
#include "wire/json.h"
#include "wire/member.h"

namespace sim {
namespace {

void add_quota(Answer& answer, const Quota& quota) {
  answer.add("x-rate-limit-limit", std::to_string(quota.limit));
  answer.add("x-rate-limit-remaining", std::to_string(quota.remaining));
  answer.add("x-rate-limit-reset", std::to_string(quota.reset));
}

// "Limit 0, Remaining 0, Reset only a suggested value" (facts, 4).
Answer concurrency_error(std::int64_t now) {
  Answer answer = too_many_requests();
  add_quota(answer, {0, 0, now + 60, false});
  return answer;
}

// The blank behind the word may be missing: Okta's own Python SDK sends none
// (facts, 5.1).
bool is_api_token(std::string_view credential, std::string_view token) {
  constexpr std::string_view scheme = "SSWS";
  if (!credential.starts_with(scheme)) return false;
  credential.remove_prefix(scheme.size());
  if (credential.starts_with(' ')) credential.remove_prefix(1);
  return credential == token;
}

constexpr std::string_view kTokenPath = "/oauth2/v1/token";

bool is_token_path(const std::vector<std::string>& segments) {
  return segments == split_path(kTokenPath);
}

// Before the org sees a call, its web container does (facts, 2).
bool container_refuses(const std::vector<std::string>& segments) {
  return std::ranges::any_of(segments, [](const std::string& segment) {
    return segment.find('\\') != std::string::npos;
  });
}

Bucket bucket_for(const Match& match, const Call& call,
                  const std::vector<std::string>& segments) {
  // Who asks, asked by that word, has a bucket beside the other users'.
  const bool me = match.ids == std::vector<std::string>{"me"};
  return match.route && !me ? match.route->bucket
                            : bucket_of(call.method, segments);
}

}  // namespace

Okta::Okta(const Options& options)
    : options_(options),
      org_(options),
      log_(options),
      rates_(options),
      server_(options.token_lifetime_s, options.leeway_s) {
  org_.set_log(log_);
}

std::string Okta::operation(const Call& call) const {
  const std::vector<std::string> segments = segments_of(call.path);
  if (call.method == "POST" && is_token_path(segments)) {
    return "POST " + std::string(kTokenPath);
  }
  const Match match = find_route(call.method, segments);
  return match.route ? name_of(*match.route) : "other";
}

// Rate-limit headers are on nearly all answers, but not on a 405 (facts, 4).
Answer Okta::answer(const Call& call, std::int64_t now) {
  const std::vector<std::string> segments = segments_of(call.path);
  if (container_refuses(segments)) return container_error();
  if (is_token_path(segments)) return token(call, now);
  Match match = find_route(call.method, segments);
  if (!match.route && match.path_known) return *documented_error(405);
  const Bucket bucket = bucket_for(match, call, segments);
  const std::string scope(match.route ? match.route->scope : "");
  if (!match.route || !scope.empty()) {
    if (auto refused = refuse(call, scope, now)) {
      add_quota(*refused, rates_.unused(bucket, now));
      return *refused;
    }
  }
  Call matched = call;
  matched.client = server_.client_of(call).value_or("");
  if (matched.client.empty() && !scope.empty()) org_.api_tokens().use(now);
  const Quota quota = rates_.take(
      bucket, matched.client.empty() ? "API token" : matched.client, now);
  matched.ids = std::move(match.ids);
  matched.now = now;
  Answer answer = !quota.granted ? too_many_requests()
                  : match.route  ? operate(matched, *match.route)
                                 : *documented_error(404);
  if (options_.other_links) vary_links(answer);
  add_quota(answer, quota);
  return answer;
}

Answer Okta::token(const Call& call, std::int64_t now) {
  if (call.method != "POST") return *documented_error(405);
  const Quota quota = rates_.take(Bucket::token, "", now);
  Answer answer =
      quota.granted ? server_.token(call, now) : too_many_requests();
  add_quota(answer, quota);
  return answer;
}

std::optional<Answer> Okta::refuse(const Call& call, const std::string& scope,
                                   std::int64_t now) {
  const std::string credential = call.header("Authorization").value_or("");
  if (credential.starts_with("Bearer ") || credential.starts_with("DPoP ")) {
    return server_.refuse(call, scope, now);
  }
  const bool known = is_api_token(credential, options_.token);
  if (known && org_.api_tokens().calls()) return std::nullopt;
  return credential.empty() ? invalid_session() : *documented_error(401);
}

void Okta::settle(std::int64_t now) {
  {
    const std::shared_lock lock(org_mutex_);
    if (!org_.due(now)) return;
  }
  const std::unique_lock lock(org_mutex_);
  org_.set_time(now);
  org_.settle(now);
}

Answer Okta::operate(const Call& call, const Route& route) {
  settle(call.now);
  std::shared_lock reading(org_mutex_, std::defer_lock);
  std::unique_lock writing(org_mutex_, std::defer_lock);
  if (route.method == "GET") {
    reading.lock();
  } else {
    writing.lock();
    org_.set_time(call.now);
  }
  std::vector<Event> events = happenings(org_, call, route);
  Answer answer = route.serve(org_, call);
  if (answer.status < 300) {
    for (Event& event : events) log_.append(std::move(event), call.now_ms);
  }
  return answer;
}

Answer Okta::error(const Fault& fault, std::int64_t now) const {
  if (fault.concurrency) return concurrency_error(now);
  if (auto documented = documented_error(*fault.status)) return *documented;
  Answer answer;
  answer.status = *fault.status;
  return answer;
}

// As recorded (facts, 5.4).
void Okta::add_headers(Answer& answer, std::int64_t now) const {
  answer.add("date", http_date(now));
  answer.add("server", "nginx");
  answer.add("x-okta-request-id", fresh_id(""));
  answer.add("cache-control", "no-cache, no-store");
  answer.add("pragma", "no-cache");
  answer.add("expires", "0");
  answer.add("vary", "Accept-Encoding");
  answer.add("strict-transport-security",
             "max-age=315360000; includeSubDomains");
  answer.add("set-cookie", "sid=\"\";Version=1;Path=/;Max-Age=0");
  answer.add("set-cookie", "xids=\"\";Version=1;Path=/;Max-Age=0");
  answer.add("set-cookie",
             "JSESSIONID=" + fresh_id("") + "; Path=/; Secure; HttpOnly");
  answer.chunked = true;
}

// Piece by piece, so that neither the memory nor the lock is held for all.
Answer Okta::dump(const Call& call) {
  settle(call.now);
  Answer answer;
  auto state = std::make_shared<Dump>(org_, call.base);
  answer.stream = [this, state](std::string& out) {
    const std::shared_lock lock(org_mutex_);
    return state->next(out);
  };
  return answer;
}

// The same of what users have access to: of all, or of "?userId=..".
Answer Okta::access_of(const Call& call) {
  settle(call.now);
  std::optional<std::uint32_t> user;
  if (const auto id = call.param("userId")) {
    const std::shared_lock lock(org_mutex_);
    user = org_.find_user(*id);
    if (!user) return not_found(*id, "User");
  }
  Answer answer;
  auto state = std::make_shared<AccessDump>(org_, user);
  answer.stream = [this, state](std::string& out) {
    const std::shared_lock lock(org_mutex_);
    return state->next(out);
  };
  return answer;
}

std::optional<Answer> Okta::control(const Call& call) {
  if (call.method == "GET" && call.path == "/_sim/access") {
    return access_of(call);
  }
  if (call.method != "POST") return std::nullopt;
  if (call.path == "/_sim/service-apps") {
    const auto problem = server_.add(call.body);
    return problem ? ::sim::error(400, "E0000003", *problem) : ok("{}");
  }
  if (call.path == "/_sim/logs") {
    const auto problem = add_events(call);
    return problem ? ::sim::error(400, "E0000003", *problem) : ok("{}");
  }
  if (call.path == "/_sim/arrivals") return arrival(call);
  if (call.path == "/_sim/access-tokens/expire") {
    server_.expire_all();
  } else if (call.path == "/_sim/access-tokens/revoke") {
    server_.revoke_all();
  } else {
    return std::nullopt;
  }
  return ok("{}");
}

Answer Okta::arrival(const Call& call) {
  settle(call.now);
  const std::unique_lock lock(org_mutex_);
  org_.set_time(call.now);
  auto events = arrive(org_, call);
  if (!events) return ::sim::error(400, "E0000003", "it can't come");
  for (Event& event : *events) log_.append(std::move(event), call.now_ms);
  return ok("{}");
}

// {"events": [..]}
std::optional<std::string> Okta::add_events(const Call& call) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(call.body.data(),
                                                 call.body.size());
  const rapidjson::Value* events =
      document.HasParseError() || !document.IsObject()
          ? nullptr
          : member(document, "events");
  if (events == nullptr || !events->IsArray()) {
    return "expected {\"events\": [..]}";
  }
  for (const rapidjson::Value& event : events->GetArray()) {
    const std::string text = json_text([&](Json& json) { event.Accept(json); });
    if (auto problem = log_.append(text, call.now_ms)) return problem;
  }
  return std::nullopt;
}

void Okta::reset() {
  const std::unique_lock lock(org_mutex_);
  org_.reset();
  log_.reset();
  rates_.reset();
  server_.reset();
}

}  // namespace sim
