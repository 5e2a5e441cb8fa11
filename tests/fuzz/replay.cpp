// replay.cpp - gives a target each file of a folder, once, where libFuzzer's
// own main() is not there: replay TARGET FOLDER...
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "fuzz.h"

int main(int argc, char** argv) {
  const auto target = idp::fuzz::take_target(argc, argv);
  std::size_t count = 0;
  for (int i = 1; i < argc; ++i) {
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string text{std::istreambuf_iterator<char>(file), {}};
      std::cerr << entry.path().filename().string() << "\n";
      target(text);
      ++count;
    }
  }
  idp::fuzz::check(count > 0, "there is a corpus");
}
