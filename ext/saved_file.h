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
#include "system/stop.h"
#include "system/turns.h"

namespace idp {

class SavedFile {
 public:
  // The file of that schema of the connection. Fails where it can't be kept:
  // in memory, read-only, without a WAL. `stop` outlives it, and ends each wait
  // for others.
  static Result<SavedFile> open(sqlite3* db, const std::string& schema,
                                Stop& stop);

  // Runs statements, each with these values; the rows of the last one.
  using Statements = std::vector<std::string>;
  Result<std::vector<SnapshotRow>> rows(const Statements& statements,
                                        const SnapshotRow& values = {});
  Status run(const Statements& statements, const SnapshotRow& values = {});

  // Runs it in one transaction, or not at all. While somebody else writes to
  // the file it waits, for half a minute; and between two of these somebody
  // else can.
  Status write(const std::function<Status()>& body);

  int changes() const { return sqlite3_changes(db_.get()); }
  Prepared prepare(const std::string& sql) const {
    return idp::prepare(db_.get(), sql);
  }
  Error error() const;

 private:
  SavedFile(Connection db, Stop& stop) : db_(std::move(db)), stop_(&stop) {}
  // The rows of one statement; again while it is somebody else's lock that it
  // fails for.
  Result<std::vector<SnapshotRow>> wait_for(const std::string& sql);
  Status use_wal();
  bool is_busy() const;

  Connection db_;
  Stop* stop_;
  Turns turns_;
  bool in_transaction_ = false;  // is the connection that it was opened for
};

}  // namespace idp
