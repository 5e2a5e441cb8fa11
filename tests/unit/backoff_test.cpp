// backoff_test.cpp - what is tried again, and after how long.
#include "pace/backoff.h"

#include <doctest/doctest.h>

namespace idp::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Headers = std::vector<std::pair<std::string, std::string>>;

http::Answer answer(long status, Headers headers = {}) {
  http::Response response;
  response.status = status;
  response.headers = std::move(headers);
  return response;
}

http::Answer failed(http::Failure::Kind kind) {
  return http::Failure{kind, "broken"};
}

constexpr double kLittle = 0.0, kMuch = 0.999;

TEST_CASE("waits double up to half a minute, less up to a half by jitter") {
  const milliseconds expected[] = {milliseconds(500), seconds(1),  seconds(2),
                                   seconds(4),        seconds(8),  seconds(16),
                                   seconds(30),       seconds(30), seconds(30)};
  for (int attempt = 0; attempt < 9; ++attempt) {
    const auto most = wait_before_retry(failed(http::Failure::Kind::connection),
                                        attempt, kLittle);
    const auto least = wait_before_retry(answer(503), attempt, kMuch);
    CHECK(most == expected[attempt]);
    CHECK(least >= expected[attempt] / 2);
    CHECK(least < expected[attempt]);
  }
  CHECK(wait_before_retry(answer(502), 1'000, kLittle) == seconds(30));
}

TEST_CASE("only what may pass is tried again") {
  for (const long status : {200, 204, 301, 400, 401, 403, 404, 405, 500, 501}) {
    CHECK_FALSE(wait_before_retry(answer(status), 0, kLittle).has_value());
  }
  for (const auto kind :
       {http::Failure::Kind::refused, http::Failure::Kind::interrupted}) {
    CHECK_FALSE(wait_before_retry(failed(kind), 0, kLittle).has_value());
  }
  for (const long status : {429, 502, 503, 504}) {
    CHECK(wait_before_retry(answer(status), 0, kLittle).has_value());
  }
}

TEST_CASE("a 429 waits until the reset by the server's own clock") {
  const std::pair<std::string, std::string> date = {
      "date", "Thu, 11 Sep 2025 16:21:50 GMT"};  // 1757607710
  const auto wait = [&](Headers headers) {
    headers.push_back(date);
    return wait_before_retry(answer(429, std::move(headers)), 0, kLittle);
  };
  CHECK(wait({{"x-rate-limit-limit", "10"},
              {"x-rate-limit-reset", "1757607758"}}) == seconds(49));
  // A reset that is over, and one that is far away.
  CHECK(wait({{"x-rate-limit-limit", "10"},
              {"x-rate-limit-reset", "1757607000"}}) == seconds(1));
  CHECK(wait({{"x-rate-limit-limit", "10"},
              {"x-rate-limit-reset", "1757697758"}}) == kMaxWait);
  // The concurrency limit's reset means nothing.
  CHECK(wait({{"x-rate-limit-limit", "0"},
              {"x-rate-limit-reset", "1757607758"}}) == milliseconds(500));
  CHECK(wait({}) == milliseconds(500));
  CHECK(wait({{"x-rate-limit-limit", "10"}, {"x-rate-limit-reset", "soon"}}) ==
        milliseconds(500));
  CHECK(wait({{"retry-after", "7"}}) == seconds(7));
  CHECK(wait({{"retry-after", "-7"}}) == seconds(0));
  CHECK(wait({{"retry-after", "86400"}}) == kMaxWait);
}

TEST_CASE("jitter takes off a half at the most, and more for more") {
  for (int attempt = 0; attempt < 12; ++attempt) {
    auto last = wait_before_retry(answer(503), attempt, 0).value();
    const auto half = last / 2;
    for (const double jitter : {0.1, 0.25, 0.5, 0.75, 0.999}) {
      const auto wait = wait_before_retry(answer(503), attempt, jitter).value();
      CHECK(wait < last);
      CHECK(wait >= half);
      last = wait;
    }
  }
}

TEST_CASE("a proxy's Retry-After goes before the provider's reset") {
  CHECK(wait_before_retry(answer(429, {{"retry-after", "3"},
                                       {"x-rate-limit-limit", "10"},
                                       {"x-rate-limit-reset", "1757607758"},
                                       {"date",
                                        "Thu, 11 Sep 2025 16:21:50 "
                                        "GMT"}}),
                          0, kLittle) == seconds(3));
}

// Symptom: the wait overflowed, and the next attempt followed at once.
TEST_CASE("a time that is too far away to count is the longest wait") {
  const std::string most = "9223372036854775807";
  CHECK(wait_before_retry(answer(429, {{"retry-after", most}}), 0, kLittle) ==
        kMaxWait);
  const auto reset = [&](const std::string& time) {
    return wait_before_retry(
        answer(429, {{"x-rate-limit-limit", "10"},
                     {"x-rate-limit-reset", time},
                     {"date", "Thu, 11 Sep 2025 16:21:50 GMT"}}),
        0, kLittle);
  };
  CHECK(reset(most) == kMaxWait);
  CHECK(reset("-9223372036854775808") == seconds(1));
  CHECK(reset("9223372036854775808") == milliseconds(500));  // not a number
}

}  // namespace
}  // namespace idp::test
