// denial.h - what to do about a 401 or a 403, for each kind of credential.
#pragma once

#include <string>

#include "pace/failure.h"

namespace idp {

// REQUIRES: the status is 401 or 403.
std::string denial_advice(const CallSite& site, const http::Response& response);

}  // namespace idp
