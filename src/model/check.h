// check.h - what the schemas can't say of documents: that every name which one
// uses is one that is declared, and that calls are what they seem.
#pragma once

#include <span>

#include "model/resource.h"
#include "result.h"

namespace idp {

Status check_provider(const Provider& provider);
Status check_resource(const Resource& resource);
// Of that: logs, pages, filters, secrets.
Status check_reading(const Resource& resource);

// That the last table's name is not taken.
Status check_name(std::span<const Resource> catalog);
// That each `from` names a field of a table of the same provider.
Status check_sources(std::span<const Resource> catalog);
// That what it says of an inventory fits all of them.
Status check_saved(std::span<const Resource> catalog, const Resource& resource);

}  // namespace idp
