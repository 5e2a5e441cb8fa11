// timestamp.h - the time of now, as logs have it.
#pragma once

#include <cstdint>
#include <string>

namespace idp {

// RFC 3339, in UTC, to the millisecond: "2026-01-31T23:59:59.999Z".
std::string timestamp();

// The same as seconds since 1970.
std::int64_t unix_time();

// The same text with a random number behind it: no two are alike.
std::string unique_timestamp();

}  // namespace idp
