// neighbours_test.cpp - processes that send calls against one rate limit, and
// know of each other by its headers alone. Time is simulated.
#include <doctest/doctest.h>

#include <algorithm>
#include <ctime>
#include <map>
#include <memory>
#include <random>
#include <vector>

#include "pace/pacer.h"

namespace idp::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::int64_t kAhead = 1'757'600'000;  // the server's clock, of ours
constexpr milliseconds kStep{5};

std::string date_of(std::int64_t time) {
  const auto t = static_cast<std::time_t>(time);
  char text[64];
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT",
                std::gmtime(&t));
  return text;
}

struct Process {
  Pacer pacer;
  std::shared_ptr<http::Transport::Polled> sender =
      std::make_shared<http::Transport::Polled>();
  milliseconds begin{0};
  milliseconds slower{0};  // so much later its calls are answered
  long left = 0;           // calls to make
  std::multimap<milliseconds, std::pair<Pacer::Slot, http::Response>> flying;
};

// Answers each call after 30 to 70 ms, of which half is its way there.
class SharedOrg {
 public:
  explicit SharedOrg(std::int64_t limit) : limit_(limit) {}

  Pace pace;
  long granted = 0, refused = 0;
  std::vector<std::int64_t> used;  // of each window

  // Each makes so many calls; they begin one after the other.
  void run(int count, long calls, milliseconds apart = {},
           milliseconds slower = {}) {
    for (int i = 0; i < count; ++i) {
      auto& process = *processes_.emplace_back(std::make_unique<Process>());
      process.left = calls;
      process.begin = now_ + i * apart;
      process.slower = i * slower;
    }
    const milliseconds end = now_ + std::chrono::hours(2);
    bool any = true;
    for (; any && now_ < end; now_ += kStep) {
      any = false;
      for (const auto& process : processes_) any |= step(*process);
    }
    CHECK_FALSE(any);
    CHECK(granted == count * calls);
  }
  // Of what the windows allowed; the last one ended for want of calls.
  double part_used() const {
    std::int64_t all = 0;
    for (std::size_t i = 0; i + 1 < used.size(); ++i) all += used[i];
    return static_cast<double>(all) /
           static_cast<double>(limit_ * std::ssize(used) - limit_);
  }
  double part_refused() const {
    return static_cast<double>(refused) /
           static_cast<double>(granted + refused);
  }

 private:
  http::Response answer() {
    const std::int64_t second =
        kAhead + std::chrono::floor<seconds>(now_).count();
    if (second >= end_) {
      end_ = second + 60;
      used.push_back(0);
    }
    std::int64_t& used_now = used.back();
    http::Response response;
    response.status = used_now < limit_ ? 200 : 429;
    used_now = std::min(used_now + 1, limit_);
    ++(response.status == 200 ? granted : refused);
    response.headers = {
        {"date", date_of(second)},
        {"x-rate-limit-limit", std::to_string(limit_)},
        {"x-rate-limit-remaining", std::to_string(limit_ - used_now)},
        {"x-rate-limit-reset", std::to_string(end_)}};
    return response;
  }

  // False: it has no calls any more.
  bool step(Process& process) {
    if (now_ < process.begin) return true;
    auto& flying = process.flying;
    while (!flying.empty() && flying.begin()->first <= now_) {
      auto& [slot, response] = flying.begin()->second;
      slot.answered(response, pace, Pacer::Time(now_));
      if (response.status == 429) ++process.left;
      flying.erase(flying.begin());
    }
    milliseconds wait{50};
    while (process.left > 0) {
      process.sender->store(Pacer::Time(now_));
      auto slot = process.pacer.ask("b", process.sender,
                                    static_cast<std::size_t>(process.left),
                                    pace, Pacer::Time(now_), wait);
      if (!slot) break;
      --process.left;
      const milliseconds time(30 + static_cast<long>(random_() % 40));
      flying.emplace(now_ + time + process.slower,
                     std::pair(*std::move(slot), answer()));
    }
    return process.left > 0 || !flying.empty();
  }

  const std::int64_t limit_;
  std::int64_t end_ = 0;
  milliseconds now_{1'000'000};
  std::mt19937 random_;
  std::vector<std::unique_ptr<Process>> processes_;
};

TEST_CASE("4 and 12 processes use a window up, and are hardly refused") {
  for (const std::pair<int, int>& one :
       {std::pair(4, 50), {4, 300}, {4, 600}, {12, 300}, {12, 600}}) {
    INFO(one.first, " ", one.second);
    SharedOrg org(one.second);
    org.run(one.first, 10 * one.second / one.first);
    CHECK(org.part_refused() <= 0.01);
    CHECK(org.part_used() >= 0.9);
  }
}

TEST_CASE("4 processes with a quarter each use the whole") {
  SharedOrg org(300);
  org.pace.capacity_percent = 25;
  org.run(4, 10 * 300 / 4);
  CHECK(org.part_refused() <= 0.01);
  CHECK(org.part_used() >= 0.9);
}

TEST_CASE("one alone is not slowed down") {
  SharedOrg org(300);
  org.run(1, 6L * 300);
  CHECK(org.refused == 0);
  CHECK(org.used.size() == 6);
}

}  // namespace
}  // namespace idp::test
