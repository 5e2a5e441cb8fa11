// file.h - reads small files whole.
#pragma once

#include <optional>
#include <string>

#include "result.h"

namespace idp {

struct File {
  std::string text;
  bool own = false;       // the owner is this user, or root
  bool readable = false;  // by the group or by others
  bool writable = false;  // by the group or by others
};

// None: there is no such file. Errors have no part of the text in them, and
// begin with the path.
Result<std::optional<File>> read_file(const std::string& path,
                                      std::size_t most_bytes);

}  // namespace idp
