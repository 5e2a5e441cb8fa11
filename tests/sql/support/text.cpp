// text.cpp - quotes, looks for and replaces parts of texts.
#include "support/text.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

namespace idp::test {

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  REQUIRE(stream.good());
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string literal(const std::string& text) {
  return "'" + replace_all(text, "'", "''") + "'";
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

void check_parts(const std::string& text,
                 const std::vector<std::string>& parts) {
  for (const std::string& part : parts) {
    INFO(text);
    INFO("should have: " << part);
    CHECK(has(text, part));
  }
}

std::string replace_all(std::string text, const std::string& from,
                        const std::string& to) {
  for (std::size_t at = text.find(from); at != text.npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

}  // namespace idp::test
