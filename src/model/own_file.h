// own_file.h - files that nobody but this user or root can have written.
#pragma once

#include <filesystem>
#include <string>

#include "result.h"

namespace idp {

// Fails where there is none, where it is no file or a very large one, and where
// others could have written it. Errors name the path.
Result<std::string> read_own_file(const std::filesystem::path& path);

// The same of a folder: that others can put nothing into it.
Status check_own_folder(const std::filesystem::path& path);

}  // namespace idp
