// session.h - what one database connection has: its resources, settings,
// network connections and log. Used by one thread at a time, as SQLite uses a
// connection.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "auth/settings.h"
#include "call/asked.h"
#include "ext/sqlite.h"
#include "ext/status_line.h"
#include "pace/log.h"
#include "revoke/ledger.h"
#include "scan/foresight.h"
#include "system/stop.h"

namespace idp {

class Session {
 public:
  Session(sqlite3* db, std::vector<Resource> resources)
      : db_(db),
        resources_(std::move(resources)),
        providers_(providers_of(resources_)) {}

  const std::vector<Resource>& resources() const { return resources_; }
  const RequestLog& log() const { return log_; }

  // The settings of now. The first use reads the environment and the settings
  // files, so that loading the extension does nothing but load.
  Result<std::shared_ptr<const Settings>> settings();
  // What the running statement asks; it begins where none runs.
  Asked& asked();
  KnownRows& known_rows() { return known_rows_; }
  Foresight& foresight() { return foresight_; }

  // Drops the answers that the cache has; returns how many.
  std::size_t clear_cache();

  // What this connection's transaction revokes.
  Ledger& ledger() { return ledger_; }
  const Ledger& ledger() const { return ledger_; }
  // The DELETE statements of a transaction stage, its end revokes: a statement
  // of its own, unless each statement is its own transaction.
  void note_staging();
  Status revoke();

  // Whether a statement that may write is running.
  bool writing() const;

  // Changes the settings by a JSON text; returns what they are now.
  Result<std::string> configure(std::string_view json);

  // The scans of this connection's open cursors.
  void add_scan(Scan* scan);
  void remove_scan(const Scan* scan);
  // A scan is about to give a row, or none any more, to SQLite, which may print
  // it.
  void give_row(const Scan& scan, bool at_end);

 private:
  std::int64_t steps() const;
  void begin_statement();
  Caller& caller();
  Stop new_stop();
  void show_progress();
  Status read_sources();

  sqlite3* db_;
  std::vector<Resource> resources_;
  std::vector<Provider> providers_;
  std::shared_ptr<const Settings> settings_;  // null: not read yet
  RequestLog log_;
  std::optional<Caller> caller_;
  std::optional<AnswerCache> cache_;  // with the caller
  std::int64_t statement_ = 0;        // that began last
  std::optional<Stop> stop_;          // while one reads
  std::optional<Asked> asked_;
  KnownRows known_rows_;
  Foresight foresight_;
  Ledger ledger_;
  Pacer::Time began_{};     // the statement
  Pacer::Time shown_{};     // its progress
  std::int64_t steps_ = 0;  // SQLite's, when it began
  StatusLine line_;
  bool staged_by_transaction_ = false;
  bool revoking_ = false;
};

}  // namespace idp
