// framework.cpp - doctest itself; each program of tests has a main() of its own.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
