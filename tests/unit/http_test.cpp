// http_test.cpp - URLs, Link headers and dates.
#include <doctest/doctest.h>

#include "http/date.h"
#include "http/link.h"
#include "http/url.h"

namespace idp::test {
namespace {

std::string origin(const std::string& url) {
  const auto parsed = http::parse_origin(url);
  return parsed ? parsed->text() : "! " + parsed.error().text;
}

TEST_CASE("an origin is a scheme, a host and a port, and no more") {
  const std::pair<std::string, std::string> cases[] = {
      {"https://acme.okta.com", "https://acme.okta.com"},
      {"https://Acme.Okta.com/", "https://acme.okta.com"},
      {"https://acme.okta.com:443", "https://acme.okta.com"},
      {"https://acme.okta.com:8443", "https://acme.okta.com:8443"},
      {"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
      {"http://localhost", "http://localhost"},
      {"http://[::1]:1", "http://[::1]:1"},
  };
  for (const auto& c : cases) CHECK(origin(c.first) == c.second);
}

TEST_CASE("what is not an origin, or would leak the token, is refused") {
  const std::pair<std::string, std::string> cases[] = {
      {"acme", "not a URL"},
      {"", "not a URL"},
      {"https://", "not a URL"},
      {"https://a b", "not a URL"},
      {"https://acme.okta.com\r\nHost: evil", "not a URL"},
      {"https://u@acme.okta.com", "user name"},
      {"https://acme.okta.com/api", "goes on after the host"},
      {"https://acme.okta.com?x", "goes on after the host"},
      {"https://acme.okta.com#x", "goes on after the host"},
      {"http://acme.okta.com", "use https"},
      {"http://127.0.0.1.evil.com", "use https"},
      {"http://localhost.evil.com", "use https"},
      {"ftp://127.0.0.1", "scheme"},
  };
  for (const auto& c : cases) {
    INFO(c.first);
    const std::string text = origin(c.first);
    CHECK(text.starts_with("! "));
    CHECK(text.find(c.second) != text.npos);
  }
}

TEST_CASE("encoding is reversible for every byte") {
  std::string all;
  for (int byte = 1; byte < 256; ++byte) all += static_cast<char>(byte);
  const std::string encoded = http::encode(all);
  CHECK(encoded.find_first_of("/?#&=+ \r\n") == encoded.npos);
  CHECK(http::decode(encoded) == all);
}

std::string next(const std::vector<std::string>& lines) {
  const auto link = http::next_link(lines);
  if (!link) return "! " + link.error().text;
  return link->value_or("none");
}

TEST_CASE("the next link is found however it is written") {
  const std::vector<std::string> forms[] = {
      {R"(<https://a/?x>; rel="self")", R"(<https://a/?y>; rel="next")"},
      {R"(<https://a/?x>; rel="self", <https://a/?y>; rel="next")"},
      {R"(<https://a/?y>;rel=next)"},
      {R"(<https://a/?y> ; REL = "Next")"},
      {R"(<https://a/?y>; title="a, b; c"; rel="last next")"},
      {R"(<https://a/?y>; rel="next", <https://a/?z>; rel="next")"},
      {"", R"(, <https://a/?y>; rel="next",)"},
  };
  for (const auto& lines : forms) CHECK(next(lines) == "https://a/?y");
  CHECK(next({R"(<https://a/?p=1,2>; rel="next")"}) == "https://a/?p=1,2");
}

TEST_CASE("no next link is the end, but one that can't be read is an error") {
  CHECK(next({}) == "none");
  CHECK(next({R"(<https://a/>; rel="self")"}) == "none");
  CHECK(next({R"(<https://a/>; rel="nextpage")"}) == "none");
  for (const std::string& line : std::vector<std::string>{
           "https://a/; rel=next", "<https://a/; rel=next",
           R"(<https://a/>; rel="next)", "<https://a/> rel=next"}) {
    CHECK(next({line}) == "! the Link header can't be read: " + line);
  }
}

TEST_CASE("a target keeps path and query, and never the host") {
  const auto target =
      http::parse_target("https://evil.example.com/api/v1/users?after=a%3D&b");
  REQUIRE(target.ok());
  CHECK(target->text() == "/api/v1/users?after=a%3D&b=");
  CHECK(http::parse_target("/x?y=1").ok());
  for (const std::string bad : {"", "not a url", "x y", "http://"}) {
    INFO(bad);
    CHECK_FALSE(http::parse_target(bad).ok());
  }
}

TEST_CASE("a date is seconds since 1970") {
  CHECK(http::parse_date("Thu, 11 Sep 2025 16:21:50 GMT") == 1757607710);
  CHECK_FALSE(http::parse_date("soon").has_value());
}

}  // namespace
}  // namespace idp::test
