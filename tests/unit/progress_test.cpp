// progress_test.cpp - how far a statement is, in words.
#include "scan/progress.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>

namespace idp::test {
namespace {

// The clock on the wall is that of UTC, and it is 14:00.
struct Fixture {
  Fixture() {
    setenv("TZ", "UTC", 1);
    tzset();
    progress.now = (24 * 20000 + 14) * std::int64_t{3600};
  }

  std::string line(std::size_t width = 200) const {
    return progress_line(progress, width);
  }
  bool says(const std::string& part) const {
    return line().find(part) != std::string::npos;
  }
  std::string to_go() const {
    const std::string all = line();
    const std::size_t end = all.find(" to go");
    if (end == all.npos) return "";
    const std::size_t before = all.rfind("; ", end);
    const std::size_t begin =
        before == all.npos ? std::string("idp: ").size() : before + 2;
    return all.substr(begin, all.find(';', end) - begin);
  }

  Progress progress;
};

TEST_CASE_FIXTURE(Fixture, "tables, the time to go, calls, budget and rows") {
  progress.parts = {{"users", 1000, 0, true}, {"grants", 250, 1000, true}};
  progress.requests = 255;
  progress.calls = 1005;
  progress.rows = 999;
  progress.elapsed = std::chrono::seconds(30);
  CHECK(line() ==
        "idp: users 1,000, grants 250 of 1,000; about 88 s to go; 255 of about "
        "1,005 calls; 999 rows");
  progress.budget = {785, 1200, std::chrono::seconds(5)};
  progress.elapsed = std::chrono::seconds(600);
  CHECK(line() ==
        "idp: users 1,000, grants 250 of 1,000; about 29 min to go (14:29); "
        "255 of about 1,005 calls; 785 of 1,200 calls left until 14:00:05; 999 "
        "rows");
}

TEST_CASE_FIXTURE(Fixture, "what may become more is so many at least") {
  progress.parts = {{"users", 200, 0, false}, {"grants", 10, 200, false}};
  progress.requests = 11;
  progress.calls = 202;
  progress.at_least = true;
  progress.elapsed = std::chrono::seconds(90);
  CHECK(line() ==
        "idp: users 200+, grants 10 of 200+; 11 of at least 202 calls; 0 rows");
  // The rate limit makes it a wait that is certain: 40 s, and a window.
  progress.budget = {0, 100, std::chrono::seconds(40)};
  progress.elapsed = std::chrono::seconds(1);
  CHECK(to_go() == "more than 108 s to go");
  progress.calls.reset();
  progress.budget.reset();
  CHECK(line() == "idp: users 200+, grants 10 of 200+; 11 calls; 0 rows");
  CHECK(progress_line({}, 200) == "idp: 0 of about 0 calls; 0 rows");
}

// 600 calls take 10 s and come to the end of a window: 8 more, and the rest.
TEST_CASE_FIXTURE(Fixture, "the time to go counts the waits for the limit") {
  using std::chrono::seconds;
  progress.requests = 600;
  progress.calls = 6000;
  progress.elapsed = seconds(10);
  CHECK(to_go() == "about 90 s to go");
  progress.budget = {0, 600, seconds(50)};
  CHECK(to_go() == "about 9 min to go (14:09)");  // 50 + 8 * 60 + 10
  progress.elapsed = seconds(50);
  progress.waited = seconds(40);
  progress.budget = {0, 600, seconds(10)};
  CHECK(to_go() == "about 8 min to go (14:08)");  // 10 + 8 * 60 + 10
  // Half of each window is for others, by a setting or as they use it.
  progress.capacity_percent = 50;
  progress.budget = {300, 600, seconds(10)};
  CHECK(to_go() == "about 17 min to go (14:17)");  // 10 + 17 * 60 + 10
  progress.capacity_percent = 100;
  progress.budget = {0, 600, seconds(10), 1.0};
  CHECK(to_go() == "about 17 min to go (14:17)");
  progress.calls = 600 + 600 * 60 * 30;
  CHECK(to_go() == "about 60 h to go (Oct 07 01:59)");
}

TEST_CASE_FIXTURE(Fixture,
                  "the time to go is not longer for a wait that is over") {
  progress.parts = {{"grants", 100, 400, true}};
  progress.requests = 100;
  progress.calls = 400;
  progress.budget = {500, 600, std::chrono::seconds(55)};
  progress.elapsed = std::chrono::seconds(52);
  progress.waited = std::chrono::seconds(50);
  CHECK(to_go() == "about 6 s to go");
}

TEST_CASE_FIXTURE(Fixture, "it says what is waited for, and until when") {
  progress.requests = 600;
  progress.budget = {0, 600, std::chrono::seconds(50)};
  CHECK_FALSE(says("waits"));
  CHECK(is_used_up(progress));
  progress.wait = Progress::Wait::window;
  CHECK(says("; waits for the rate limit until 14:00:50; "));
  CHECK_FALSE(says("left until"));
  progress.wait = Progress::Wait::pause;
  CHECK(says("; waits before it tries again; "));
  progress.budget = {100, 600, std::chrono::seconds(50)};
  CHECK_FALSE(is_used_up(progress));
  progress.capacity_percent = 80;
  CHECK(is_used_up(progress));
}

TEST_CASE("a line is due on a terminal at once, in a file now and then") {
  using std::chrono::milliseconds;
  const Pacer::Time begin = Pacer::Time() + std::chrono::hours(1);
  const auto due = [&](int since_begin, int since_last, bool terminal) {
    const Pacer::Time now = begin + milliseconds(since_begin);
    return progress_due(begin, now - milliseconds(since_last), now, terminal);
  };
  for (const bool terminal : {false, true}) {
    CHECK_FALSE(due(1999, 600'000, terminal));
    CHECK(due(2000, 600'000, terminal));
  }
  CHECK_FALSE(due(5000, 199, true));
  CHECK(due(5000, 200, true));
  CHECK_FALSE(due(50'000, 29'999, false));
  CHECK(due(50'000, 30'000, false));
}

TEST_CASE_FIXTURE(Fixture,
                  "it is no wider than the terminal, and no number is cut") {
  progress.parts = {{"users", 1000, 0, true}, {"grants", 412, 1000, true}};
  progress.requests = 1234567;
  progress.calls = 1234567 + 588;
  progress.elapsed = std::chrono::seconds(3600);
  CHECK(line(60) == "idp: users 1,000, grants 412 of 1,000; about 2 s to go");
  CHECK(line(38) == "idp: users 1,000, grants 412 of 1,000");
  CHECK(line(37) == "idp: users 1,000, grants 412 of 1,000");
  CHECK(line(36) == "idp: users 1,000, grants 412 of 1...");
  CHECK(line(2) == "..");
}

}  // namespace
}  // namespace idp::test
