// sqlite.h - SQLite's extension API, for every file of ext/ but entry.cpp,
// which defines the pointer that the others share.
//
// The headers may be of SQLite 3.31 or any later release: what is built loads
// into all of them. What a host is too old for is looked at when it runs.
#pragma once

#include <sqlite3ext.h>

#include <cstddef>
SQLITE_EXTENSION_INIT3

namespace idp {

// The values of an IN as a whole, and those that a statement says: since SQLite
// 3.38.
constexpr int kListsVersion = 3038000;

#ifdef sqlite3_vtab_in
static_assert(offsetof(sqlite3_api_routines, vtab_in) == 259 * sizeof(void*));
#else
// The table of functions that a host hands over only grows at its end, so that
// a function's place in it is the same in all releases.
template <std::size_t kPlace, typename Function>
Function newer_function() {
  static_assert(kPlace * sizeof(void*) >= sizeof(sqlite3_api_routines));
  return reinterpret_cast<Function const*>(sqlite3_api)[kPlace];
}
inline int sqlite3_vtab_rhs_value(sqlite3_index_info* info, int constraint,
                                  sqlite3_value** value) {
  using Function = int (*)(sqlite3_index_info*, int, sqlite3_value**);
  return newer_function<257, Function>()(info, constraint, value);
}
inline int sqlite3_vtab_in(sqlite3_index_info* info, int constraint, int all) {
  using Function = int (*)(sqlite3_index_info*, int, int);
  return newer_function<259, Function>()(info, constraint, all);
}
inline int sqlite3_vtab_in_first(sqlite3_value* list, sqlite3_value** value) {
  using Function = int (*)(sqlite3_value*, sqlite3_value**);
  return newer_function<260, Function>()(list, value);
}
inline int sqlite3_vtab_in_next(sqlite3_value* list, sqlite3_value** value) {
  using Function = int (*)(sqlite3_value*, sqlite3_value**);
  return newer_function<261, Function>()(list, value);
}
#define SQLITE_INDEX_CONSTRAINT_LIMIT 73
#define SQLITE_INDEX_CONSTRAINT_OFFSET 74
#endif

}  // namespace idp
