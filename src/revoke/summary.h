// summary.h - what to tell a user about a COMMIT that did not do all it should.
#pragma once

#include <span>

#include "result.h"
#include "revoke/outcome.h"

namespace idp {

// Success, if every call was carried out and there was no other problem.
// REQUIRES: there is a call.
Status summary(std::span<const RevocationCall> calls, const Status& problem);

}  // namespace idp
