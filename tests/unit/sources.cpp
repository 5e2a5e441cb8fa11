// sources.cpp - reads them from where they were built.
#include "sources.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace idp::test {

namespace fs = std::filesystem;

std::string Source::name() const { return fs::path(path).filename().string(); }

std::string Source::folder() const {
  return fs::path(path).parent_path().string();
}

std::string Source::without_comments() const {
  std::string code;
  for (const std::string& line : lines(text)) {
    code += line.substr(0, line.find("//")) + "\n";
  }
  return code;
}

std::vector<std::string> Source::includes(char open) const {
  const std::string word = std::string("#include ") + open;
  std::vector<std::string> names;
  for (const std::string& line : lines(text)) {
    if (!line.starts_with(word)) continue;
    names.push_back(line.substr(
        word.size(), line.find_first_of(">\"", word.size()) - word.size()));
  }
  return names;
}

std::vector<Source> sources_in(const std::vector<std::string>& folders) {
  const fs::path top = IDP_SOURCE_DIR;
  std::vector<Source> found;
  for (const std::string& folder : folders) {
    for (const auto& entry : fs::recursive_directory_iterator(top / folder)) {
      const std::string type = entry.path().extension().string();
      if (type != ".cpp" && type != ".h" && type != ".py") continue;
      std::ifstream file(entry.path(), std::ios::binary);
      found.push_back({fs::relative(entry.path(), top).string(),
                       std::string(std::istreambuf_iterator<char>(file), {})});
    }
  }
  REQUIRE(found.size() > 40);
  return found;
}

std::vector<std::string> lines(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> all;
  for (std::string line; std::getline(stream, line);) all.push_back(line);
  return all;
}

std::size_t count(const std::string& text, const std::string& word) {
  std::size_t found = 0;
  for (std::size_t at = text.find(word); at != text.npos;
       at = text.find(word, at + 1)) {
    ++found;
  }
  return found;
}

}  // namespace idp::test
