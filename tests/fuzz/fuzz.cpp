// fuzz.cpp - libFuzzer's door, which target it opens, and how a finding is
// told.
#include "fuzz.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <utility>

namespace idp::fuzz {
namespace {

constexpr std::array<std::pair<std::string_view, Target>, 6> kTargets = {{
    {"answers", fuzz_answers},
    {"documents", fuzz_documents},
    {"headers", fuzz_headers},
    {"plans", fuzz_plans},
    {"settings", fuzz_settings},
    {"yaml", fuzz_yaml},
}};

Target chosen = nullptr;

}  // namespace

Target take_target(int& argc, char** argv) {
  const std::string_view name = argc > 1 ? argv[1] : "";
  for (const auto& [known, found] : kTargets) {
    if (name != known) continue;
    // The null pointer behind the last word, too.
    std::copy(argv + 2, argv + argc + 1, argv + 1);
    --argc;
    return found;
  }
  std::cerr << "no target '" << name << "'\n";
  std::exit(2);
}

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

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  idp::fuzz::chosen = idp::fuzz::take_target(*argc, *argv);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  idp::fuzz::chosen({reinterpret_cast<const char*>(data), size});
  return 0;
}
