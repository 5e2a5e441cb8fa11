// http_test.cpp - URLs, Link headers and dates.
#include <doctest/doctest.h>

#include "http/date.h"
#include "http/parameters.h"
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
      {"HTTPS://ACME.okta.com", "https://acme.okta.com"},
      {"https://acme.okta.com:80", "https://acme.okta.com:80"},
      {"http://127.0.0.1:80/", "http://127.0.0.1"},
      {"http://localhost:443", "http://localhost:443"},
      {"https://login.acme.co.uk", "https://login.acme.co.uk"},
  };
  for (const auto& c : cases) CHECK(origin(c.first) == c.second);
}

TEST_CASE("a proxy is read as curl reads it") {
  struct Case {
    std::string given, url, username, password;
  };
  const Case cases[] = {
      {"", "", "", ""},
      {"proxy", "http://proxy:1080", "", ""},
      {"proxy:3128", "http://proxy:3128", "", ""},
      {"http://proxy:80/path", "http://proxy:80", "", ""},
      {"HTTPS://proxy", "https://proxy:443", "", ""},
      {"socks5h://[::1]:9", "socks5h://[::1]:9", "", ""},
      {"u%40x:p%3a%25%2F@proxy:1", "http://proxy:1", "u@x", "p:%/"},
      {"http://u:a:b@proxy:1", "http://proxy:1", "u", "a:b"},
      {"http://u@proxy:1", "http://proxy:1", "u", ""},
  };
  for (const Case& c : cases) {
    INFO(c.given);
    const auto proxy = http::parse_proxy(c.given);
    REQUIRE(proxy.ok());
    CHECK(proxy->url() == c.url);
    CHECK(proxy->username == c.username);
    CHECK(proxy->password == c.password);
  }
  for (const char* wrong : {"http://", ":1", "http://a b:1", "x://h:1",
                            "http://u:p@q@h:1", "http://u:%@h:1", "h:0x1"}) {
    INFO(wrong);
    const auto proxy = http::parse_proxy(wrong);
    CHECK_FALSE(proxy.ok());
  }
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
      {"file:///etc/passwd", "goes on after the host"},
      {"https://acme.okta.com@evil.com", "user name"},
      {"https://acme.okta.com\\@evil.com", "user name"},
      {"https://:secret@acme.okta.com", "user name"},
      {"https://acme.okta.com%2f.evil.com", "not a URL"},
      {"https://acme.okta.com\x7f", "not a URL"},
      {"https://acme.okta.com:99999", "not a URL"},
      {"http://localhost.", "use https"},
      {"http://0.0.0.0", "use https"},
      {"//acme.okta.com", "not a URL"},
      {"https:acme.okta.com", "not a URL"},
  };
  for (const auto& c : cases) {
    INFO(c.first);
    const std::string text = origin(c.first);
    CHECK(text.starts_with("! "));
    CHECK(text.find(c.second) != text.npos);
  }
}

TEST_CASE("a loopback is this machine by its usual names") {
  for (const std::string host : {"localhost", "127.0.0.1", "[::1]"}) {
    CHECK(http::Origin{"http", host, "8080"}.loopback());
  }
  for (const std::string host :
       {"localhost.evil.com", "127.0.0.1.evil.com", "acme.okta.com", ""}) {
    CHECK_FALSE(http::Origin{"http", host, ""}.loopback());
  }
  CHECK(http::Origin{"https", "a", "1"}.authority() == "a:1");
  CHECK(http::Origin{"https", "a", ""}.authority() == "a");
}

TEST_CASE("encoding is reversible for every byte") {
  std::string all;
  for (int byte = 1; byte < 256; ++byte) all += static_cast<char>(byte);
  const std::string encoded = http::encode(all);
  CHECK(encoded.find_first_of("/?#&=+ \r\n") == encoded.npos);
  CHECK(http::decode(encoded) == all);
  CHECK(http::encode("AZaz09-._~") == "AZaz09-._~");
  CHECK(http::encode("") == "");
  CHECK(http::encode(std::string_view("\0é", 3)) == "%00%C3%A9");
}

TEST_CASE("what encoding can't have made is not decoded") {
  for (const std::string bad : {"%", "%2", "a%zz", "%%41", "%4 "}) {
    INFO(bad);
    CHECK_FALSE(http::decode(bad).has_value());
  }
}

TEST_CASE("in a path an at sign stays, in a query it doesn't") {
  CHECK(http::make_target({"a", "@b%40@"}, {{"q", "c@d"}}).text() ==
        "/a/@b%2540@?q=c%40d");
}

TEST_CASE("a target is encoded where it is joined, and only once") {
  const auto target = http::make_target(
      {"api", "v1", "a/b", "..", "c?d", "%41"}, {{"q", "x&y=z #"}, {"e", ""}});
  CHECK(target.path == "/api/v1/a%2Fb/../c%3Fd/%2541");
  CHECK(target.text() == "/api/v1/a%2Fb/../c%3Fd/%2541?q=x%26y%3Dz%20%23&e=");
  CHECK(http::make_target({}, {}).text() == "");
  const auto again = http::parse_target(target.text());
  REQUIRE(again.ok());
  CHECK(again->query == target.query);
  CHECK(again->text() == target.text());
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
      {"<https://a/?y>; rel=next\t; title=x"},
      {"<https://a/?y>; rel=next\t, <https://a/>; rel=self"},
      {"<https://a/?y>\t;\trel\t=\tnext"},
      {R"(<https://a/?y>; title="a \" ; b, <c>"; rel="next")"},
      {R"(<https://a/?x>; rel=prev, <https://a/?y>; rel="start next last")"},
      {R"(<https://a/?y>; foo; bar=; rel=next; rel=self)"},
      {R"(<https://a/?y>;;rel="NEXT")"},
  };
  for (const auto& lines : forms) CHECK(next(lines) == "https://a/?y");
  CHECK(next({R"(<https://a/?p=1,2>; rel="next")"}) == "https://a/?p=1,2");
}

TEST_CASE("no next link is the end, but one that can't be read is an error") {
  CHECK(next({}) == "none");
  CHECK(next({R"(<https://a/>; rel="self")"}) == "none");
  for (const std::string& line : std::vector<std::string>{
           R"(<https://a/>; rel="nextpage")", "<https://a/>; rel=next-archive",
           "<https://a/>; rel*=next", "<https://a/>; rel", "<https://a/>",
           R"(<https://a/>; title="rel=next")", R"(<https://a/>; rev="next")",
           // Only the first rel of a link counts (RFC 8288, 3.3).
           "<https://a/>; rel=self; rel=next", " , ,", ""}) {
    INFO(line);
    CHECK(next({line}) == "none");
  }
  for (const std::string& line : std::vector<std::string>{
           "https://a/; rel=next", "<https://a/; rel=next",
           R"(<https://a/>; rel="next)", "<https://a/> rel=next", "<",
           R"(<https://a/>; rel="next"x)", R"(<https://a/>; title="\")",
           "<https://a/>; rel=self, https://b/; rel=next"}) {
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

TEST_CASE("only path and query are read of a link, whatever host it names") {
  const std::pair<std::string, std::string> cases[] = {
      {"https://u:p@evil.com:1/x?after=1#f", "/x?after=1"},
      {"http://acme.okta.com/x", "/x"},
      {"https://evil.com", "/"},
      {"https://evil.com?after=1", "/?after=1"},
      {"//evil.com/x", "//evil.com/x"},
      {"/x?a=b+c%2B&&=1&d", "/x?a=b%20c%2B&=1&d="},
      {"/a%2Fb/%2e%2e?x", "/a%2Fb/%2e%2e?x="},
  };
  for (const auto& c : cases) {
    const auto target = http::parse_target(c.first);
    INFO(c.first);
    REQUIRE(target.ok());
    CHECK(target->text() == c.second);
  }
}

TEST_CASE("a date is seconds since 1970") {
  const std::pair<std::string, std::int64_t> cases[] = {
      {"Thu, 11 Sep 2025 16:21:50 GMT", 1757607710},
      {"Thursday, 11-Sep-25 16:21:50 GMT", 1757607710},
      {"Thu Sep 11 16:21:50 2025", 1757607710},
      {"Thu, 01 Jan 1970 00:00:00 GMT", 0},
      {"Tue, 19 Jan 2038 03:14:08 GMT", 2147483648},
  };
  for (const auto& [text, time] : cases) CHECK(http::parse_date(text) == time);
  for (const std::string bad : {"", "soon", "0", "-1", "11", "25:00:00"}) {
    INFO(bad);
    CHECK_FALSE(http::parse_date(bad).has_value());
  }
}

TEST_CASE("a challenge's parameters are read") {
  const std::string okta =
      "Bearer authorization_uri=\"http://acme.okta.com/oauth2/v1/authorize\", "
      "realm=\"http://acme.okta.com\", scope=\"okta.groups.read\", "
      "error=\"insufficient_scope\", error_description=\"scope=\\\"x\\\", "
      "error=no\"";
  CHECK(http::challenge_parameter(okta, "error") == "insufficient_scope");
  CHECK(http::challenge_parameter(okta, "scope") == "okta.groups.read");
  CHECK(http::challenge_parameter(okta, "error_description") ==
        "scope=\"x\", error=no");
  CHECK(http::challenge_parameter(okta, "ope").empty());
  CHECK(http::challenge_parameter("error=\"a\"", "error") == "a");
  CHECK(http::challenge_parameter("Bearer Error = a, b=c", "error") == "a");
  CHECK(http::challenge_parameter("Basic YWI=, Bearer error=a", "error") ==
        "a");
  CHECK(http::challenge_parameter("DPoP algs=\"ES256\",error=\"a\"", "error") ==
        "a");
  for (const std::string text :
       {"", "Bearer", "error", "error=", "error=\"", "error=\"a", "error a",
        "x=\"error=\"", "x=\" error=\"", "xerror=\"a\"", "error=\"a\\"}) {
    INFO(text);
    CHECK(http::challenge_parameter(text, "error").empty());
  }
}

}  // namespace
}  // namespace idp::test
