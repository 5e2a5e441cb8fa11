// token_endpoint_test.cpp - what is a token, and what isn't.
#include "sign/token_endpoint.h"

#include <doctest/doctest.h>

namespace idp::test {
namespace {

using std::chrono::seconds;

http::Response response(std::string body, long status = 200) {
  http::Response answer;
  answer.status = status;
  answer.body = std::move(body);
  return answer;
}

std::string token(const std::string& type, const std::string& life,
                  const std::string& value = "eyJ.a") {
  return R"({"token_type": ")" + type + R"(", "expires_in": )" + life +
         R"(, "access_token": ")" + value + R"(", "scope": "okta.users.read"})";
}

TEST_CASE("a token is used until five minutes before its end") {
  const std::pair<std::string, seconds> cases[] = {
      {"3600", seconds(3300)}, {"86400", seconds(86100)},
      {"600", seconds(540)},   {"10", seconds(9)},
      {"1", seconds(1)},       {"9000000000000", seconds(86100)}};
  for (const auto& c : cases) {
    INFO(c.first);
    const auto read = read_token(response(token("Bearer", c.first)), false);
    REQUIRE(read.has_value());
    CHECK(read->value == "eyJ.a");
    CHECK(read->usable == c.second);
    CHECK_FALSE(read->dpop);
  }
}

TEST_CASE("a token is bound only where there was a proof") {
  CHECK(read_token(response(token("DPoP", "10")), true)->dpop);
  CHECK(read_token(response(token("dpop", "10")), true)->dpop);
  CHECK_FALSE(read_token(response(token("Bearer", "10")), true)->dpop);
  CHECK_FALSE(read_token(response(token("DPoP", "10")), false).has_value());
}

TEST_CASE("everything else is none") {
  const std::string cases[] = {
      "",
      "[]",
      "null",
      "<html>",
      token("mac", "10"),
      token("", "10"),
      token("Bearer", "0"),
      token("Bearer", "-1"),
      token("Bearer", "\"10\""),
      token("Bearer", "1.5"),
      token("Bearer", "10", ""),
      token("Bearer", "10", "a b"),
      token("Bearer", "10", "a\\r\\nX: y"),
      token("Bearer", "10", "\\u0000"),
      R"({"token_type": "Bearer", "expires_in": 10})",
      R"({"token_type": "Bearer", "access_token": "a"})",
      R"({"access_token": "a", "expires_in": 10})"};
  for (const std::string& body : cases) {
    INFO(body);
    CHECK_FALSE(read_token(response(body), true).has_value());
  }
  CHECK_FALSE(read_token(response(token("Bearer", "10"), 201), true));
}

}  // namespace
}  // namespace idp::test
