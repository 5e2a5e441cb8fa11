// key_test.cpp - a row's key says which row it is, whatever is in its parts.
#include "scan/key.h"

#include <doctest/doctest.h>

namespace idp::test {
namespace {

TEST_CASE("a key can be read again, for every byte") {
  for (int byte = 1; byte < 256; ++byte) {
    const std::vector<std::string> parts = {
        "acme", std::string(1, static_cast<char>(byte)), "a/b%2F"};
    const auto key = make_key(parts);
    REQUIRE(key.has_value());
    CHECK(parse_key(*key) == parts);
  }
  CHECK(make_key({"acme", "00u1"}) == "acme/00u1");
}

TEST_CASE("a row that lacks a part has no key") {
  CHECK_FALSE(make_key({"acme", ""}).has_value());
  for (const std::string bad : {"", "acme/", "/00u1", "acme//00u1"}) {
    INFO(bad);
    CHECK_FALSE(parse_key(bad).has_value());
  }
}

}  // namespace
}  // namespace idp::test
