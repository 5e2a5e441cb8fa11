// validate.cpp - idp-validate SCHEMA DOCUMENT...: the build's check of schema/.
#include <fstream>
#include <iostream>
#include <iterator>
#include <span>

#include "json/tree.h"

namespace {

std::string read(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

int run(std::span<char*> paths) {
  if (paths.size() < 2) {
    std::cerr << "usage: idp-validate SCHEMA DOCUMENT...\n";
    return 2;
  }
  int result = 0;
  for (const char* path : paths.subspan(1)) {
    const idp::Status valid = idp::json::validate(read(path), read(paths[0]));
    if (valid) continue;
    std::cerr << path << ": " << valid.error().text << "\n";
    result = 1;
  }
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run({argv + 1, argv + argc});
  } catch (const std::exception& problem) {
    std::cerr << "idp-validate: " << problem.what() << "\n";
    return 1;
  }
}
