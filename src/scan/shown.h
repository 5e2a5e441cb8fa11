// shown.h - the columns of a scan that may come back in what is asked next.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "model/resource.h"
#include "plan/plan.h"

namespace idp {

// Which of the columns that a plan decodes or echoes others take values from.
std::vector<std::size_t> values_of(std::span<const Resource> catalog,
                                   const Resource& resource, const Plan& plan);

// Those by whose text rows may come sorted.
std::vector<std::size_t> texts_of(const Resource& resource, const Plan& plan);

}  // namespace idp
