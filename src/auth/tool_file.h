// tool_file.h - the settings file of a provider's own tools, in YAML.
#pragma once

#include <string_view>

#include "auth/settings.h"

namespace idp {

// Adds what the text of the file says. Fails on what is not known, or can't be
// done; what is known and does not matter here is ignored.
Status add_tool_file(Settings& settings, std::string_view text,
                     const std::string& path, const Provider& provider,
                     const World& world);

}  // namespace idp
