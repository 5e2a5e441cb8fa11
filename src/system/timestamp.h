// timestamp.h - the time of now, as logs have it.
#pragma once

#include <string>

namespace idp {

// RFC 3339, in UTC, to the millisecond: "2026-01-31T23:59:59.999Z".
std::string timestamp();

// The same with a random number behind it: no two are alike.
std::string unique_timestamp();

}  // namespace idp
