// main.cpp - runs the end-to-end tests, with no org of the machine's own.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdlib>

int main(int argc, char** argv) {
  for (const char* name :
       {"OKTA_CLIENT_ORGURL", "OKTA_CLIENT_TOKEN", "OKTA_API_TOKEN"}) {
    unsetenv(name);
  }
  return doctest::Context(argc, argv).run();
}
