// revoke.h - sends the calls of a transaction, many at once.
#pragma once

#include <memory>
#include <span>

#include "call/asked.h"
#include "revoke/outcome.h"

namespace idp {

// Fills in the outcome of each call. One that fails doesn't keep the others
// from being sent, unless the settings say so; an interrupt does. The error
// says how many rows were revoked, how many were not, of how many that is not
// known, and why. Doing it again is harmless.
Status revoke_all(std::span<RevocationCall> calls, Asked& asked,
                  const std::shared_ptr<const Settings>& settings);

}  // namespace idp
