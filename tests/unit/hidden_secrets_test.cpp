// hidden_secrets_test.cpp - what no object of a page shows; rows that lie
// deeper, and the link in a body.
#include <doctest/doctest.h>

#include "cells.h"
#include "json/page.h"
#include "json/tree.h"

namespace idp::test {
namespace {

using json::Envelope;
using json::Layout;
using json::Shape;

TEST_CASE("only a field with just that source shows a secret") {
  const Layout layout({"secret", "a", "a.b", "."}, {"secret", "a.b.c"});
  const std::string body =
      R"([{"secret" :  "s3c\"ret", "a": {"x": "kept", "b": {"c": "deep"}}},)"
      R"({"a": {"b": "flat"}, "secret": null}, {"a": [{"b": {"c": 1}}]},)"
      R"({"secret": "", "b": {"secret": "another"}, "c": -12.5e3}])";
  const auto page = json::read_page(body, Shape::list, layout);
  REQUIRE(page.ok());
  REQUIRE(page->rows() == 4);
  CHECK(shown(page->cell(0, 0)) == "text s3c\"ret");
  for (std::size_t row = 0; row < 4; ++row) {
    const std::string object(page->object(row));
    INFO(object);
    CHECK(json::parse(object).ok());
    CHECK(shown(page->cell(row, 3)) == "json " + object);
    CHECK(object.find("s3c") == object.npos);
    CHECK(object.find("deep") == object.npos);
  }
  CHECK(shown(page->cell(0, 1)).find("\"x\": \"kept\"") != std::string::npos);
  CHECK(shown(page->cell(0, 2)) == R"(json {"c": null  })");
  CHECK(shown(page->cell(1, 2)) == "text flat");
  CHECK(shown(page->cell(2, 1)) == R"(json [{"b": {"c": 1}}])");
  CHECK(std::string(page->object(3)).find("another") != std::string::npos);
  CHECK(std::string(page->object(3)).find("-12.5e3") != std::string::npos);
}

TEST_CASE("a secret that is a number is as hidden") {
  const auto page = json::read_page(
      R"([{"secret":-12.5e3,"a":{"b":{"c":7}}},{"secret":123}])", Shape::list,
      Layout({"a"}, {"secret", "a.b.c"}));
  REQUIRE(page.ok());
  CHECK(page->object(0) == R"({"secret":null   ,"a":{"b":{"c":0}}})");
  CHECK(page->object(1) == R"({"secret":0  })");
}

std::string told(const std::string& body, const Envelope& envelope) {
  const auto page = json::read_page(body, Shape::list, Layout({"a"}), envelope);
  if (!page) return page.error().text;
  std::string text;
  for (std::size_t row = 0; row < page->rows(); ++row) {
    text += shown(page->cell(row, 0)) + " ";
  }
  return text + page->next().value_or("");
}

TEST_CASE("rows may lie deeper, or be all of the body") {
  Envelope envelope;
  envelope.rows = "jwks.keys";
  CHECK(told(R"({"jwks": {"keys": [{"a": 1}]}})", envelope) == "int 1 ");
  CHECK(told(R"([{"a": 1}])", envelope) == "expected an object, got an array");
  envelope.or_bare = true;
  CHECK(told(R"([{"a": 1}, {"a": [2]}])", envelope) == "int 1 json [2] ");
  CHECK(told("[]", envelope) == "");
  CHECK(told(R"({"keys": [], "jwks": {"x": {"keys": []}, "keys": []}})",
             envelope) == "");
  CHECK(told(R"({"keys": []})", envelope) == "it has no member \"jwks.keys\"");
  CHECK(told(R"({"jwks": [{"keys": []}]})", envelope) ==
        "it has no member \"jwks.keys\"");
  CHECK(told(R"({"jwks": {"keys": [], "keys": []}})", envelope) ==
        "its member \"jwks.keys\" appears twice");
  CHECK(told("[1]", envelope).starts_with("element 0 of the array"));
}

TEST_CASE("the next link is a text, or there is none") {
  Envelope envelope;
  envelope.rows = "value";
  envelope.next = "_links.next.href";
  const auto with = [&](const std::string& links) {
    return told(R"({"value": [{"a": 1, "_links": {"next": {"href": 1}}}], )"
                "\"_links\": " +
                    links + "}",
                envelope);
  };
  CHECK(with(R"({"next": {"href": "/x"}})") == "int 1 /x");
  CHECK(with(R"({"self": {"href": "/x"}})") == "int 1 ");
  CHECK(with(R"({"next": null})") == "int 1 ");
  CHECK(with(R"({"next": {"href": null}})") == "int 1 ");
  for (const std::string bad : {"1", "true", "1.5", "{}", "[\"/x\"]"}) {
    CHECK(with("{\"next\": {\"href\": " + bad + "}}") ==
          "its member \"_links.next.href\" is no link");
  }
}

}  // namespace
}  // namespace idp::test
