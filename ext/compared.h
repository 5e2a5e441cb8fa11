// compared.h - what a statement's text tells and xBestIndex isn't told.
//
// SQLite offers xBestIndex no comparison that stands beside a RIGHT JOIN, on
// one side of an OR, or below a NOT. Where a parameter that no row shows is
// compared there, as in `u RIGHT JOIN t … WHERE u."limit" = 5`, nothing is sent
// for it, and SQLite compares what holds anyway: a silent wrong answer. So who
// shows such a column without having been asked for a value looks into the
// text.
#pragma once

#include <string>

#include "ext/sqlite.h"

namespace idp {

// Whether the statements that run and name the table compare that column of it
// with a value (a literal, a list, a bound parameter). No text is no: what a
// view says isn't seen, nor what is hidden in an expression.
bool running_compares(sqlite3* db, const std::string& table,
                      const std::string& column);

}  // namespace idp
