// framework.cpp - doctest itself; each test program has a main() of its own.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
