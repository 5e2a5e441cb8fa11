// compared.h - what a statement's text tells and xBestIndex isn't told.
//
// SQLite offers xBestIndex no comparison that stands beside a RIGHT JOIN, on
// one side of an OR, or below a NOT. Where a parameter that no row shows is
// compared there, as in `u RIGHT JOIN t … WHERE u."limit" = 5`, nothing is sent
// for it, and SQLite compares what holds anyway: a silent wrong answer. So who
// shows such a column without having been asked for a value looks into the
// text.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "model/resource.h"

namespace idp {

// Whether a statement compares that column of that table with a value: a
// literal, a list, a bound parameter. A column without its table's name may be
// any table's. What a view says isn't seen, nor what is within a function.
bool compares_with_value(std::string_view sql, const std::string& table,
                         const std::string& column);

// Whether the statement may stop before it has read all rows, as it says
// itself, or as one of its subqueries does.
bool has_limit(std::string_view sql);
// Whether it says so itself.
bool has_own_limit(std::string_view sql);

// Whether the statement has a WHERE of its own, not that of a subquery, in
// which none of these columns is named, as in WHERE "_rowid_" IN ('_rowid_'):
// SQLite takes what names no column for a text, and that is true for every row.
bool where_names_none(std::string_view sql, std::span<const Column> columns);

}  // namespace idp
