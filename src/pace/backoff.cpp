// backoff.cpp - the waits between attempts.
#include "pace/backoff.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>

#include "http/date.h"

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

milliseconds rate_limit_wait(const http::Response& response, int attempt,
                             double jitter) {
  if (const auto after = response.number("retry-after")) {
    return seconds(std::clamp<std::int64_t>(*after, 0, kMaxWait.count()));
  }
  const auto reset = response.number("x-rate-limit-reset");
  const std::string* date = response.header("date");
  const auto now = date ? http::parse_date(*date) : std::nullopt;
  if (response.number("x-rate-limit-limit") == 0 || !reset || !now) {
    return exponential(attempt, jitter);
  }
  // Before the difference, which might overflow.
  const std::int64_t bounded =
      std::clamp<std::int64_t>(*reset, *now, *now + kMaxWait.count() - 1);
  return seconds(bounded - *now + 1);
}

}  // namespace

double random_jitter() {
  std::random_device random;
  return std::uniform_real_distribution<double>(0, 1)(random);
}

bool says_when(const http::Answer& answer) {
  const auto* response = std::get_if<http::Response>(&answer);
  return response != nullptr && response->status == 429 &&
         (response->number("retry-after") ||
          response->number("x-rate-limit-reset"));
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
      return rate_limit_wait(response, attempt, jitter);
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
  if (attempt >= settings.max_retries && !says_when(answer)) {
    return std::nullopt;
  }
  const auto wait = wait_before_retry(answer, attempt, random_jitter());
  const auto* response = std::get_if<http::Response>(&answer);
  if (!wait || !response || response->status != 429) return wait;
  return std::clamp<milliseconds>(*wait, settings.min_wait, settings.max_wait);
}

}  // namespace idp
