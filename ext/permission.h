// permission.h - the DELETEs and UPDATEs that are refused, each in words that
// say how to have it.
#pragma once

#include "ext/table.h"
#include "result.h"

namespace idp {

// Before a statement that writes reads anything.
Status may_write(const Table& table);
// Before a statement whose trigger writes reads anything.
Error trigger_refused(const Table& table);
// Before it reads anything for what no method does.
Status may_act(const Table& table, Action action);
// Before it reads anything, if its WHERE names no column.
Error nameless_refused(const Table& table, Action action);
// When it selects its first row in a scan of the whole org.
Error whole_org_refused(const Table& table, Action action);
// When it has selected so many rows.
Status may_select(const Table& table, std::size_t rows);
// When it stages one more row. Null: nothing is known of what it has read.
Status may_stage(const Table& table, const Statement* statement, Action action);
// An INSERT, or an UPDATE of anything that no method sets.
Error no_such_call(const Table& table, std::string_view sql);

Error writes_are_off(const Settings& settings, bool changes);
// More rows than "max_revocations" allows.
Error too_many(const Settings& settings, bool changes);

}  // namespace idp
