// pacer_test.cpp - calls are paced to what the provider's headers allow.
#include "call/pacer.h"

#include <doctest/doctest.h>

#include <limits>

namespace idp::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::int64_t kDate = 1757607710;  // Thu, 11 Sep 2025 16:21:50 GMT
constexpr Pacer::Time kStart{std::chrono::hours(5)};

// An answer of that date. `reset` is in seconds from it.
http::Response answer(long status, std::int64_t limit, std::int64_t remaining,
                      std::int64_t reset) {
  http::Response response;
  response.status = status;
  response.headers = {
      {"date", "Thu, 11 Sep 2025 16:21:50 GMT"},
      {"x-rate-limit-limit", std::to_string(limit)},
      {"x-rate-limit-remaining", std::to_string(remaining)},
      {"x-rate-limit-reset", std::to_string(kDate + reset)},
  };
  return response;
}

// Time stands still while a test asks.
struct Org {
  Pacer pacer;
  Pace pace;
  Pacer::Time now = kStart;

  bool grants(const std::string& bucket = "users") {
    return !pacer.ask(bucket, pace, now).has_value();
  }
  void answers(const http::Response& response,
               const std::string& bucket = "users") {
    pacer.answered(bucket, response, pace, now, now);
  }
  // How many calls are granted, one after the other.
  int grants_in_a_row() {
    int count = 0;
    while (count < 1'000 && grants()) ++count;
    return count;
  }
};

TEST_CASE("no more requests are under way than may be") {
  Org org;
  org.pace.parallelism = 3;
  CHECK(org.grants("users"));
  CHECK(org.grants("apps"));
  CHECK(org.grants("users"));
  CHECK_FALSE(org.grants("users"));
  CHECK_FALSE(org.grants("groups"));
  org.pacer.lost("apps");
  CHECK(org.grants("groups"));
  CHECK_FALSE(org.grants("users"));
  org.answers(answer(200, 100, 99, 60));
  CHECK(org.grants("users"));
}

TEST_CASE("a spent window waits for its reset by the server's clock") {
  Org org;
  REQUIRE(org.grants());
  org.answers(answer(200, 100, 0, 10));
  const auto wait = org.pacer.ask("users", org.pace, org.now);
  REQUIRE(wait.has_value());
  CHECK(*wait >= seconds(10));
  CHECK(*wait <= seconds(11));  // a date has whole seconds
  CHECK(org.grants("apps"));    // another bucket is another budget
  org.now += *wait - milliseconds(1);
  CHECK_FALSE(org.grants());
  org.now += milliseconds(1);
  CHECK(org.grants());
}

TEST_CASE("what is left of a window counts the calls that are under way") {
  Org org;
  org.pace.parallelism = 50;
  REQUIRE(org.grants());
  org.answers(answer(200, 100, 7, 10));
  CHECK(org.grants_in_a_row() == 7);
  // An answer that is late tells of more than there is.
  org.answers(answer(200, 100, 3, 10));
  org.answers(answer(200, 100, 6, 10));
  CHECK(org.grants_in_a_row() == 0);
}

TEST_CASE("a share of every window is left for others") {
  Org org;
  org.pace.parallelism = 500;
  org.pace.capacity_percent = 40;
  REQUIRE(org.grants());
  org.answers(answer(200, 200, 150, 10));
  // 60 percent of 200 are for others, and 50 are gone.
  CHECK(org.grants_in_a_row() == 30);
}

TEST_CASE("the concurrency limit halves what is under way at once") {
  Org org;
  org.pace.parallelism = 16;
  REQUIRE(org.grants());
  org.answers(answer(429, 0, 0, 10));
  CHECK(org.grants_in_a_row() == 8);
  for (int i = 0; i < 8; ++i) org.answers(answer(429, 0, 0, 10));
  CHECK(org.grants_in_a_row() == 1);
}

TEST_CASE("answers without headers of rates set no limit") {
  Org org;
  org.pace.parallelism = 20;
  for (int i = 0; i < 100; ++i) {
    REQUIRE(org.grants());
    org.answers({});
  }
  CHECK(org.grants_in_a_row() == 20);
}

TEST_CASE("numbers that no clock has do not overflow") {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const std::int64_t least = std::numeric_limits<std::int64_t>::min();
  for (const std::int64_t reset : {most - kDate, least, -kDate}) {
    Org org;
    org.pace.capacity_percent = 50;
    REQUIRE(org.grants());
    org.answers(answer(200, most, most, reset));
    CHECK(org.grants());
  }
}

TEST_CASE("each org has one pacer in the process") {
  const http::Origin a{"https", "pacer-a.example.com", ""};
  const http::Origin b{"https", "pacer-b.example.com", ""};
  CHECK(pacer_of(a) == pacer_of(a));
  CHECK(pacer_of(a) != pacer_of(b));
}

}  // namespace
}  // namespace idp::test
