// pacer_test.cpp - calls keep within the provider's limits, by its own clock.
#include "pace/pacer.h"

#include <doctest/doctest.h>

#include <limits>

namespace idp::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// A server whose clock is far from ours, with a window of a minute.
struct Server {
  Pacer pacer;
  Pace pace;
  Pacer::Time now{seconds(1'000)};
  std::int64_t ahead = 1'757'600'000;  // seconds
  std::int64_t limit = 10, used = 0, reset = 0;
  int under_way = 0, refused = 0;

  std::int64_t time() const {
    return ahead + std::chrono::floor<seconds>(now.time_since_epoch()).count();
  }

  http::Response answer() {
    if (time() >= reset) {
      reset = time() + 60;
      used = 0;
    }
    http::Response response;
    response.status = ++used <= limit ? 200 : 429;
    if (response.status == 429) ++refused;
    response.headers = {
        {"date", date()},
        {"x-rate-limit-limit", std::to_string(limit)},
        {"x-rate-limit-remaining",
         std::to_string(std::max<std::int64_t>(0, limit - used))},
        {"x-rate-limit-reset", std::to_string(reset)}};
    return response;
  }

  std::string date() const {
    const std::time_t t = time();
    char text[64];
    std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT",
                  std::gmtime(&t));
    return text;
  }

  // One call from its grant to its answer 20 ms later; how long it waited.
  milliseconds call() {
    const auto begin = now;
    while (const auto wait = pacer.ask("b", pace, now)) now += *wait;
    const auto sent = now;
    now += milliseconds(20);
    pacer.answered("b", answer(), pace, sent, now);
    return std::chrono::duration_cast<milliseconds>(sent - begin);
  }
};

TEST_CASE("a window is used to its end, and the next one waited for") {
  Server server;
  for (int i = 0; i < 10; ++i) CHECK(server.call() == milliseconds(0));
  const milliseconds waited = server.call();
  CHECK(waited > seconds(58));
  CHECK(waited <= seconds(61));
  for (int i = 0; i < 100; ++i) server.call();
  CHECK(server.refused == 0);
}

TEST_CASE("a share is left to others") {
  Server server;
  server.pace.capacity_percent = 50;
  int at_once = 0;
  while (server.call() < seconds(1)) ++at_once;
  CHECK(at_once == 5);
}

TEST_CASE("no more calls are under way than parallelism says") {
  Server server;
  server.pace.parallelism = 4;
  for (int i = 0; i < 4; ++i) {
    CHECK_FALSE(server.pacer.ask("b", server.pace, server.now).has_value());
  }
  CHECK(server.pacer.ask("b", server.pace, server.now).has_value());
  server.pacer.lost("b");
  CHECK_FALSE(server.pacer.ask("b", server.pace, server.now).has_value());
}

TEST_CASE("what is under way counts against what is left") {
  Server server;
  server.limit = 3;
  server.call();
  CHECK_FALSE(server.pacer.ask("b", server.pace, server.now).has_value());
  CHECK_FALSE(server.pacer.ask("b", server.pace, server.now).has_value());
  CHECK(server.pacer.ask("b", server.pace, server.now).has_value());
  // Another bucket has a limit of its own.
  CHECK_FALSE(server.pacer.ask("c", server.pace, server.now).has_value());
}

TEST_CASE("the concurrency limit halves what is under way, then it grows") {
  Server server;
  http::Response refusal;
  refusal.status = 429;
  refusal.headers = {{"x-rate-limit-limit", "0"}};
  server.pacer.ask("b", server.pace, server.now);
  server.pacer.answered("b", refusal, server.pace, server.now, server.now);
  const auto granted = [&] {
    int count = 0;
    while (!server.pacer.ask("b", server.pace, server.now)) ++count;
    for (int i = 0; i < count; ++i) server.pacer.lost("b");
    return count;
  };
  CHECK(granted() == 8);
  http::Response fine;
  fine.status = 200;
  for (int i = 0; i < 200; ++i) {
    server.pacer.ask("b", server.pace, server.now);
    server.pacer.answered("b", fine, server.pace, server.now, server.now);
  }
  CHECK(granted() == 16);
}

// Only a sanitizer sees the overflow.
TEST_CASE("numbers that no clock or window has do not overflow") {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const std::int64_t least = std::numeric_limits<std::int64_t>::min();
  for (const std::int64_t reset : {most, least, std::int64_t{0}}) {
    Server server;
    server.pace.capacity_percent = 50;
    REQUIRE_FALSE(server.pacer.ask("b", server.pace, server.now).has_value());
    http::Response odd;
    odd.status = 200;
    odd.headers = {{"date", server.date()},
                   {"x-rate-limit-limit", std::to_string(most)},
                   {"x-rate-limit-remaining", std::to_string(most)},
                   {"x-rate-limit-reset", std::to_string(reset)}};
    server.pacer.answered("b", odd, server.pace, server.now, server.now);
    CHECK_FALSE(server.pacer.ask("b", server.pace, server.now).has_value());
  }
}

TEST_CASE("the time is the server's, as soon as it has said it") {
  Server server;
  const std::int64_t ours = server.pacer.unix_time(server.now);
  CHECK(ours > 1'600'000'000);
  CHECK(server.pacer.skew(server.now) == 0);
  server.call();
  for (int i = 0; i < 20; ++i) {
    const std::int64_t time = server.pacer.unix_time(server.now);
    CHECK(time <= server.time());
    CHECK(time >= server.time() - 1);
    server.now += milliseconds(970);
    server.call();
  }
  // It was set back an hour.
  server.ahead -= 3600;
  server.call();
  CHECK(server.pacer.unix_time(server.now) <= server.time());
  CHECK(server.pacer.unix_time(server.now) >= server.time() - 1);
}

}  // namespace
}  // namespace idp::test
