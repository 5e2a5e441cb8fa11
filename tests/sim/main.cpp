// main.cpp - okta-sim: an Okta org on loopback. See README.md.
#include <cstdio>

#include "options.h"
#include "server.h"

int main(int argc, char** argv) {
  const auto parsed = sim::parse_options({argv + 1, argv + argc});
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
  const std::string problem = sim::listen(service, options.port);
  std::fprintf(stderr, "okta-sim: %s\n", problem.c_str());
  return 1;
}
