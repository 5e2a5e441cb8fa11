// world.h - what settings are read with, in tests.
#pragma once

#include "auth/source.h"
#include "catalog.h"

namespace idp::test {

// The providers that are compiled in, each once.
inline const std::vector<Provider>& providers() {
  static const std::vector<Provider> all = [] {
    std::vector<Provider> found;
    for (const Resource& one : catalog()) {
      if (std::ranges::find(found, one.provider.name, &Provider::name) ==
          found.end()) {
        found.push_back(one.provider);
      }
    }
    return found;
  }();
  return all;
}

// With these variables, which outlive it.
inline World world(const Environment& environment) {
  return {providers(), environment};
}

// With no variables at all.
inline World world() {
  static const Environment none;
  return world(none);
}

}  // namespace idp::test
