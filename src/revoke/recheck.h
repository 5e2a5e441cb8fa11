// recheck.h - reads once more what calls were to do that nobody has
// answered: it is still there, or it is gone.
//
// A call that revokes one row is settled by the row's get; one for a whole list
// by all pages of that list. Both have the path of the call itself. A call that
// changes a row is settled by what the row's look-up shows. Where a document
// has no such method, where a read fails, or some rows of a list are gone and
// others are not, the call stays unknown.
#pragma once

#include <memory>
#include <span>

#include "call/asked.h"
#include "revoke/outcome.h"

namespace idp {

// A call whose outcome is unknown, and the org that it went to.
struct Doubt {
  RevocationCall* call = nullptr;
  const Org* org = nullptr;
};

// Makes them revoked or failed, and adds to their messages what was read. All
// reads go out at once, and are tried again like any others. False: the user
// asked to stop, before or meanwhile; then the rest is as it was.
bool recheck(std::span<const Doubt> doubts, Asked& asked,
             const std::shared_ptr<const Settings>& settings);

}  // namespace idp
