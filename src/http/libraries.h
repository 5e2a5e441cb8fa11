// libraries.h - the libraries under this room: libcurl, and what it uses.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace idp::http {

// The names and versions of those that the process runs on, as libcurl calls
// them, itself first: {"libcurl", "7.88.1"}, {"OpenSSL", "3.0.22"}.
std::vector<std::pair<std::string, std::string>> libraries();

}  // namespace idp::http
