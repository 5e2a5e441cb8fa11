// catalog.h - the resources that are compiled in, for tests.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>

#include "model/catalog.h"

namespace idp::test {

inline const std::vector<Resource>& catalog() {
  static const Result<std::vector<Resource>> resources = load_catalog();
  INFO((resources ? std::string() : resources.error().text));
  REQUIRE(resources.ok());
  return *resources;
}

inline const Resource& resource(std::string_view name) {
  const auto found = std::ranges::find(catalog(), name, &Resource::name);
  REQUIRE(found != catalog().end());
  return *found;
}

}  // namespace idp::test
