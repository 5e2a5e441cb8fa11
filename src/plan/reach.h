// reach.h - how far a plan reaches: one row by its key, whole lists, or a whole
// org. A DELETE may do more or less according to that.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "plan/given.h"
#include "plan/plan.h"

namespace idp {

// Where the query asks for rows by their keys, as SQLite does for
// DELETE … LIMIT: the call that gets one row, with the values that its key
// says. Nothing where there is no such call, or where it can't send what the
// query or the table demands.
std::optional<Choice> choose_by_key(const Given& given);

// Sets Plan::names_key, whole_lists, whole_org, partial and listed of a plan
// that is complete otherwise. The settings name that route, or none.
void mark_reach(std::span<const Resource> catalog, const Given& given,
                std::string_view route, Plan& plan);

// Whether it would read a log from its beginning to its end.
bool lacks_begin(const Resource& resource, const Plan& plan);

// Whether SQLite should rather do anything else than this. It asks for a plan
// for `userId = ? OR clientId = ?` as a whole, which then names nothing, and
// for one for each side: a DELETE may run these, and is refused for the whole
// org.
bool should_be_parted(const Given& given, const Plan& plan);

}  // namespace idp
