// json_test.cpp - bodies become cells: the wanted ones, as they were sent.
#include <doctest/doctest.h>

#include <algorithm>

#include "cells.h"
#include "json/page.h"
#include "json/tree.h"

namespace idp::test {
namespace {

using json::Layout;
using json::Shape;

// The cells of column `a` and of column `b.c` in every row.
std::vector<std::string> cells(const std::string& body) {
  const auto page = json::read_page(body, Shape::list, Layout({"a", "b.c"}));
  REQUIRE(page.ok());
  std::vector<std::string> all;
  all.reserve(page->rows());
  for (std::size_t row = 0; row < page->rows(); ++row) {
    all.push_back(shown(page->cell(row, 0)) + "; " + shown(page->cell(row, 1)));
  }
  return all;
}

TEST_CASE("a cell is what was sent, whatever its type") {
  const std::pair<std::string, std::string> cases[] = {
      {R"([{"a":"x","b":{"c":"y"}}])", "text x; text y"},
      {R"([{"b":{"z":1,"c":true},"a":false}])", "false; true"},
      {R"([{}])", "null; null"},
      {R"([{"a":null,"b":null}])", "null; null"},
      {R"([{"a":1,"b":{"c":-9223372036854775808}}])",
       "int 1; int -9223372036854775808"},
      {R"([{"a":0.5,"b":3}])", "real 0.500000; null"},
      {R"([{"a":{"x" : [1, 2]},"b":{"c":[ ]}}])",
       R"(json {"x" : [1, 2]}; json [ ])"},
      {R"([{"a":[{"a":1},{"c":2}],"b":[{"c":3}]}])",
       R"(json [{"a":1},{"c":2}]; null)"},
      {R"([{"x":{"a":1,"b":{"c":2}},"a":3}])", "int 3; null"},
      {R"([{"a":"\u00e9\ud83d\ude00\n"}])", "text é😀\n; null"},
  };
  for (const auto& c : cases) {
    INFO(c.first);
    CHECK(cells(c.first) == std::vector<std::string>{c.second});
  }
}

TEST_CASE("a NUL in a string is kept") {
  const auto page =
      json::read_page("[{\"a\":\"x\\u0000y\"}]", Shape::list, Layout({"a"}));
  REQUIRE(page.ok());
  CHECK(std::get<std::string_view>(page->cell(0, 0)) ==
        std::string_view("x\0y", 3));
}

TEST_CASE("rows without a wanted column are counted all the same") {
  const auto page =
      json::read_page("[{\"a\":1},{},{}]", Shape::list, Layout({}));
  REQUIRE(page.ok());
  CHECK(page->rows() == 3);
}

TEST_CASE("an object is one row") {
  const auto page = json::read_page("{\"a\":7}", Shape::object, Layout({"a"}));
  REQUIRE(page.ok());
  CHECK(page->rows() == 1);
  CHECK(shown(page->cell(0, 0)) == "int 7");
}

TEST_CASE("a body that is cut off anywhere is an error") {
  const std::string body =
      R"([{"a":"x\u00e9","b":{"c":[1,{"d":null}]}},{"a":-1.5e3}])";
  for (std::size_t size = 0; size < body.size(); ++size) {
    INFO(size);
    CHECK_FALSE(
        json::read_page(body.substr(0, size), Shape::list, Layout({"a", "b.c"}))
            .ok());
  }
  CHECK(cells(body).size() == 2);
}

TEST_CASE("a million levels do not overflow the stack") {
  const std::size_t depth = 1'000'000;
  const std::string nested = std::string(depth, '[') + std::string(depth, ']');
  const auto page =
      json::read_page("[{\"a\":" + nested + "}]", Shape::list, Layout({"a"}));
  REQUIRE(page.ok());
  CHECK(std::get<Json>(page->cell(0, 0)).text.size() == 2 * depth);
}

TEST_CASE("what is wrong with a body is said") {
  const std::pair<std::string, std::string> cases[] = {
      {"", "The document is empty"},
      {"[{\"a\":\"\xff\"}]", "Invalid encoding"},
      {std::string("[]\0[]", 5), "NUL byte"},
      {"[] []", "must not be followed"},
      {"{}", "expected an array, got an object"},
      {"[1]", "element 0 of the array is a single value"},
  };
  for (const auto& c : cases) {
    const auto page = json::read_page(c.first, Shape::list, Layout({"a"}));
    REQUIRE_FALSE(page.ok());
    INFO(page.error().text);
    CHECK(page.error().text.find(c.second) != std::string::npos);
  }
}

TEST_CASE("a text of any bytes that is quoted is JSON, and reads as it was") {
  for (char character = 0; character >= 0 && character < 0x7f; ++character) {
    const std::string text =
        std::string(17, 'a') + character + std::string(17, 'b');
    const std::string quoted = json::quote(text);
    CHECK(
        std::ranges::none_of(quoted, [](char c) { return c >= 0 && c < ' '; }));
    const auto tree = json::parse("[" + quoted + "]");
    REQUIRE(tree.ok());
    CHECK(tree->items()[0].text() == text);
  }
}

TEST_CASE("a tree knows its members, and refuses one that comes twice") {
  const auto tree = json::parse(R"({"a":"x","b":[1,{"c":true}],"d":{}})");
  REQUIRE(tree.ok());
  CHECK(tree->text("a") == "x");
  CHECK(tree->items("b").size() == 2);
  CHECK(tree->find("nothing") == nullptr);
  CHECK(tree->text("b").empty());
  const auto twice = json::parse(R"({"a":1,"a":2})");
  REQUIRE_FALSE(twice.ok());
  CHECK(twice.error().text == "the name \"a\" appears twice");
}

TEST_CASE("a string is what it says, whatever stands where in it") {
  const std::pair<std::string, std::string> pieces[] = {
      {"", ""},
      {R"(\\)", "\\"},
      {R"(\")", "\""},
      {R"(\n)", "\n"},
      {R"(\u0000)", std::string(1, '\0')},
      {R"(\u0041)", "A"},
      {R"(\u20ac)", "€"},
      {R"(\ud83d\ude00)", "😀"},
      {"é", "é"},
      {"\x7f", "\x7f"},
  };
  std::size_t wrong = 0;
  for (const auto& [written, meant] : pieces) {
    for (std::size_t before = 0; before < 20; ++before) {
      for (std::size_t after = 0; after < 20; ++after) {
        const std::string head(before, 'x');
        const std::string tail(after, 'y');
        const auto tree = json::parse("[\"" + head + written + tail + "\",7]");
        REQUIRE(tree.ok());
        if (tree->items()[0].text() != head + meant + tail) ++wrong;
        if (json::text_of(tree->items()[1]) != "7") ++wrong;
      }
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("a control character in a string is refused wherever it stands") {
  for (char c = 1; c < ' '; ++c) {
    for (std::size_t before = 0; before < 20; ++before) {
      const std::string body =
          "[\"" + std::string(before, 'x') + c + "yyyyyyyyyyyy\"]";
      CHECK_FALSE(json::parse(body).ok());
    }
  }
}

}  // namespace
}  // namespace idp::test
