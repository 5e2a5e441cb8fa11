// value.h - values across the border: SQL to text, cells to SQL.
#pragma once

#include <optional>
#include <string>

#include "cell.h"
#include "ext/sqlite.h"

namespace idp {

// A value as the text that a column of texts would compare it as; nothing for
// NULL and for blobs, which such a column never equals.
std::optional<std::string> text_of(sqlite3_value* value);

// Booleans become 0 and 1; JSON carries SQLite's JSON subtype.
void give_result(sqlite3_context* context, const Cell& cell);

}  // namespace idp
