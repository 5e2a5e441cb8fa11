// list_users.h - the list of users: plain, or by filter, search or q (facts, 2
// and 2.1).
// In: the org and a call.  Out: a page of it.
#pragma once

#include "okta/objects.h"
#include "okta/org.h"
#include "wire/answer.h"

namespace sim {

Answer list_users(Org& org, const Call& call);

// How users are to be written: the headers may leave out some of it.
View user_view(const Call& call);

}  // namespace sim
