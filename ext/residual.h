// residual.h - terms that no call takes, so that SQLite alone looks at them,
// one row after the other: `login LIKE '%x%'`.
//
// Where they compare a text with a constant, it is known beforehand which rows
// SQLite will reject: nothing is asked ahead with the values of these. A row
// that can't be judged counts as one that stays.
//
// From xBestIndex to xFilter they go as its number; their values stand behind
// all others.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "ext/sqlite.h"
#include "ext/values.h"
#include "model/resource.h"
#include "scan/scan.h"

namespace idp {

// Adds a comparison (SQLITE_INDEX_CONSTRAINT_…) to xBestIndex's number. False
// where there is no room, or it is of no kind that can be judged.
bool add_residual(int& number, std::size_t column, unsigned char op);

// The terms of that number. REQUIRES: as many values, the last of xFilter's.
std::vector<RowTerm> residuals(const Resource& resource, int number,
                               std::span<sqlite3_value* const> values,
                               const InOn& in_on);

}  // namespace idp
