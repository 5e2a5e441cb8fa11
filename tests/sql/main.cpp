// main.cpp - runs the end-to-end tests, with no org of the machine's own.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "support/home.h"

int main(int argc, char** argv) {
  idp::test::leave_home();
  return doctest::Context(argc, argv).run();
}
