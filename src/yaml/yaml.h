// yaml.h - small YAML documents as trees: the settings files of other tools.
#pragma once

#include <string>
#include <string_view>

#include "json/tree.h"
#include "result.h"

namespace idp::yaml {

// The one document of the text; an empty one is an empty object. Anchors and
// aliases are refused, so that a small file can't become a large tree. Errors
// name the line, and nothing of what is on it, which may be a secret.
Result<json::Tree> parse(std::string_view text);

// Of the libyaml that the process runs on: "0.2.5".
std::string libyaml_version();

}  // namespace idp::yaml
