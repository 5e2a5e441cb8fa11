// module.h - the functions that SQLite calls on a table, by file:
// table.cpp, best_index.cpp, cursor.cpp, update.cpp; and what registers them.
#pragma once

#include <memory>

#include "ext/session.h"
#include "ext/sqlite.h"

namespace idp {

// Registers all tables of the session's resources.
Status add_tables(sqlite3* db, const std::shared_ptr<Session>& session);

int best_index(sqlite3_vtab* table, sqlite3_index_info* info);

int open_cursor(sqlite3_vtab* table, sqlite3_vtab_cursor** cursor);
int close_cursor(sqlite3_vtab_cursor* cursor);
int filter(sqlite3_vtab_cursor* cursor, int number, const char* plan_text,
           int argc, sqlite3_value** argv);
int next_row(sqlite3_vtab_cursor* cursor);
int at_end(sqlite3_vtab_cursor* cursor);
int column_value(sqlite3_vtab_cursor* cursor, sqlite3_context* context,
                 int column);
int row_number(sqlite3_vtab_cursor* cursor, sqlite3_int64* number);

int update_row(sqlite3_vtab* table, int argc, sqlite3_value** argv,
               sqlite3_int64* number);
int begin_transaction(sqlite3_vtab* table);
int sync_transaction(sqlite3_vtab* table);
int end_transaction(sqlite3_vtab* table);  // after COMMIT or ROLLBACK
int savepoint(sqlite3_vtab* table, int number);
int release_savepoint(sqlite3_vtab* table, int number);
int rollback_to_savepoint(sqlite3_vtab* table, int number);

}  // namespace idp
