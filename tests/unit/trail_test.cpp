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

TEST_CASE("two rows tell in which order others come") {
  Trail trail(1, 2);
  // By name and by place.
  trail.add({"u0"}, {"dora", "berlin"});
  trail.add({"u1"}, {"adam", "berlin"});
  trail.add({"u2"}, {"carl", "aachen"});
  trail.add({"u3"}, {"bea", "berlin"});
  trail.add({"u4"}, {"emil", ""});
  const auto sorted = [&](std::size_t first, std::size_t second) {
    return trail.sorted(trail.order_of(first, second));
  };
  CHECK(sorted(1, 3) == Trail::Rows{1, 3, 2, 0, 4});
  CHECK(sorted(4, 0) == Trail::Rows{4, 0, 2, 3, 1});
  CHECK(sorted(0, 1) == Trail::Rows{0, 1, 2, 3, 4});
  CHECK(sorted(4, 2) == Trail::Rows{4, 2, 0, 1, 3});
  // What is equal stays in the order of the rows.
  CHECK(sorted(3, 2) == Trail::Rows{1, 3, 2, 0, 4});
  CHECK(sorted(2, 2) == Trail::Rows{0, 1, 2, 3, 4});
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
