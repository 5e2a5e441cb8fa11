// saved_file.h - an inventory's file, through a connection of its own: what is
// written there is seen by all others, and holds none of them up.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ext/prepared.h"
#include "ext/snapshot.h"
#include "result.h"

namespace idp {

class SavedFile {
 public:
  // The file of that schema of the connection. Fails where it can't be kept:
  // in memory, read-only, without a WAL.
  static Result<SavedFile> open(sqlite3* db, const std::string& schema);

  // Runs statements, each with these values; the rows of the last one.
  using Statements = std::vector<std::string>;
  Result<std::vector<SnapshotRow>> rows(const Statements& statements,
                                        const SnapshotRow& values = {});
  Status run(const Statements& statements, const SnapshotRow& values = {});

  // Runs it in one transaction, or not at all. While somebody else writes to
  // the file it waits, for half a minute, unless `stopped` says so.
  Status write(const std::function<bool()>& stopped,
               const std::function<Status()>& body);

  int changes() const { return sqlite3_changes(db_.get()); }
  Prepared prepare(const std::string& sql) const {
    return idp::prepare(db_.get(), sql);
  }
  Error error() const;

 private:
  explicit SavedFile(Connection db) : db_(std::move(db)) {}
  Status begin(const std::function<bool()>& stopped);
  Status use_wal(bool in_transaction);
  // Whether somebody else's lock was why the last call failed.
  bool is_busy() const;

  Connection db_;
  int tries_ = 0;  // to begin to write
};

}  // namespace idp
