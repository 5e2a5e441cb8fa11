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
  progress.budget = {385, 600};
  progress.elapsed = std::chrono::seconds(600);
  CHECK(progress_line(progress, 200) ==
        "idp: users 1,000, grants 250 of 1,000; 1,234,567 requests, 999 rows; "
        "385 of 600 calls left; about 30 min to go");
}

TEST_CASE("what may become more has a plus, and no end in sight") {
  Progress progress;
  progress.parts = {{"users", 200, 0, false}, {"grants", 10, 200, false}};
  CHECK(progress_line(progress, 200) ==
        "idp: users 200+, grants 10 of 200+; 0 requests, 0 rows");
  progress.parts = {};
  CHECK(progress_line(progress, 200) == "idp: 0 requests, 0 rows");
}

TEST_CASE("it is no wider than the terminal") {
  CHECK(progress_line({}, 10) == "idp: 0 req");
}

}  // namespace
}  // namespace idp::test
