// settings_file.h - our own settings file: the JSON of idp_configure().
#pragma once

#include <string>

#include "auth/settings.h"
#include "system/file.h"

namespace idp {

// Its path: IDP_CONFIG, or in the user's config folder. Empty: none.
std::string settings_path(const Environment& environment);

// Adds what the file says. Fails where others could change it, or where it has
// secrets in it and others can read it.
Status add_settings_file(Settings& settings, const File& file,
                         const std::string& path, const World& world);

// Others must not be able to say where secrets go.
Status check_owner(const File& file, const std::string& path);

// Nor must they be able to read a file with a secret in it.
Status check_private(const File& file, const std::string& path);

}  // namespace idp
