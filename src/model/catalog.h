// catalog.h - all resources: the documents that are compiled in, and those of a
// folder.
#pragma once

#include <string>
#include <vector>

#include "model/resource.h"
#include "result.h"

namespace idp {

// In the order of the providers' names, and then of their own.
Result<std::vector<Resource>> load_catalog();

// Adds the providers of a folder, which looks like schema/: a folder for each
// provider, in it provider.json and a file for each table. Errors name the file
// and the place in it. Since a document says where tokens are sent, one that
// others than this user or root can write is refused.
Status add_folder(std::vector<Resource>& catalog, const std::string& folder);

}  // namespace idp
