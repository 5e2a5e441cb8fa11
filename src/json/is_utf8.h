// is_utf8.h - whether JSON can carry a text.
#pragma once

#include <string_view>

namespace idp::json {

bool is_utf8(std::string_view text);

}  // namespace idp::json
