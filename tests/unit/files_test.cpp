// files_test.cpp - rules for every file, and for names across files.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "sources.h"

namespace idp::test {
namespace {

const std::vector<Source>& all() {
  static const std::vector<Source> files = sources_in({"src", "ext", "tests"});
  return files;
}

TEST_CASE("every file says what it is for, and headers come in once") {
  for (const Source& source : all()) {
    INFO(source.path);
    const bool cpp = source.is_cpp() || source.is_header();
    CHECK(source.text.starts_with((cpp ? "// " : "\"\"\"") + source.name() +
                                  " - "));
    if (!cpp) continue;
    CHECK(count(source.text, "\n#pragma once\n") ==
          (source.is_header() ? 1 : 0));
  }
}

TEST_CASE("no file has more than 300 lines") {
  for (const Source& source : all()) {
    INFO(source.path);
    CHECK(lines(source.text).size() <= 300);
  }
}

// The linter reads sources joined, and doesn't see these two then.
TEST_CASE("what is said to be used is, and no source is part of another") {
  for (const Source& source : all()) {
    if (!source.is_cpp() && !source.is_header()) continue;
    INFO(source.path);
    for (const std::string& line : lines(source.text)) {
      CHECK_FALSE((line.starts_with("#include") && line.ends_with(".cpp\"")));
      if (!line.starts_with("using ") || line.find('=') != line.npos) continue;
      INFO(line);
      const std::size_t begin = line.rfind(':') + 1;
      CHECK(count(source.text, line.substr(begin, line.size() - begin - 1)) >
            1);
    }
  }
}

// The type that a line at the outermost level begins to define, if one.
std::string type_of(const std::string& line) {
  for (const std::string word : {"struct ", "class ", "enum class ", "enum "}) {
    if (!line.starts_with(word)) continue;
    std::string rest = line.substr(word.size());
    if (rest.starts_with("[[")) rest = rest.substr(rest.find("]] ") + 3);
    const std::size_t end = std::min(rest.find_first_of(" ;:{<"), rest.size());
    const bool declared = rest.find(';') < rest.find('{');
    // A part of another type, or one more case of a template.
    const std::string after = rest.substr(end);
    const bool more = after.starts_with("::") || after.starts_with("<");
    return declared || more ? "" : rest.substr(0, end);
  }
  return "";
}

// What a file defines for others, as "idp::http::Request". Namespaces are not
// indented, and their ends say so.
std::vector<std::string> types_in(const Source& source) {
  std::vector<std::string> found, spaces;
  for (const std::string& line : lines(source.text)) {
    const std::string word = "namespace ";
    const std::string code = line.substr(0, line.find(" //"));
    if (line.starts_with("}  // namespace")) {
      REQUIRE_FALSE(spaces.empty());
      spaces.pop_back();
    } else if (line.starts_with(word) && line.ends_with("{")) {
      spaces.push_back(line.substr(word.size()));
    } else if (const std::string type = type_of(code); !type.empty()) {
      std::string name;
      for (const std::string& space : spaces) name += space;
      if (spaces.empty() || spaces.back() != "{") found.push_back(name + type);
    }
  }
  return found;
}

// One Definition Rule: two types of one name are no error that a linker sees,
// and each of them may run the other's functions.
TEST_CASE("a type's name is defined once in the library") {
  std::map<std::string, std::string> where;
  std::size_t types = 0;
  for (const Source& source : sources_in({"src", "ext"})) {
    for (const std::string& type : types_in(source)) {
      INFO(type << " in " << source.path << " and in " << where[type]);
      CHECK(where[type].empty());
      where[type] = source.path;
      ++types;
    }
  }
  CHECK(types > 100);
}

}  // namespace
}  // namespace idp::test
