// version.h - which RapidJSON is compiled in.
#pragma once

#include <string>

namespace idp::json {

std::string rapidjson_version();  // "1.1.0"

}  // namespace idp::json
