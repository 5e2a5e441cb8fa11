// snapshot.cpp - an eponymous module over rows in memory.
#include "ext/snapshot.h"

#include <algorithm>
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
  SnapshotArguments arguments;
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

// Which arguments there are is told by the bits of idxNum.
int best(sqlite3_vtab* table, sqlite3_index_info* info) {
  const Snapshot& source = static_cast<SnapshotTable*>(table)->source;
  int count = 0;
  if (!source.rows_for) return SQLITE_OK;
  std::vector<int> place;
  for (int i = 0; i < info->nConstraint; ++i) {
    const auto& given = info->aConstraint[i];
    const int argument = given.iColumn - static_cast<int>(source.visible);
    if (argument < 0 || given.op != SQLITE_INDEX_CONSTRAINT_EQ) continue;
    if (given.usable == 0) return SQLITE_CONSTRAINT;
    place.resize(std::max(place.size(), std::size_t(argument) + 1), -1);
    place[std::size_t(argument)] = i;
  }
  for (std::size_t argument = 0; argument < place.size(); ++argument) {
    if (place[argument] < 0) continue;
    info->aConstraintUsage[place[argument]].argvIndex = ++count;
    info->aConstraintUsage[place[argument]].omit = 1;
    info->idxNum |= 1 << argument;
  }
  return SQLITE_OK;
}

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

int filter(sqlite3_vtab_cursor* cursor, int given, const char*, int,
           sqlite3_value** argv) {
  return guarded(cursor->pVtab->zErrMsg, [&]() -> Status {
    const Snapshot& source = static_cast<SnapshotTable*>(cursor->pVtab)->source;
    SnapshotArguments& arguments = snapshot_cursor(cursor).arguments;
    arguments.clear();
    for (; given != 0; given >>= 1) {
      arguments.emplace_back();
      if ((given & 1) != 0) arguments.back() = text_of(*argv++);
    }
    Result<std::vector<SnapshotRow>> rows =
        source.rows_for ? source.rows_for(arguments) : source.rows();
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
  const auto place = static_cast<std::size_t>(index);
  const SnapshotRow& row = at.rows[at.row];
  if (place >= row.size()) {
    const std::size_t argument = place - row.size();
    const bool known = argument < at.arguments.size() && at.arguments[argument];
    if (known) {
      give_result(context, Cell(std::string_view(*at.arguments[argument])));
    }
    return SQLITE_OK;
  }
  const SnapshotValue& value = row[place];
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

const std::string& text_at(const SnapshotRow& row, std::size_t column) {
  static const std::string none;
  const auto* text = std::get_if<std::string>(&row[column]);
  return text ? *text : none;
}

std::int64_t number_at(const SnapshotRow& row, std::size_t column) {
  const auto* number = std::get_if<std::int64_t>(&row[column]);
  return number ? *number : 0;
}

int add_snapshot(sqlite3* db, const char* name, Snapshot snapshot) {
  return sqlite3_create_module_v2(
      db, name, &kSnapshotModule,
      std::make_unique<Snapshot>(std::move(snapshot)).release(), free_snapshot);
}

}  // namespace idp
