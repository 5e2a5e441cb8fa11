// date.h - the Date header's value as seconds since 1970.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace idp::http {

std::optional<std::int64_t> parse_date(const std::string& text);

}  // namespace idp::http
