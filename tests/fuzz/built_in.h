// built_in.h - the documents that are compiled in, read once.
#pragma once

#include <vector>

#include "model/catalog.h"

namespace idp::fuzz {

inline const std::vector<Resource>& catalog() {
  static const std::vector<Resource> all = *load_catalog();
  return all;
}

inline const std::vector<Provider>& providers() {
  static const std::vector<Provider> all = providers_of(catalog());
  return all;
}

}  // namespace idp::fuzz
