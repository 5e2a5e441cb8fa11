// fuzz.cpp - libFuzzer's door, and how a finding is told.
#include "fuzz.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>

namespace idp::fuzz {

void check(bool holds, std::string_view property, std::string_view shown) {
  if (holds) return;
  std::cerr << "does not hold: " << property << "\n" << shown << "\n";
  std::abort();
}

std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return line;
}

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  while (!line.empty()) {
    const std::string_view word = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(line.size(), word.size() + 1));
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

}  // namespace idp::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  idp::fuzz::run({reinterpret_cast<const char*>(data), size});
  return 0;
}
