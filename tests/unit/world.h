// world.h - what settings are read with, in tests.
#pragma once

#include "auth/environment.h"
#include "auth/source.h"
#include "catalog.h"

namespace idp::test {

// The providers that are compiled in, each once.
inline const std::vector<Provider>& providers() {
  static const std::vector<Provider> all = providers_of(catalog());
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

// What these variables, which outlive it, give.
inline Result<Settings> from(const Environment& variables) {
  Settings settings;
  for (const auto add : {add_environment, add_own_variables}) {
    if (Status s = add(settings, world(variables)); !s) return s.error();
  }
  return settings;
}

}  // namespace idp::test
