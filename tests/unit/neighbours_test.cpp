// neighbours_test.cpp - processes that send calls against one rate limit, and
// know of each other by its headers alone. Time is simulated.
#include <doctest/doctest.h>

#include <ctime>
#include <map>
#include <memory>
#include <vector>

#include "pace/pacer.h"

namespace idp::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::int64_t kAhead = 1'757'600'000;  // the server's clock, of ours

std::string date_of(std::int64_t time) {
  const auto t = static_cast<std::time_t>(time);
  char text[64];
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT",
                std::gmtime(&t));
  return text;
}

struct Process {
  Pacer pacer;
  long left = 0;  // calls to make
  std::multimap<milliseconds, std::pair<Pacer::Slot, http::Response>> flying;
};

// Answers each call 50 ms after it was sent, and looks every 5 ms who may send.
struct Org {
  std::int64_t limit = 300;
  Pace pace;
  std::int64_t used = 0, end = 0, windows = 0;
  long granted = 0, refused = 0;
  milliseconds now{1'000'000};

  Pacer::Time time() const { return Pacer::Time(now); }

  http::Response answer() {
    const std::int64_t second =
        kAhead + std::chrono::floor<seconds>(now).count();
    if (second >= end) {
      end = second + 60;
      used = 0;
      ++windows;
    }
    http::Response response;
    response.status = ++used <= limit ? 200 : 429;
    ++(response.status == 200 ? granted : refused);
    response.headers = {
        {"date", date_of(second)},
        {"x-rate-limit-limit", std::to_string(limit)},
        {"x-rate-limit-remaining",
         std::to_string(std::max<std::int64_t>(0, limit - used))},
        {"x-rate-limit-reset", std::to_string(end)}};
    return response;
  }

  // False: it has no calls any more.
  bool step(Process& process) {
    auto& flying = process.flying;
    while (!flying.empty() && flying.begin()->first <= now) {
      auto& [slot, response] = flying.begin()->second;
      slot.answered(response, pace, time());
      if (response.status == 429) ++process.left;
      flying.erase(flying.begin());
    }
    milliseconds wait{50};
    while (process.left > 0) {
      auto slot = process.pacer.ask("b", pace, time(), wait);
      if (!slot) break;
      --process.left;
      flying.emplace(now + milliseconds(50),
                     std::pair(*std::move(slot), answer()));
    }
    return process.left > 0 || !flying.empty();
  }

  // The same number of calls by each of them, to the end of all.
  void run(int count, long calls) {
    std::vector<std::unique_ptr<Process>> processes;
    for (int i = 0; i < count; ++i) {
      processes.push_back(std::make_unique<Process>());
      processes.back()->left = calls;
    }
    bool any = true;
    while (any && windows < 1000) {
      any = false;
      for (const auto& process : processes) any |= step(*process);
      now += milliseconds(5);
    }
    CHECK_FALSE(any);
    CHECK(granted == count * calls);
  }
};

TEST_CASE("4 and 12 processes use a window up, and are hardly refused") {
  for (const int count : {4, 12}) {
    INFO(count);
    Org org;
    org.run(count, 6 * org.limit / count);
    CHECK(org.refused * 100 <= org.granted);
    CHECK(org.windows <= 7);
  }
}

TEST_CASE("4 processes with a quarter each use the whole") {
  Org org;
  org.pace.capacity_percent = 25;
  org.run(4, 6 * org.limit / 4);
  CHECK(org.refused * 100 <= org.granted);
  CHECK(org.windows <= 7);
}

TEST_CASE("one alone is not slowed down") {
  Org org;
  org.run(1, 6 * org.limit);
  CHECK(org.refused == 0);
  CHECK(org.windows == 6);
}

}  // namespace
}  // namespace idp::test
