// tree_test.cpp - small documents as trees: what is in them, what is wrong.
#include "json/tree.h"

#include <doctest/doctest.h>

namespace idp::test {
namespace {

std::string mistake(const std::string& text) {
  const auto tree = json::parse(text);
  return tree ? std::string() : tree.error().text;
}

TEST_CASE("a tree holds every kind of value as what it is") {
  const auto tree = json::parse(
      R"([null, true, 7, 9223372036854775807, -9223372036854775808, 0.5,
          9223372036854775808, "x", [], {}])");
  REQUIRE(tree.ok());
  const json::Array& items = tree->items();
  const std::size_t kinds[] = {0, 1, 2, 2, 2, 3, 3, 4, 5, 6};
  REQUIRE(items.size() == std::size(kinds));
  for (std::size_t i = 0; i < items.size(); ++i) {
    CHECK(items[i].value.index() == kinds[i]);
  }
}

TEST_CASE("asking a value for what it is not gives nothing") {
  const auto tree = json::parse(R"({"text": "x", "list": [1], "tree": {}})");
  REQUIRE(tree.ok());
  CHECK(tree->text().empty());
  CHECK(tree->items().empty());
  CHECK(tree->members().size() == 3);
  CHECK(tree->text("list").empty());
  CHECK(tree->items("text").empty());
  CHECK(tree->items("nothing").empty());
  CHECK(tree->find("text")->find("text") == nullptr);
  CHECK(tree->find("tree")->members().empty());
}

TEST_CASE("a document cut off at any byte is an error") {
  const std::string text = R"({"a":["x\u00e9",-1.5e3,{"b":null}],"c":true})";
  REQUIRE(mistake(text).empty());
  for (std::size_t size = 0; size < text.size(); ++size) {
    CHECK_FALSE(mistake(text.substr(0, size)).empty());
  }
}

TEST_CASE("names that come twice are refused at any depth, by their value") {
  CHECK(mistake(R"([{"x":{"a":1,"\u0061":2}}])") ==
        "the name \"a\" appears twice");
  CHECK(mistake(R"({"a":{"a":1},"b":{"a":1}})").empty());
}

TEST_CASE("deep nesting is an error and not the end of the program") {
  CHECK(mistake(std::string(150, '[') + std::string(150, ']')).empty());
  for (const std::string& open : {std::string("["), std::string("{\"a\":")}) {
    std::string text;
    for (int i = 0; i < 1'000'000; ++i) text += open;
    CHECK_FALSE(mistake(text).empty());
    CHECK_FALSE(json::validate(text, "{}").ok());
  }
}

TEST_CASE("a document that nests deeply breaks its schema, and nothing else") {
  const std::string deep =
      std::string(1'000'000, '[') + std::string(1'000'000, ']');
  const Status status = json::validate(deep, R"({"type": "object"})");
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().text == "at #: breaks the rule \"type\" of #");
}

TEST_CASE("a path leads through objects and arrays, or nowhere") {
  const auto tree =
      json::parse(R"({"a": {"b": [1, {"c": "x"}, ["y"]], "": "z"}, "d": "w"})");
  REQUIRE(tree.ok());
  const std::pair<std::string, std::string> found[] = {
      {"d", "w"}, {"a.b[1].c", "x"}, {"a.b[2][0]", "y"}};
  for (const auto& [path, text] : found) {
    const json::Tree* there = tree->at(path);
    REQUIRE(there != nullptr);
    CHECK(there->text() == text);
  }
  CHECK(tree->at("") == &*tree);
  for (const std::string path :
       {"x", "a.x", "a.b.c", "a.b[3]", "a.b[-1]", "a.b[", "a.b[x]", "a.b[]",
        "a.b[1", "[0]", "d[0]", "d.x", "a.b[99999999999999999999]"}) {
    INFO(path);
    CHECK(tree->at(path) == nullptr);
  }
}

TEST_CASE("text that is not UTF-8 is refused") {
  for (const std::string text :
       {"\xff", "\xc0\x80", R"(\ud800)", R"(\udc00)"}) {
    CHECK_FALSE(mistake("[\"" + text + "\"]").empty());
    CHECK_FALSE(mistake("{\"" + text + "\":1}").empty());
  }
}

TEST_CASE("a quoted text is read back as itself") {
  std::string all;
  for (int byte = 0; byte < 128; ++byte) all += static_cast<char>(byte);
  for (const std::string& text : {std::string(), all, std::string("é李😀")}) {
    const auto tree = json::parse(json::quote(text));
    REQUIRE(tree.ok());
    CHECK(tree->text() == text);
  }
}

TEST_CASE("a document that breaks a schema is told the place and the rule") {
  const std::string schema =
      R"({"type": "object", "properties":
          {"list": {"items": {"enum": ["x", "y"]}}}})";
  CHECK(json::validate(R"({"list": ["x", "y"]})", schema).ok());
  const Status status = json::validate(R"({"list": ["x", "z"]})", schema);
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().text ==
        "at #/list/1: breaks the rule \"enum\" of #/properties/list/items");
  CHECK_FALSE(json::validate("{}", "{").ok());
  CHECK_FALSE(json::validate("{", "{}").ok());
}

}  // namespace
}  // namespace idp::test
