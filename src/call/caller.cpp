// caller.cpp - sends, waits, and tries again.
#include "call/caller.h"

#include <random>

#include "call/backoff.h"
#include "call/failure.h"

namespace idp {
namespace {

double jitter() {
  thread_local std::minstd_rand random{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(random);
}

http::Request make_request(const Method& method, const Org& org,
                           const http::Target& target) {
  return {
      std::string(name_of(method.verb)),
      org.origin,
      target,
      {{"Authorization", "SSWS " + org.token}, {"Accept", "application/json"}}};
}

}  // namespace

Caller::Caller(http::Transport& transport, RequestLog& log,
               std::shared_ptr<const Settings> settings, http::Stop stop)
    : transport_(transport),
      log_(log),
      settings_(std::move(settings)),
      stop_(std::move(stop)) {}

Result<Reply> Caller::send(const Resource& resource, const Method& method,
                           const Org& org, const http::Target& target) {
  const http::Request request = make_request(method, org, target);
  RequestRecord record;
  record.subdomain = org.subdomain;
  record.verb = request.verb;
  record.path = target.text();

  const auto start = std::chrono::steady_clock::now();
  http::Answer answer;
  while (true) {
    answer = transport_.send(request, settings_->timeouts, stop_);
    const auto wait = wait_before_retry(answer, record.retries, jitter());
    if (!wait || record.retries == settings_->max_retries) break;
    if (!http::pause(*wait, stop_)) {
      answer = http::Failure{http::Failure::Kind::interrupted, "interrupted"};
      break;
    }
    ++record.retries;
  }
  const std::chrono::duration<double, std::milli> elapsed =
      std::chrono::steady_clock::now() - start;
  record.ms = elapsed.count();
  const int retries = record.retries;
  auto* response = std::get_if<http::Response>(&answer);
  if (response != nullptr) {
    record.status = response->status;
    record.bytes = response->bytes_received;
  }
  log_.add(std::move(record));

  const Attempt attempt{resource, method, org, target, retries};
  if (response == nullptr) {
    return explain(attempt, std::get<http::Failure>(answer));
  }
  if (response->status >= 200 && response->status < 300) {
    return Reply{std::move(*response)};
  }
  if (is_gone(resource.provider, *response)) {
    return Reply{std::move(*response), true};
  }
  return explain(attempt, *response);
}

}  // namespace idp
