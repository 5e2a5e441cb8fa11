// catalog.h - all resources: the documents that are compiled in.
#pragma once

#include <vector>

#include "model/resource.h"
#include "result.h"

namespace idp {

// In the order of their names.
Result<std::vector<Resource>> load_catalog();

}  // namespace idp
