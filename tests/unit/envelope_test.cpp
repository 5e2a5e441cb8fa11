// envelope_test.cpp - rows inside of a body that has more than them.
#include <doctest/doctest.h>

#include "cells.h"
#include "json/page.h"

namespace idp::test {
namespace {

using json::Envelope;
using json::Shape;

const Envelope kEnvelope = {"rows", "meta.page.total", "meta.page.at"};

Result<json::Page> read_enveloped(const std::string& body,
                                  Shape shape = Shape::list) {
  return json::read_page(body, shape, json::Layout({"a", "b.c"}), kEnvelope);
}

std::string problem(const std::string& body, Shape shape = Shape::list) {
  const auto page = read_enveloped(body, shape);
  return page ? std::string() : page.error().text;
}

// The cells, and what the envelope counts: "int 1,null total 2 at 0 ".
std::string told(const std::string& body, Shape shape = Shape::list) {
  const auto page = read_enveloped(body, shape);
  if (!page) return page.error().text;
  std::string text;
  for (std::size_t row = 0; row < page->rows(); ++row) {
    text += shown(page->cell(row, 0)) + "," + shown(page->cell(row, 1)) + " ";
  }
  if (page->total()) text += "total " + std::to_string(*page->total()) + " ";
  if (page->at()) text += "at " + std::to_string(*page->at()) + " ";
  return text;
}

const std::string kRows = R"([{"a":1,"b":{"c":2}},{"a":[{"rows":[]}],"b":3}])";
const std::string kMeta = R"({"x":[1,{"y":[]}],"page":{"at":0,"total":2}})";

TEST_CASE("rows and numbers are found in any order") {
  const std::string expected =
      "int 1,int 2 json [{\"rows\":[]}],null total 2 at 0 ";
  CHECK(told(R"({"rows":)" + kRows + R"(,"meta":)" + kMeta + "}") == expected);
  CHECK(told(R"({"meta":)" + kMeta + R"(,"errors":[],"rows":)" + kRows + "}") ==
        expected);
  CHECK(told(R"( { "errors" : null, "rows" : )" + kRows +
             R"( , "z" : 1.5 , "meta" : )" + kMeta + " } ") == expected);
}

TEST_CASE("an object is one row") {
  CHECK(told(R"({"rows":{"a":7,"b":{"c":8}},"meta":{}})", Shape::object) ==
        told(R"({"rows":[{"a":7,"b":{"c":8}}]})"));
  CHECK(problem(R"({"rows":[{}]})", Shape::object) ==
        "expected an object, got an array");
}

TEST_CASE("only whole numbers at the very place count") {
  const std::string before = R"({"rows":[],"meta":)";
  for (const std::string meta :
       {R"({"page":{"total":"2"}})", R"({"page":{"total":2.5}})",
        R"({"page":{"total":1e3}})", R"({"page":{"total":null}})",
        R"({"page":{"total":true}})", R"({"page":{"total":[2]}})",
        R"({"page":{"total":{"total":2}}})", R"({"page":[{"total":2}]})",
        R"([{"page":{"total":2}}])", R"({"total":2})",
        R"({"page":{"total":99999999999999999999}})",
        R"({"x":{"page":{"total":2}}})", "2", "null"}) {
    const auto page = read_enveloped(before + meta + "}");
    INFO(meta);
    REQUIRE(page.ok());
    CHECK_FALSE(page->total().has_value());
  }
  const auto page = read_enveloped(before + R"({"page":{"total":-9}}})");
  REQUIRE(page.ok());
  CHECK(page->total() == -9);
  // What is in the rows is not of the envelope.
  CHECK(told(R"({"rows":[{"meta":{"page":{"total":5}}}]})").find("total") ==
        std::string::npos);
}

TEST_CASE("a body without its rows is an error") {
  const std::pair<std::string, std::string> cases[] = {
      {"{}", "it has no member \"rows\""},
      {R"({"x":{"rows":[]}})", "it has no member \"rows\""},
      {R"({"Rows":[]})", "it has no member \"rows\""},
      {R"({"rows":null})", "its member \"rows\" is null"},
      {R"({"rows":null,"meta":{"page":{"total":1}}})",
       "its member \"rows\" is null"},
      {R"({"rows":{}})", "expected an array, got an object"},
      {R"({"rows":7})", "expected an array, got a single value"},
      {R"({"rows":"x"})", "expected an array, got a single value"},
      {R"({"rows":[[]]})",
       "element 0 of the array is an array and not an object"},
      {R"({"rows":[{},5]})",
       "element 1 of the array is a single value and not an object"},
      {R"({"rows":[],"rows":[]})", "its member \"rows\" appears twice"},
      {R"({"rows":null,"rows":[]})", "its member \"rows\" appears twice"},
      {"[]", "expected an object, got an array"},
      {"5", "expected an object, got a single value"},
      {"null", "expected an object, got a single value"},
  };
  for (const auto& one : cases) {
    INFO(one.first);
    CHECK(problem(one.first) == one.second);
  }
  // As some providers write an empty list.
  CHECK(told(R"({"rows":null,"meta":{"page":{"total":0}}})") == "total 0 ");
  CHECK(problem(R"({"rows":null,"meta":{"page":{"total":0}}})",
                Shape::object) == "its member \"rows\" is null");
}

TEST_CASE("a body cut off at any byte is an error") {
  const std::string body =
      R"({"meta":)" + kMeta + R"(,"rows":)" + kRows + R"(,"x":"é"})";
  REQUIRE(read_enveloped(body).ok());
  for (std::size_t size = 0; size < body.size(); ++size) {
    CHECK_FALSE(read_enveloped(body.substr(0, size)).ok());
  }
}

TEST_CASE("deep nesting beside and in the rows costs memory only") {
  const std::string deep =
      std::string(500'000, '[') + std::string(500'000, ']');
  CHECK(read_enveloped(R"({"x":)" + deep + R"(,"rows":[]})").ok());
  const auto page = read_enveloped(R"({"rows":[{"a":)" + deep + "}]}");
  REQUIRE(page.ok());
  CHECK(page->rows() == 1);
  CHECK_FALSE(read_enveloped(R"({"rows":)" + deep + "}").ok());
}

}  // namespace
}  // namespace idp::test
