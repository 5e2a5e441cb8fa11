// page_test.cpp - bodies that nobody expects: broken, odd, deep, huge.
#include "json/page.h"

#include <doctest/doctest.h>

#include <memory>

#include "cells.h"
#include "json/tree.h"

namespace idp::test {
namespace {

using json::Layout;
using json::Shape;

Result<json::Page> read_body(const std::string& body,
                             Shape shape = Shape::list) {
  return json::read_page(body, shape, Layout({"a"}));
}

// What `a` is in the one row of a list, or what is wrong with the body.
std::string a_of(const std::string& value) {
  const auto page = read_body("[{\"a\":" + value + "}]");
  if (!page) return "! " + page.error().text;
  REQUIRE(page->rows() == 1);
  return shown(page->cell(0, 0));
}

bool is_utf8(std::string_view text) {
  return json::parse(json::quote(text)).ok();
}

// A body with everything in it: escapes, UTF-8, numbers, nesting, blanks.
const std::string kRow =
    R"({"a":"x\u00e9é\ud83d\ude00\"\\","b":[1,-2.5e+3,{"c":null}],)"
    R"( "a.b" : {"a":{"a":[]}},"d":true})";

TEST_CASE("a body cut off at any byte is an error, of either shape") {
  const std::string list = "[" + kRow + " , " + kRow + "]";
  REQUIRE(read_body(list).ok());
  REQUIRE(read_body(kRow, Shape::object).ok());
  for (std::size_t size = 0; size < list.size(); ++size) {
    CHECK_FALSE(read_body(list.substr(0, size)).ok());
  }
  for (std::size_t size = 0; size < kRow.size(); ++size) {
    CHECK_FALSE(read_body(kRow.substr(0, size), Shape::object).ok());
  }
}

TEST_CASE("rows that are kept have the cells of those that were read") {
  const Layout layout({"a", "b", "d", "none"});
  json::Page kept;
  for (int i = 0; i < 3; ++i) {
    const auto page =
        json::read_page("[" + kRow + "," + kRow + "]", Shape::list, layout);
    REQUIRE(page.ok());
    kept.add(*page, 1);
    REQUIRE(kept.rows() == static_cast<std::size_t>(i) + 1);
    for (std::size_t row = 0; row < kept.rows(); ++row) {
      for (std::size_t column = 0; column < 4; ++column) {
        CHECK(shown(kept.cell(row, column)) == shown(page->cell(1, column)));
      }
    }
  }
  CHECK(kept.object(2).empty());
  CHECK(kept.footprint() > 3 * std::string_view("xéé").size());
}

TEST_CASE("a body with a byte changed is read or refused, and never worse") {
  const std::string list = "[" + kRow + "]";
  std::size_t refused = 0;
  std::string worse;  // the first body that gives what is not UTF-8
  for (std::size_t at = 0; at < list.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string body = list;
      body[at] = static_cast<char>(byte);
      const auto page = read_body(body);
      if (!page) {
        CHECK_FALSE(page.error().text.empty());
        ++refused;
        continue;
      }
      for (std::size_t row = 0; row < page->rows(); ++row) {
        const bool good = is_utf8(shown(page->cell(row, 0)));
        if (!good && worse.empty()) worse = body;
      }
    }
  }
  CHECK(worse == "");
  CHECK(refused > list.size() * 100);
}

TEST_CASE("the wrong kind of body is named") {
  const std::pair<std::string, std::string> lists[] = {
      {"{}", "expected an array, got an object"},
      {"\"x\"", "expected an array, got a single value"},
      {"null", "expected an array, got a single value"},
      {"[{},[]]", "element 1 of the array is an array and not an object"},
      {"[{},{},null]",
       "element 2 of the array is a single value and not an object"},
  };
  for (const auto& [body, text] : lists) {
    const auto page = read_body(body);
    REQUIRE_FALSE(page.ok());
    CHECK(page.error().text == text);
  }
  const std::pair<std::string, std::string> objects[] = {
      {"[]", "expected an object, got an array"},
      {"[{}]", "expected an object, got an array"},
      {"7", "expected an object, got a single value"},
  };
  for (const auto& [body, text] : objects) {
    const auto page = read_body(body, Shape::object);
    REQUIRE_FALSE(page.ok());
    CHECK(page.error().text == text);
  }
}

TEST_CASE("what is not quite JSON is refused with the byte") {
  for (const std::string& body : std::vector<std::string>{
           "", " ", "[{}] x", "[{},]", "[{\"a\":1,}]", "[{a:1}]",
           "[{\"a\":01}]", "[{\"a\":+1}]", "[{\"a\":.5}]", "[{\"a\":NaN}]",
           "[{\"a\":'x'}]", "[{\"a\":/**/1}]", "[{\"a\":\"\t\"}]",
           "[{\"a\":\"\\x\"}]", "[{\"a\":tru}]", "\xef\xbb\xbf[]"}) {
    const auto page = read_body(body);
    INFO(body);
    REQUIRE_FALSE(page.ok());
    CHECK(page.error().text.find(" (at byte ") != std::string::npos);
  }
}

TEST_CASE("text that is not UTF-8 is refused, in fields nobody wants, too") {
  const std::string bad[] = {
      "\xff",          "\x80",           "\xc3",
      "\xc0\x80",      "\xed\xa0\x80",   "\xf4\x90\x80\x80",
      "\xe2\x28\xa1x", R"(\ud800)",      R"(\ud83dA)",
      R"(\ude00)",     R"(\ud83d\ud83d)"};
  for (const std::string& text : bad) {
    INFO(text);
    CHECK_FALSE(read_body("[{\"a\":\"" + text + "\"}]").ok());
    CHECK_FALSE(read_body("[{\"b\":[\"" + text + "\"]}]").ok());
    CHECK_FALSE(read_body("[{\"" + text + "\":1}]").ok());
  }
}

TEST_CASE("a wrong byte is found wherever it stands, and good ones are not") {
  for (std::size_t before = 0; before < 24; ++before) {
    for (std::size_t after = 0; after < 12; ++after) {
      const auto text = [&](const std::string& middle) {
        return "[{\"a\":\"" + std::string(before, 'x') + middle +
               std::string(after, 'y') + "\"}]";
      };
      INFO(before << " before, " << after << " after");
      CHECK(read_body(text("\xe6\x9d\x8e\xf0\x9f\x98\x80")).ok());
      const auto page = read_body(text("\x80"));
      REQUIRE_FALSE(page.ok());
      CHECK(page.error().text == "Invalid encoding in string. (at byte " +
                                     std::to_string(before + 7) + ")");
      for (char control = 0; control < ' '; ++control) {
        CHECK_FALSE(read_body(text(std::string(1, control))).ok());
      }
    }
  }
}

TEST_CASE("escapes become their characters, NUL and pairs included") {
  CHECK(a_of(R"("\"\\\/\b\f\n\r\t")") == "text \"\\/\b\f\n\r\t");
  CHECK(a_of(R"("\u00E9\u674e\uD83D\uDE00")") == "text é李😀");
  const std::string nul = std::string("text x") + '\0' + "y";
  CHECK(a_of(R"("x\u0000y")") == nul);
}

TEST_CASE("numbers keep their value as far as SQLite can hold it") {
  const std::pair<std::string, std::string> cases[] = {
      {"0", "int 0"},
      {"-0", "int 0"},
      {"2147483648", "int 2147483648"},
      {"4294967296", "int 4294967296"},
      {"9223372036854775807", "int 9223372036854775807"},
      {"-9223372036854775808", "int -9223372036854775808"},
      {"9223372036854775808", "real 9223372036854775808.000000"},
      {"-9223372036854775809", "real -9223372036854775808.000000"},
      {"18446744073709551615", "real 18446744073709551616.000000"},
      {"1.0", "real 1.000000"},
      {"1e2", "real 100.000000"},
      {"1e-400", "real 0.000000"},
      {"0e308", "real 0.000000"},
      {"-0.000e-300", "real -0.000000"},
      {"0.1e1", "real 1.000000"},
      {"5e-325", "real 0.000000"},
      // No infinity comes out of JSON.
      {"1e400", "! Number too big to be stored in double. (at byte 6)"},
      {"-9e308", "! Number too big to be stored in double. (at byte 6)"},
  };
  for (const auto& c : cases) {
    INFO(c.first);
    CHECK(a_of(c.first) == c.second);
  }
}

TEST_CASE("of a name that comes twice the last value counts") {
  const std::pair<std::string, std::string> cases[] = {
      {R"(1,"a":2)", "int 2"},
      {R"({"x":1},"a":"y")", "text y"},
      {R"("y","a":[ 1 ])", "json [ 1 ]"},
      {R"([1],"a":null)", "null"},
      {R"(1,"b":{"a":2})", "int 1"},
  };
  for (const auto& [values, cell] : cases) CHECK(a_of(values) == cell);
}

TEST_CASE("an object and a field within it can both be wanted") {
  const Layout layout({"profile.login", "profile", "profile.login.x"});
  const std::string body = R"([{"profile":{"x":{"login":0}, "login":{"x":7}}},)"
                           R"({"profile":"none"},{"profile":[{"login":1}]}])";
  const auto page = json::read_page(body, Shape::list, layout);
  REQUIRE(page.ok());
  const std::vector<std::vector<std::string>> expected = {
      {R"(json {"x":7})", R"(json {"x":{"login":0}, "login":{"x":7}})",
       "int 7"},
      {"null", "text none", "null"},
      {"null", R"(json [{"login":1}])", "null"},
  };
  REQUIRE(page->rows() == expected.size());
  for (std::size_t row = 0; row < expected.size(); ++row) {
    for (std::size_t column = 0; column < 3; ++column) {
      INFO(row << " " << column);
      CHECK(shown(page->cell(row, column)) == expected[row][column]);
    }
  }
}

TEST_CASE("the whole object is wanted, alone or beside its fields") {
  const std::string first = R"({ "a" : {"b":[1 ]}, "x":"\u00e9"})";
  const std::string body = "[ " + first + "\n,{},{\"a\":2} ]";
  for (const auto& paths : std::vector<std::vector<std::string>>{
           {"."}, {".", "a", "a.b"}, {"a.b", "."}}) {
    const auto page = json::read_page(body, Shape::list, Layout(paths));
    REQUIRE(page.ok());
    REQUIRE(page->rows() == 3);
    const std::string whole[] = {first, "{}", R"({"a":2})"};
    for (std::size_t row = 0; row < 3; ++row) {
      for (std::size_t column = 0; column < paths.size(); ++column) {
        if (paths[column] != ".") continue;
        CHECK(shown(page->cell(row, column)) == "json " + whole[row]);
      }
    }
  }
  const auto one =
      json::read_page(" " + first + " ", Shape::object, Layout({"a.b", "."}));
  REQUIRE(one.ok());
  CHECK(shown(one->cell(0, 0)) == "json [1 ]");
  CHECK(shown(one->cell(0, 1)) == "json " + first);
}

TEST_CASE("a million levels of objects cost memory and not the stack") {
  const std::size_t depth = 1'000'000;
  std::string nested;
  for (std::size_t i = 0; i < depth; ++i) nested += "{\"a\":";
  nested += "0" + std::string(depth, '}');
  CHECK(a_of(nested) == "json " + nested);
  CHECK(a_of("0,\"b\":" + nested) == "int 0");
  CHECK_FALSE(
      read_body(nested.substr(0, nested.size() - 1), Shape::object).ok());
  CHECK_FALSE(read_body(std::string(depth, '[')).ok());
}

// Where the reader no longer calls itself, each row is read anew, and once.
TEST_CASE("at any depth a value is what was received") {
  for (std::size_t depth = 1; depth < 130; ++depth) {
    const std::string nested =
        std::string(depth, '[') + "{}" + std::string(depth, ']');
    const auto page = read_body(
        R"([{"a":"x","b":1},{"b":2,"a":)" + nested + "}]", Shape::list);
    REQUIRE(page.ok());
    REQUIRE(page->rows() == 2);
    CHECK(shown(page->cell(0, 0)) == "text x");
    CHECK(shown(page->cell(1, 0)) == "json " + nested);
  }
}

TEST_CASE("a page outlives what it was made of, and its moves") {
  std::string body = R"([{"a":"text"},{"a":[1]}])";
  auto page = std::make_unique<Result<json::Page>>(read_body(body));
  body.assign(body.size(), 'x');
  REQUIRE(page->ok());
  const json::Page moved = **std::move(page);
  page.reset();
  CHECK(shown(moved.cell(0, 0)) == "text text");
  CHECK(shown(moved.cell(1, 0)) == "json [1]");
}

}  // namespace
}  // namespace idp::test
