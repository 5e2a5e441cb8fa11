// list_groups.h - the list of groups: plain, or by search, filter or q (facts
// on jobs, 2).
// In: the org and a call.  Out: a page of it.
#pragma once

#include "okta/org.h"
#include "wire/answer.h"

namespace sim {

Answer list_groups(Org& org, const Call& call);

}  // namespace sim
