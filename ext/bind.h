// bind.h - the values that SQLite gives to xFilter, as those of a plan.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ext/sqlite.h"
#include "ext/table.h"
#include "plan/plan.h"
#include "scan/combinations.h"

namespace idp {

// For each binding of the plan and each pin of the table the values that a row
// may have: none where no row can match, as NULL and blobs equal no text.
// REQUIRES: argv has what best_index asked for with this plan.
std::vector<Choices> bind(const Table& table, const Plan& plan,
                          sqlite3_value** argv);

// The query's LIMIT, which stands behind the values. Negative: none.
std::optional<std::int64_t> most_rows(const Plan& plan, int argc,
                                      sqlite3_value** argv);

}  // namespace idp
