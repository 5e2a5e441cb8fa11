// libraries.cpp - takes libcurl's list of libraries to pieces.
#include "http/libraries.h"

#include <curl/curl.h>

#include <sstream>

namespace idp::http {

std::vector<std::pair<std::string, std::string>> libraries() {
  // libcurl has one place for its text, for all threads: once is enough.
  static const std::string text = curl_version();
  std::vector<std::pair<std::string, std::string>> all;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const std::size_t slash = word.find('/');
    // In parentheses stands what a library uses, or what is out of use.
    if (word.front() == '(' || slash == word.npos) continue;
    all.emplace_back(word.substr(0, slash), word.substr(slash + 1));
  }
  return all;
}

}  // namespace idp::http
