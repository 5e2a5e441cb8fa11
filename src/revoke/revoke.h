// revoke.h - carries out staged revocations.
#pragma once

#include <span>

#include "call/caller.h"
#include "revoke/stage.h"

namespace idp {

// One after the other, in their order; stops at the first that fails. What is
// gone already counts as done. The error says how many were done, how many
// were not, and why. Doing it again is harmless.
Status revoke_all(const Resource& resource,
                  std::span<const Revocation> revocations, Caller& caller,
                  const std::shared_ptr<const Settings>& settings);

}  // namespace idp
