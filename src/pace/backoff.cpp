// backoff.cpp - the waits between attempts.
#include "pace/backoff.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "http/date.h"
#include "system/random.h"

namespace idp {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

milliseconds exponential(int attempt, double jitter) {
  const std::int64_t longest =
      std::min<std::int64_t>(500LL << std::min(attempt, 10), 30'000);
  return milliseconds(static_cast<std::int64_t>(static_cast<double>(longest) *
                                                (1.0 - jitter / 2)));
}

// What a 429 says itself.
std::optional<milliseconds> told_wait(const http::Response& response) {
  if (const auto after = response.number("retry-after")) {
    return seconds(std::clamp<std::int64_t>(*after, 0, kMaxWait.count()));
  }
  const auto reset = reset_of(response);
  const std::string* date = response.header("date");
  const auto now = date ? http::parse_date(*date) : std::nullopt;
  if (!reset || !now) return std::nullopt;
  // Before the difference, which might overflow.
  const std::int64_t bounded =
      std::clamp<std::int64_t>(*reset, *now, *now + kMaxWait.count() - 1);
  return seconds(bounded - *now + 1);
}

// From 0 to 1.
double random_jitter() { return std::ldexp(random_number(), -32); }

}  // namespace

bool says_when(const http::Response& response) {
  return response.status == 429 && told_wait(response);
}

std::optional<std::int64_t> reset_of(const http::Response& response) {
  if (response.status != 429 || response.number("retry-after") ||
      response.number("x-rate-limit-limit") == 0) {
    return std::nullopt;
  }
  return response.number("x-rate-limit-reset");
}

std::optional<milliseconds> wait_before_retry(const http::Answer& answer,
                                              int attempt, double jitter) {
  if (const auto* failure = std::get_if<http::Failure>(&answer)) {
    if (failure->kind != http::Failure::Kind::connection) return std::nullopt;
    return exponential(attempt, jitter);
  }
  const auto& response = std::get<http::Response>(answer);
  switch (response.status) {
    case 429:
      return told_wait(response).value_or(exponential(attempt, jitter));
    case 502:
    case 503:
    case 504:
      return exponential(attempt, jitter);
    default:
      return std::nullopt;
  }
}

std::optional<milliseconds> wait_before_retry(const http::Answer& answer,
                                              int attempt,
                                              const Settings& settings) {
  const auto* response = std::get_if<http::Response>(&answer);
  const bool counts = response == nullptr || !says_when(*response);
  if (counts && attempt >= settings.max_retries) return std::nullopt;
  const auto wait = wait_before_retry(answer, attempt, random_jitter());
  if (!wait || !response || response->status != 429) return wait;
  return std::clamp<milliseconds>(*wait, settings.min_wait, settings.max_wait);
}

}  // namespace idp
