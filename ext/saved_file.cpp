// saved_file.cpp - opens it, and runs statements.
#include "ext/saved_file.h"

#include <algorithm>

namespace idp {
namespace {

constexpr int kPatienceMs = 100;  // at a time
constexpr int kMostTries = 300;
// Where it may be the connection itself that is waited for.
constexpr int kFewTries = 10;

struct ValueBinder {
  sqlite3_stmt* statement;
  int place;

  void operator()(const Null&) const { sqlite3_bind_null(statement, place); }
  void operator()(std::int64_t value) const {
    sqlite3_bind_int64(statement, place, value);
  }
  void operator()(double value) const {
    sqlite3_bind_double(statement, place, value);
  }
  void operator()(const std::string& value) const {
    sqlite3_bind_text(statement, place, value.data(),
                      static_cast<int>(value.size()), SQLITE_TRANSIENT);
  }
};

SnapshotValue value_at(const Prepared& statement, int column) {
  switch (sqlite3_column_type(statement.get(), column)) {
    case SQLITE_NULL:
      return {};
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement.get(), column)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement.get(), column);
    default:
      return column_text(statement, column);
  }
}

}  // namespace

Result<SavedFile> SavedFile::open(sqlite3* db, const std::string& schema,
                                  Stop& stop) {
  const char* path = sqlite3_db_filename(db, schema.c_str());
  const int read_only = sqlite3_db_readonly(db, schema.c_str());
  // It may not be open yet.
  const bool temp = sqlite3_stricmp(schema.c_str(), "temp") == 0;
  if (read_only < 0 && !temp) {
    return Error{"there is no schema named " + schema +
                 ". ATTACH 'inventory.db' AS " + quoted(schema) + " first."};
  }
  sqlite3_vfs* vfs = nullptr;
  sqlite3_file_control(db, schema.c_str(), SQLITE_FCNTL_VFS_POINTER,
                       static_cast<void*>(&vfs));
  if (path == nullptr || *path == '\0' || vfs == nullptr ||
      std::string(vfs->zName) == "memdb") {
    return Error{schema +
                 " is in memory, and an inventory is to last. Open a file, or "
                 "ATTACH one and name it: SELECT idp_refresh('inv')."};
  }
  const Prepared only = idp::prepare(db, "PRAGMA query_only");
  if (read_only > 0 || (sqlite3_step(only.get()) == SQLITE_ROW &&
                        sqlite3_column_int(only.get(), 0) != 0)) {
    return Error{std::string(path) +
                 " is open for reading only. Open it for writing."};
  }
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(
      path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, vfs->zName);
  SavedFile file(Connection(opened), stop);
  if (code != SQLITE_OK) return file.error();
  sqlite3_busy_timeout(opened, kPatienceMs);
  file.in_transaction_ = sqlite3_get_autocommit(db) == 0;
  Status status = file.use_wal();
  if (status) {
    status =
        file.run({"PRAGMA synchronous = NORMAL", "PRAGMA temp_store = MEMORY",
                  "PRAGMA trusted_schema = OFF"});
  }
  if (!status) return status.error();
  return file;
}

// Only with a write-ahead log do readers and a writer not wait for each other.
Status SavedFile::use_wal() {
  const auto mode = wait_for("PRAGMA journal_mode = WAL");
  if (mode && text_at(mode->front(), 0) == "wal") return {};
  if (mode) {
    return Error{
        "this file can't have a write-ahead log, which lets others read while "
        "it is refreshed: as on network file systems. Keep it on a local one, "
        "and copy it from there by VACUUM INTO."};
  }
  if (mode.error().kind == Error::Kind::interrupted) return mode.error();
  return Error{mode.error().text +
               " It is to get a write-ahead log (PRAGMA journal_mode = WAL), "
               "for which nobody else may use it: close the other connections, "
               "and try again."};
}

bool SavedFile::is_busy() const {
  return (sqlite3_errcode(db_.get()) & 0xff) == SQLITE_BUSY;
}

Error SavedFile::error() const {
  return {std::string("the file can't be used: ") + sqlite3_errmsg(db_.get()) +
          "."};
}

Result<std::vector<SnapshotRow>> SavedFile::rows(const Statements& statements,
                                                 const SnapshotRow& values) {
  std::vector<SnapshotRow> found;
  for (const std::string& sql : statements) {
    const Prepared statement = prepare(sql);
    if (!statement) return error();
    const int places = std::min(sqlite3_bind_parameter_count(statement.get()),
                                static_cast<int>(values.size()));
    for (int i = 0; i < places; ++i) {
      std::visit(ValueBinder{statement.get(), i + 1},
                 values[static_cast<std::size_t>(i)]);
    }
    found.clear();
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(statement.get())) == SQLITE_ROW) {
      SnapshotRow& row = found.emplace_back();
      for (int i = 0; i < sqlite3_column_count(statement.get()); ++i) {
        row.push_back(value_at(statement, i));
      }
    }
    if (code != SQLITE_DONE) return error();
  }
  return found;
}

Status SavedFile::run(const Statements& statements, const SnapshotRow& values) {
  const auto found = rows(statements, values);
  if (!found) return found.error();
  return {};
}

Result<std::vector<SnapshotRow>> SavedFile::wait_for(const std::string& sql) {
  const int most_tries = in_transaction_ ? kFewTries : kMostTries;
  for (int tries = 1;; ++tries) {
    auto found = rows({sql});
    if (found || !is_busy()) return found;
    if (stop_->asked()) return Error{"interrupted", Error::Kind::interrupted};
    if (tries < most_tries) continue;
    found.error().text += in_transaction_
                              ? " This connection is within a transaction: "
                                "COMMIT or ROLLBACK first."
                              : " Others have kept it for half a minute.";
    return found;
  }
}

Status SavedFile::write(const std::function<Status()>& body) {
  turns_.wait();
  const auto begun = wait_for("BEGIN IMMEDIATE");
  if (!begun) return begun.error();
  turns_.begin();
  Status status = body();
  if (status) status = run({"COMMIT"});
  // Where SQLite has rolled back itself it fails, and nothing is lost.
  if (!status) static_cast<void>(run({"ROLLBACK"}));
  turns_.end();
  return status;
}

}  // namespace idp
