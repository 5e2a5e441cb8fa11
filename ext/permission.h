// permission.h - the DELETEs that are refused, each in words that say how to
// have it.
#pragma once

#include "ext/table.h"
#include "result.h"

namespace idp {

// Before a statement that writes reads anything.
Status may_write(const Table& table);
// Before a statement whose trigger writes reads anything.
Error trigger_refused(const Table& table);
// Before a DELETE reads anything whose WHERE names no column.
Error nameless_refused(const Table& table);
// When it selects its first row in a scan of the whole org.
Error whole_org_refused(const Table& table);
// When it has selected so many rows.
Status may_select(const Table& table, std::size_t rows);
// When it stages one more row. Null: nothing is known of what it has read.
Status may_stage(const Table& table, const Statement* statement, bool deletes);

Error writes_are_off(const Settings& settings);
// More rows than "max_revocations" allows.
Error too_many(const Settings& settings);

}  // namespace idp
