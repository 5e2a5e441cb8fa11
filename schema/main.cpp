// main.cpp - idp-validate SCHEMA DOCUMENT...: the build's check of schema/.
#include <fstream>
#include <iostream>
#include <iterator>
#include <span>

#include "validate.h"

namespace {

std::string read(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: idp-validate SCHEMA DOCUMENT...\n";
    return 2;
  }
  int failures = 0;
  for (const char* path : std::span(argv + 2, argv + argc)) {
    const auto problem = idp::validate(read(argv[1]), read(path));
    if (!problem) continue;
    std::cerr << path << ": " << *problem << "\n";
    ++failures;
  }
  return failures == 0 ? 0 : 1;
}
