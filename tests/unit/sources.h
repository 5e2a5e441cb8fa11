// sources.h - the project's own files, for tests of the rules that they obey.
#pragma once

#include <string>
#include <vector>

namespace idp::test {

struct Source {
  std::string path;  // "src/http/url.cpp"
  std::string text;

  std::string name() const;    // "url.cpp"
  std::string folder() const;  // "src/http"
  bool is_cpp() const { return path.ends_with(".cpp"); }
  bool is_header() const { return path.ends_with(".h"); }
  std::string without_comments() const;
  // The names that are included in quotes ("), or in angle brackets (<).
  std::vector<std::string> includes(char open) const;
};

// The C++ files in these folders and below; "tests" has scripts besides.
std::vector<Source> sources_in(const std::vector<std::string>& folders);

std::vector<std::string> lines(const std::string& text);
std::size_t count(const std::string& text, const std::string& word);

}  // namespace idp::test
