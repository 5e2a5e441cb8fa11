// lister.h - the list in which the values of a parameter can be read, when a
// query gives none: "users.id" means the column `id` of the list of users.
#pragma once

#include <optional>
#include <span>

#include "model/resource.h"

namespace idp {

// Pointers into the catalog.
struct Lister {
  const Resource* resource = nullptr;
  const Method* method = nullptr;  // of its lists the one that needs the least
  std::size_t column = 0;          // of the resource: where the values stand
};

// Nothing where the documents name no list.
std::optional<Lister> lister_of(std::span<const Resource> catalog,
                                const Parameter& parameter);

}  // namespace idp
