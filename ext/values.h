// values.h - from what xFilter is given to the values of a plan.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ext/sqlite.h"
#include "ext/table.h"
#include "plan/plan.h"
#include "scan/combinations.h"

namespace idp {

using InOn = std::function<bool(std::size_t column)>;

// One for each binding and pin. Where one has no value, nothing can match. Of
// LIKE and GLOB none for columns that are compared in the ON of a LEFT JOIN,
// which drops no row of its left side: SQLite offers them all the same.
std::vector<Choices> bind(const Table& table, const Plan& plan,
                          sqlite3_value** argv, const InOn& in_on);

// Whether a pattern begins with a wildcard: so may any text.
bool says_nothing(Pattern pattern, sqlite3_value* value);

// The names of the orgs that query and table say; none where neither does. Of
// several values for the org the first one, or the pin, stays: SQLite looks at
// the others.
std::vector<std::string> take_orgs(const Table& table,
                                   std::vector<Choices>& values);

// The query's LIMIT, which stands behind the values; nothing where it has none,
// which a negative one means, too.
std::optional<std::int64_t> most_rows(const Plan& plan, int argc,
                                      sqlite3_value** argv);

}  // namespace idp
