// interrupt.h - whether the user has pressed Ctrl-C, or a host has called
// sqlite3_interrupt().
#pragma once

#include <functional>

#include "ext/sqlite.h"

namespace idp {

// For use while a statement of db runs. SQLite before 3.41 has no function to
// ask with, but a statement that is stepped answers SQLITE_INTERRUPT.
std::function<bool()> interrupt_check(sqlite3* db);

}  // namespace idp
