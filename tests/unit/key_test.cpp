// key_test.cpp - a row's key says which row it is, whatever is in its parts.
#include "plan/key.h"

#include <doctest/doctest.h>

#include <algorithm>

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
  const std::vector<std::string> odd = {
      std::string("\0", 1), "/", "%", "..", "%2F", " ", "é", "a\nb", "?&=#+"};
  const auto key = make_key(odd);
  REQUIRE(key.has_value());
  CHECK(std::ranges::count(*key, '/') == 8);
  CHECK(parse_key(*key) == odd);
}

TEST_CASE("different rows never share a key") {
  CHECK(make_key({"a", "b/c"}) != make_key({"a/b", "c"}));
  CHECK(make_key({"a", "b%2Fc"}) != make_key({"a", "b/c"}));
  CHECK(make_key({"a", "b", "c"}) != make_key({"a", "b/c"}));
}

TEST_CASE("a key that was not made here is refused") {
  for (const std::string bad :
       {"acme/%", "acme/%2", "acme/%zz", "acme/a%%41", "acme/a%4"}) {
    INFO(bad);
    CHECK_FALSE(parse_key(bad).has_value());
  }
}

TEST_CASE("a row may lack all parts but its org and its own id") {
  const std::vector<std::string> parts = {"acme", "00u1", "", "oag1"};
  CHECK(make_key(parts) == "acme/00u1//oag1");
  CHECK(parse_key("acme/00u1//oag1") == parts);
  CHECK(make_key({"acme", "", "a", "b"}) != make_key({"acme", "a", "", "b"}));
  CHECK_FALSE(make_key({"acme", ""}).has_value());
  CHECK_FALSE(make_key({"", "00u1"}).has_value());
  for (const std::string bad : {"", "/", "acme/", "/00u1", "acme/00u1//"}) {
    INFO(bad);
    CHECK_FALSE(parse_key(bad).has_value());
  }
}

}  // namespace
}  // namespace idp::test
