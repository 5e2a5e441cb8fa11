// pacer_test.cpp - calls keep within the provider's limits, by its own clock.
#include "pace/pacer.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <limits>
#include <vector>

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
  int refused = 0;
  milliseconds wait{};  // that the last question was answered with

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

  std::shared_ptr<http::Transport::Polled> sender = sender_of_now();

  std::shared_ptr<http::Transport::Polled> sender_of_now() const {
    return std::make_shared<http::Transport::Polled>(now);
  }

  // A place for one more call; nothing where there is none now.
  std::optional<Pacer::Slot> ask(const std::string& bucket = "b",
                                 std::size_t line = 100) {
    wait = seconds(3600);
    return pacer.ask(bucket, sender, line, pace, now, wait);
  }

  // One call from its grant to its answer 20 ms later; how long it waited.
  milliseconds call() {
    const auto begin = now;
    std::optional<Pacer::Slot> slot;
    while (!(slot = ask())) now += wait;
    const auto sent = now;
    now += milliseconds(20);
    slot->answered(answer(), pace, now);
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

TEST_CASE("before a limit is told a short line goes as a whole") {
  Server server;
  server.limit = 1000;
  std::vector<std::optional<Pacer::Slot>> slots;
  slots.push_back(server.ask());
  for (std::size_t line = 9; line > 0; --line) {
    slots.push_back(server.ask("b", line));
    CHECK(slots.back().has_value());
  }
  CHECK_FALSE(server.ask("b", 1).has_value());
  slots.push_back(server.ask("other", 11));
  CHECK(slots.back().has_value());
  CHECK_FALSE(server.ask("other", 10).has_value());
}

TEST_CASE("a share is left to others") {
  Server server;
  server.pace.capacity_percent = 50;
  int at_once = 0;
  while (server.call() < seconds(1)) ++at_once;
  CHECK(at_once == 5);
}

// Symptom: a second connection waited for ever for one that stood on a row.
TEST_CASE("nobody waits for calls whose sender doesn't look for the answers") {
  Server server;
  server.pace.parallelism = 2;
  server.limit = 1000;
  const auto first = server.sender;
  const auto a = server.ask();
  CHECK(a.has_value());  // the only one until there is an answer
  const auto second = server.sender = server.sender_of_now();
  CHECK_FALSE(server.ask().has_value());
  server.now += Pacer::kAway;
  CHECK_FALSE(server.ask().has_value());
  server.now += milliseconds(1);
  const auto b = server.ask();
  CHECK(b.has_value());
  CHECK_FALSE(server.ask().has_value());
  // Its own are under way, whenever it looked; the second looks now.
  second->store(server.now);
  server.sender = first;
  CHECK_FALSE(server.ask().has_value());
}

TEST_CASE("no more calls are under way than parallelism says") {
  Server server;
  server.pace.parallelism = 4;
  server.limit = 1000;
  server.call();
  std::vector<std::optional<Pacer::Slot>> slots;
  for (int i = 0; i < 4; ++i) {
    slots.push_back(server.ask());
    CHECK(slots.back().has_value());
  }
  CHECK_FALSE(server.ask().has_value());
  CHECK(server.wait < seconds(1));
  slots.pop_back();
  CHECK(server.ask().has_value());
}

TEST_CASE("a place is given back once, whoever holds it last") {
  Server server;
  server.pace.parallelism = 1;
  {
    std::optional<Pacer::Slot> second;
    {
      std::optional<Pacer::Slot> first = server.ask();
      second.emplace(*std::move(first));
    }
    CHECK_FALSE(server.ask().has_value());
  }
  const auto again = server.ask();
  CHECK(again.has_value());
  CHECK_FALSE(server.ask().has_value());
}

TEST_CASE("what is under way counts against what is left") {
  Server server;
  server.limit = 4;
  server.call();
  server.call();
  const auto first = server.ask(), second = server.ask();
  CHECK(first.has_value());
  CHECK(second.has_value());
  CHECK_FALSE(server.ask().has_value());
  // Another bucket has a limit of its own.
  CHECK(server.ask("c").has_value());
}

TEST_CASE("of a limit that nobody has told of, one call finds out") {
  Server server;
  auto first = server.ask();
  CHECK(first.has_value());
  CHECK_FALSE(server.ask().has_value());
  http::Response fine;  // without a limit
  fine.status = 200;
  first->answered(fine, server.pace, server.now);
  first.reset();
  std::vector<std::optional<Pacer::Slot>> slots;
  for (int i = 0; i < 10; ++i) {
    slots.push_back(server.ask());
    CHECK(slots.back().has_value());
  }
}

TEST_CASE("the concurrency limit halves what is under way, then it grows") {
  Server server;
  http::Response refusal;
  refusal.status = 429;
  refusal.headers = {{"x-rate-limit-limit", "0"}};
  server.ask()->answered(refusal, server.pace, server.now);
  const auto granted = [&] {
    std::vector<std::optional<Pacer::Slot>> slots;
    do slots.push_back(server.ask());
    while (slots.back());
    return slots.size() - 1;
  };
  CHECK(granted() == 8);
  http::Response fine;
  fine.status = 200;
  for (int i = 0; i < 200; ++i) {
    server.ask()->answered(fine, server.pace, server.now);
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
    auto slot = server.ask();
    REQUIRE(slot.has_value());
    http::Response odd;
    odd.status = 200;
    odd.headers = {{"date", server.date()},
                   {"x-rate-limit-limit", std::to_string(most)},
                   {"x-rate-limit-remaining", std::to_string(most)},
                   {"x-rate-limit-reset", std::to_string(reset)}};
    slot->answered(odd, server.pace, server.now);
    slot.reset();
    CHECK(server.ask().has_value());
  }
}

TEST_CASE("how far clocks differ is told as soon as answers show it") {
  for (const std::int64_t ahead : {-7200, -5, -2, 0, 2, 5, 7200}) {
    INFO(ahead);
    Server server;
    server.now = Pacer::Clock::now();
    server.ahead =
        std::chrono::floor<seconds>(
            std::chrono::system_clock::now().time_since_epoch())
            .count() -
        std::chrono::floor<seconds>(server.now.time_since_epoch()).count() +
        ahead;
    CHECK(server.pacer.skew(server.now) == 0);
    server.call();
    // The two floors, a second of Date, and a busy machine.
    CHECK(std::abs(server.pacer.skew(server.now) - ahead) <= 3);
    if (std::abs(ahead) == 7200) CHECK(server.pacer.skew(server.now) != 0);
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
