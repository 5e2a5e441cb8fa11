// progress_test.cpp - how far a statement is, in words.
#include "scan/progress.h"

#include <doctest/doctest.h>

namespace idp::test {
namespace {

TEST_CASE("tables, requests, budget and the time to go") {
  Progress progress;
  progress.parts = {{"users", 1000, 0, true}, {"grants", 250, 1000, true}};
  progress.requests = 1234567;
  progress.rows = 999;
  progress.elapsed = std::chrono::seconds(30);
  CHECK(progress_line(progress, 200) ==
        "idp: users 1,000, grants 250 of 1,000; 1,234,567 requests, 999 rows; "
        "about 90 s to go");
  progress.budget = {785, 1200, {}};
  progress.elapsed = std::chrono::seconds(600);
  CHECK(progress_line(progress, 200) ==
        "idp: users 1,000, grants 250 of 1,000; 1,234,567 requests, 999 rows; "
        "785 of 1,200 calls left; about 30 min to go");
}

TEST_CASE("what may become more has a plus, and no end in sight") {
  Progress progress;
  progress.parts = {{"users", 200, 0, false}, {"grants", 10, 200, false}};
  CHECK(progress_line(progress, 200) ==
        "idp: users 200+, grants 10 of 200+; 0 requests, 0 rows");
  progress.parts = {};
  CHECK(progress_line(progress, 200) == "idp: 0 requests, 0 rows");
}

// 600 calls take 10 s and come to the end of a window: 8 more, and the rest.
TEST_CASE("the time to go counts the waits for the rate limit") {
  using std::chrono::seconds;
  Progress progress;
  progress.parts = {{"grants", 600, 6000, true}};
  const auto to_go = [&] {
    const std::string line = progress_line(progress, 200);
    return line.substr(line.find("; about") + 2);
  };
  progress.elapsed = seconds(10);
  CHECK(to_go() == "about 90 s to go");
  progress.budget = {0, 600, seconds(50)};
  CHECK(to_go() == "about 9 min to go");  // 50 + 8 * 60 + 10
  progress.elapsed = seconds(50);
  progress.waited = seconds(40);
  progress.budget = {0, 600, seconds(10)};
  CHECK(to_go() == "about 8 min to go");  // 10 + 8 * 60 + 10
  // Half of each window is for others.
  progress.capacity_percent = 50;
  progress.budget = {300, 600, seconds(10)};
  CHECK(to_go() == "about 17 min to go");  // 10 + 17 * 60 + 5
}

TEST_CASE("the time to go is not longer for a wait that is over") {
  Progress progress;
  progress.parts = {{"grants", 100, 400, true}};
  progress.budget = {500, 600, std::chrono::seconds(55)};
  progress.elapsed = std::chrono::seconds(52);
  progress.waited = std::chrono::seconds(50);
  CHECK(progress_line(progress, 200) ==
        "idp: grants 100 of 400; 0 requests, 0 rows; 500 of 600 calls left; "
        "about 6 s to go");
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

TEST_CASE("it is no wider than the terminal") {
  CHECK(progress_line({}, 10) == "idp: 0 req");
}

}  // namespace
}  // namespace idp::test
