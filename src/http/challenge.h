// challenge.h - reads the WWW-Authenticate header (RFC 9110, 11.6.1).
#pragma once

#include <string>
#include <string_view>

#include "http/transport.h"

namespace idp::http {

// The quoted value of a parameter such as `error` or `scope`; empty where
// there is none.
std::string challenge_parameter(std::string_view header, std::string_view name);
// The same of an answer's header, which may be missing.
std::string challenge_parameter(const Response& response,
                                std::string_view name);

}  // namespace idp::http
