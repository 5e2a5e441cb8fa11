// yaml_test.cpp - YAML as trees: what is taken, and what could do harm.
#include "yaml/yaml.h"

#include <doctest/doctest.h>

namespace idp::test {
namespace {

std::string read(const std::string& text) {
  const Result<json::Tree> tree = yaml::parse(text);
  return tree ? json::text_of(*tree) : tree.error().text;
}

TEST_CASE("YAML becomes the tree that the same JSON would") {
  const std::pair<std::string, std::string> cases[] = {
      {"", "{}"},
      {"---\n", "{}"},
      {"# a comment\n", "{}"},
      {"a: 1\nb: x\n", R"({"a":1,"b":"x"})"},
      {"a: '1'\nb: \"true\"\nc: !x 5", R"({"a":"1","b":"true","c":"5"})"},
      {"a: true\nb: False\nc: ~\nd:\ne: null",
       R"({"a":true,"b":false,"c":null,"d":null,"e":null})"},
      {"a: -7\nb: 99999999999999999999\nc: 1.5\nd: 0x10",
       R"({"a":-7,"b":"99999999999999999999","c":"1.5","d":"0x10"})"},
      {"a: [x, {b: c}, []]\n", R"({"a":["x",{"b":"c"},[]]})"},
      {"a:\n  - x\n  - b: c\n    d: e\n", R"({"a":["x",{"b":"c","d":"e"}]})"},
      {"a: |\n  x\n  y\n", R"({"a":"x\ny\n"})"},
      {R"({"a": {"b": ["c", 2]}})", R"({"a":{"b":["c",2]}})"},
      {"a: \"\\u00e9\\n\"", "{\"a\":\"é\\n\"}"},
  };
  for (const auto& c : cases) {
    INFO(c.first);
    CHECK(read(c.first) == c.second);
  }
}

TEST_CASE("what is no YAML, or could do harm, is refused with its line") {
  const std::pair<std::string, std::string> cases[] = {
      {"a: [1", "it is not valid YAML in line"},
      {"a: 1\nb: \"SECRET", "it is not valid YAML in line"},
      {"a: \xff\xfe", "it is not valid YAML in line"},
      {"a: *SECRET", "there is an alias, which is not supported, in line 1"},
      {"a: &x 1\nb: *x",
       "there is an alias, which is not supported, in line 2"},
      {"a: 1\na: 2", "there is a name for the second time in line 2"},
      {"[a]: 1", "there is a name that is not plain text in line 1"},
      {"a: 1\n---\nb: 2", "there is a second document in line 2"},
      {std::string(21, '['), "there is too deep a nesting in line 1"},
  };
  for (const auto& c : cases) {
    const std::string said = read(c.first);
    INFO(c.first << ": " << said);
    CHECK(said.starts_with(c.second));
    CHECK(said.find("SECRET") == said.npos);
  }
}

// Each of these costs a parser that is not careful quadratic time, or memory
// without bounds.
TEST_CASE("a megabyte of anything ends") {
  for (const std::string piece :
       {"[", "{", "- ", "? ", "a: ", "&a ", "a, ", "\"a\" ", "!a ",
        "{\"a\":", "a: b\n", "-\n", "%a b\n", "#", "\n", "a ", "a:\n "}) {
    std::string text;
    while (text.size() < 1'000'000) text += piece;
    INFO(piece);
    CHECK(read(text).size() < 4'000'000);
  }
  std::string bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n";
  for (char c = 'b'; c < 'z'; ++c) {
    const char last = static_cast<char>(c - 1);
    bomb += std::string(1, c) + ": &" + c + " [*" + last + ",*" + last + "]\n";
  }
  CHECK(read(bomb).find("an alias") != std::string::npos);
}

}  // namespace
}  // namespace idp::test
