// number_test.cpp - numbers in texts, by what the standard library reads there.
#include "number.h"

#include <doctest/doctest.h>

#include <bit>
#include <random>

namespace idp::test {
namespace {

void check_as_standard(const std::string& text) {
  INFO(text);
  const char *begin = text.data(), *end = begin + text.size();
  double expected = 7, number = 7;
  const auto [stop, problem] = std::from_chars(begin, end, expected);
  const auto read = read_number(begin, end, number);
  CHECK(read.ec == problem);
  CHECK(read.ptr == stop);
  CHECK(std::bit_cast<std::uint64_t>(number) ==
        std::bit_cast<std::uint64_t>(expected));
}

TEST_CASE("numbers as texts have them") {
  for (const std::string text :
       {"0",
        "-0",
        "1.5",
        "-1.5e3",
        ".5",
        "5.",
        "1e",
        "1e+",
        "1E-2",
        "0x10",
        "",
        "-",
        "+1",
        " 1",
        "e5",
        "1 ",
        "1,5",
        "--1",
        "1.2.3",
        "9e308",
        "-9e308",
        "0e308",
        "1e-400",
        "5e-324",
        "2e-324",
        "4.9e-320",
        "2.2250738585072011e-308",
        "1.7976931348623157e308",
        "0.1000000000000000055511151231257827021181583404541015625"}) {
    check_as_standard(text);
  }
}

TEST_CASE("numbers that were printed") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 10000; ++i) {
    const double number = std::bit_cast<double>(random());
    if (!std::isfinite(number)) continue;
    char text[40];
    const auto end = std::to_chars(text, text + sizeof text, number).ptr;
    check_as_standard(std::string(text, end));
  }
}

}  // namespace
}  // namespace idp::test
