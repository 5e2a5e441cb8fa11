// sax.cpp - sax-parse FILE: how long RapidJSON's reader alone takes for the
// JSON texts that stand in the file one after another. Prints the bytes and
// the CPU seconds in user mode, reading the file not included.
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#include <sys/resource.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

namespace {

double user_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec) / 1e6;
}

}  // namespace

int main(int count, char** words) {
  std::ifstream file(count == 2 ? words[1] : "", std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file || text.empty()) {
    std::fprintf(stderr, "usage: sax-parse FILE\n");
    return 2;
  }
  rapidjson::MemoryStream stream(text.data(), text.size());
  rapidjson::BaseReaderHandler<> handler;
  const double begin = user_seconds();
  while (stream.Tell() < text.size()) {
    rapidjson::Reader reader;
    if (!reader.Parse<rapidjson::kParseStopWhenDoneFlag>(stream, handler)) {
      std::fprintf(stderr, "sax-parse: no JSON at byte %zu\n", stream.Tell());
      return 1;
    }
  }
  std::printf("%zu %.6f\n", text.size(), user_seconds() - begin);
}
