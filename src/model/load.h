// load.h - turns resource and provider documents into resources.
#pragma once

#include <string_view>

#include "model/resource.h"
#include "result.h"

namespace idp {

// REQUIRES: the documents obey provider.schema.json and resource.schema.json.
// Beyond the schemas, checks what they can't say: that every name which a
// document uses is one that it declares.
Result<Provider> load_provider(std::string_view document);
Result<Resource> load_resource(const Provider& provider,
                               std::string_view document);

}  // namespace idp
