// tool_file.h - the settings file of a provider's own tools, in YAML.
#pragma once

#include <string>

#include "auth/settings.h"
#include "system/file.h"

namespace idp {

// Adds what the file says. Fails on what is not known, or can't be done, and
// where others could change it or read a secret in it; what is known and does
// not matter here is ignored.
Status add_tool_file(Settings& settings, const File& file,
                     const std::string& path, const Provider& provider,
                     const World& world);

}  // namespace idp
