// trail_test.cpp - what was shown is found again by its values.
#include "scan/trail.h"

#include <doctest/doctest.h>

namespace idp::test {
namespace {

TEST_CASE("a trail finds rows by any of their values") {
  Trail trail(2);
  for (const char* user : {"u1", "u1", "u2", "u3", "u2"}) {
    trail.add({user, "c1"});
  }
  // Twice the same in a row is one.
  REQUIRE(trail.rows() == 4);
  CHECK(trail.find(0, "u2", 0) == 1);
  CHECK(trail.find(0, "u2", 2) == 3);
  // Behind the last one it begins again.
  CHECK(trail.find(0, "u3", 3) == 2);
  CHECK(trail.find(1, "c1", 2) == 2);
  CHECK(trail.find(1, "u1", 0) == trail.rows());
  trail.add({"u4", ""});
  CHECK(trail.find(0, "u4", 0) == 4);
  CHECK(trail.cell(4, 1).empty());
}

TEST_CASE("a trail ends where there is no more room") {
  Trail trail(1);
  const std::string large(100'000, 'x');
  for (int i = 0; i < 100; ++i) trail.add({large + std::to_string(i)});
  CHECK(trail.rows() == Trail::kMostBytes / large.size() + 1);
  CHECK(trail.find(0, large + "0", 0) == 0);
}

}  // namespace
}  // namespace idp::test
