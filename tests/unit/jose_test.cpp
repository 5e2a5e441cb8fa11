// jose_test.cpp - hashes and ids. What is signed, the tests of SQL look at.
#include <doctest/doctest.h>

#include <set>

#include "jose/jwt.h"

namespace idp::test {
namespace {

TEST_CASE("a hash in base64url") {
  CHECK(jose::base64url_sha256("abc") ==
        "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
}

TEST_CASE("no id comes twice") {
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) {
    ids.insert(jose::unique_id());
    CHECK(ids.rbegin()->size() == 24);
  }
  CHECK(ids.size() == 1000);
}

TEST_CASE("a public key has numbers of the curve's size, and no other") {
  const json::Object jwk = jose::Key::ephemeral().public_jwk();
  REQUIRE(jwk.size() == 4);
  CHECK(jwk[0].value.text() == "P-256");
  CHECK(jwk[1].value.text() == "EC");
  CHECK(jwk[2].value.text().size() == 43);
  CHECK(jwk[3].value.text().size() == 43);
}

}  // namespace
}  // namespace idp::test
