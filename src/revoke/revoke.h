// revoke.h - sends the calls of a transaction, many at once.
#pragma once

#include <memory>
#include <vector>

#include "call/asked.h"
#include "revoke/outcome.h"

namespace idp {

// Sends the calls from `first` on, and fills in the outcome of each. Where one
// for a whole list is refused (403), or doesn't find it, and its document names
// another method for the rows (`instead`), calls for each of these are added,
// and it has none any more. One that fails doesn't keep the others from being
// sent, unless the settings say so; an interrupt does. The error
// says how many rows were revoked, how many were not, of how many that is not
// known, and why. Doing it again is harmless.
Status revoke_all(std::vector<RevocationCall>& calls, std::size_t first,
                  Asked& asked,
                  const std::shared_ptr<const Settings>& settings);

}  // namespace idp
