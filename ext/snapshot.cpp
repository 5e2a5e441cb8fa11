// snapshot.cpp - an eponymous module over rows in memory.
#include "ext/snapshot.h"

#include <memory>

#include "ext/guard.h"
#include "ext/value.h"

namespace idp {
namespace {

struct SnapshotTable : sqlite3_vtab {
  explicit SnapshotTable(const Snapshot& snapshot)
      : sqlite3_vtab{}, source(snapshot) {}
  const Snapshot& source;
};

struct SnapshotCursor : sqlite3_vtab_cursor {
  SnapshotCursor() : sqlite3_vtab_cursor{} {}
  std::vector<SnapshotRow> rows;
  std::size_t row = 0;
};

struct CellGiver {
  sqlite3_context* context;

  void operator()(const Null&) const { sqlite3_result_null(context); }
  template <class Value>
  void operator()(const Value& value) const {
    give_result(context, Cell(value));
  }
};

SnapshotCursor& snapshot_cursor(sqlite3_vtab_cursor* cursor) {
  return *static_cast<SnapshotCursor*>(cursor);
}

int connect(sqlite3* db, void* data, int, const char* const*,
            sqlite3_vtab** table, char** message) {
  return guarded(*message, [&]() -> Status {
    const auto& snapshot = *static_cast<const Snapshot*>(data);
    const std::string sql = "CREATE TABLE x(" + snapshot.columns + ")";
    if (sqlite3_declare_vtab(db, sql.c_str()) != SQLITE_OK) {
      return Error{sqlite3_errmsg(db)};
    }
    // What is here is for the user, and not for a database file's views.
    sqlite3_vtab_config(db, SQLITE_VTAB_DIRECTONLY);
    *table = std::make_unique<SnapshotTable>(snapshot).release();
    return {};
  });
}

int disconnect(sqlite3_vtab* table) {
  const std::unique_ptr<SnapshotTable> owner(
      static_cast<SnapshotTable*>(table));
  return SQLITE_OK;
}

int best(sqlite3_vtab*, sqlite3_index_info*) { return SQLITE_OK; }

int open(sqlite3_vtab* table, sqlite3_vtab_cursor** cursor) {
  return guarded(table->zErrMsg, [&]() -> Status {
    *cursor = std::make_unique<SnapshotCursor>().release();
    return {};
  });
}

int close(sqlite3_vtab_cursor* cursor) {
  const std::unique_ptr<SnapshotCursor> owner(&snapshot_cursor(cursor));
  return SQLITE_OK;
}

int filter(sqlite3_vtab_cursor* cursor, int, const char*, int,
           sqlite3_value**) {
  return guarded(cursor->pVtab->zErrMsg, [&]() -> Status {
    const auto& table = *static_cast<SnapshotTable*>(cursor->pVtab);
    Result<std::vector<SnapshotRow>> rows = table.source.rows();
    if (!rows) return rows.error();
    snapshot_cursor(cursor).rows = *std::move(rows);
    snapshot_cursor(cursor).row = 0;
    return {};
  });
}

int next(sqlite3_vtab_cursor* cursor) {
  ++snapshot_cursor(cursor).row;
  return SQLITE_OK;
}

int at_end(sqlite3_vtab_cursor* cursor) {
  return snapshot_cursor(cursor).row >= snapshot_cursor(cursor).rows.size();
}

int column(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int index) {
  const SnapshotCursor& at = snapshot_cursor(cursor);
  const SnapshotValue& value = at.rows[at.row][static_cast<std::size_t>(index)];
  std::visit(CellGiver{context}, value);
  return SQLITE_OK;
}

int rowid(sqlite3_vtab_cursor* cursor, sqlite3_int64* number) {
  *number = static_cast<sqlite3_int64>(snapshot_cursor(cursor).row) + 1;
  return SQLITE_OK;
}

// No xCreate: the table is there without CREATE, and only so.
constexpr sqlite3_module make_snapshot_module() {
  sqlite3_module module{};
  module.xConnect = connect;
  module.xBestIndex = best;
  module.xDisconnect = disconnect;
  module.xOpen = open;
  module.xClose = close;
  module.xFilter = filter;
  module.xNext = next;
  module.xEof = at_end;
  module.xColumn = column;
  module.xRowid = rowid;
  return module;
}

constexpr sqlite3_module kSnapshotModule = make_snapshot_module();

void free_snapshot(void* data) {
  const std::unique_ptr<Snapshot> owner(static_cast<Snapshot*>(data));
}

}  // namespace

int add_snapshot(sqlite3* db, const char* name, Snapshot snapshot) {
  return sqlite3_create_module_v2(
      db, name, &kSnapshotModule,
      std::make_unique<Snapshot>(std::move(snapshot)).release(), free_snapshot);
}

}  // namespace idp
