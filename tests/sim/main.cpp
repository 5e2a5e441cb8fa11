// main.cpp - okta-sim: an Okta org on loopback. See README.md.
#include <cstdio>
#include <exception>

#include "options.h"
#include "service.h"
#include "wire/server.h"

namespace {

int run(const std::vector<std::string>& words) {
  const auto parsed = sim::parse_options(words);
  if (const auto* problem = std::get_if<std::string>(&parsed)) {
    std::fprintf(stderr, "okta-sim: %s\n%s", problem->c_str(),
                 sim::usage().c_str());
    return 2;
  }
  const auto& options = std::get<sim::Options>(parsed);
  if (options.help) {
    std::printf("%s", sim::usage().c_str());
    return 0;
  }
  sim::Service service(options);
  const std::string problem = sim::listen(
      [&service](const sim::Call& call) { return service.answer(call); },
      options.port, options.record ? &service.received() : nullptr);
  std::fprintf(stderr, "okta-sim: %s\n", problem.c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run({argv + 1, argv + argc});
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "okta-sim: %s\n", problem.what());
    return 1;
  }
}
