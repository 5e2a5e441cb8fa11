// source.h - where the values of a parameter can be read, when a query gives
// none: "users.id" means the column `id` of the list of users.
#pragma once

#include <optional>
#include <span>

#include "model/resource.h"

namespace idp {

struct Source {
  const Resource* resource = nullptr;
  const Method* method = nullptr;  // the list that needs the least
  std::size_t column = 0;
};

// Nothing where the documents name no list.
std::optional<Source> source_of(std::span<const Resource> catalog,
                                const Parameter& parameter);

}  // namespace idp
