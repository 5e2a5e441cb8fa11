// sqlite.h - SQLite's extension API, for every file of ext/ but entry.cpp,
// which defines the pointer that the others share.
#pragma once

#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT3
