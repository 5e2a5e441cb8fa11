// session.h - what one database connection has: its resources, settings,
// network connections, log, and what it is going to revoke. Used by one thread
// at a time, as SQLite uses a connection.
#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/settings.h"
#include "call/asked.h"
#include "ext/interrupt.h"
#include "ext/sqlite.h"
#include "ext/statements.h"
#include "ext/status_line.h"
#include "pace/log.h"
#include "plan/outline.h"
#include "process.h"
#include "revoke/ledger.h"
#include "scan/list_sizes.h"

namespace idp {

class Session {
 public:
  Session(sqlite3* db, std::vector<Resource> resources)
      : db_(db),
        interrupt_(db),
        resources_(std::move(resources)),
        providers_(providers_of(resources_)),
        statements_(db) {}

  const std::vector<Resource>& resources() const { return resources_; }
  const RequestLog& log() const { return log_; }

  // Fails in a child that fork() has made since: connections to orgs, and what
  // is staged, are its parent's.
  Status check_process() const;

  // The settings of now. The first use reads the environment and the settings
  // files, so that loading the extension does nothing but load.
  Result<std::shared_ptr<const Settings>> settings();
  // Takes those of another connection.
  void use(std::shared_ptr<const Settings> settings) {
    settings_ = std::move(settings);
  }
  // Changes the settings by a JSON text; returns what they are now.
  Result<std::string> configure(std::string_view json);

  // What a new cursor belongs to; fails where settings can't be read.
  Result<std::shared_ptr<Execution>> execution();
  Statements& statements() { return statements_; }

  // Drops the answers that the cache has; returns how many.
  std::size_t clear_cache();

  // Whether what failed last did so for want of a right.
  void note_failure(Error::Kind kind) { failure_ = kind; }
  bool was_forbidden() const { return failure_ == Error::Kind::forbidden; }

  // While there is a place for them, the plans that are made for tables of ours
  // are noted in it.
  void note_plans_in(std::vector<NotedPlan>* plans) { noted_ = plans; }
  bool notes_plans() const { return noted_ != nullptr; }
  void note_plan(NotedPlan plan) { noted_->push_back(std::move(plan)); }

  // How many rows the lists have that were read.
  ListSizes& sizes() { return sizes_; }

  // What this connection's transaction revokes.
  Ledger& ledger() { return ledger_; }
  const Ledger& ledger() const { return ledger_; }
  // A DELETE with that number stages. Inside BEGIN … COMMIT the revocation
  // counts as a statement of its own in idp_stats; in autocommit it belongs to
  // the DELETE.
  void note_staging(std::int64_t statement);
  // Sends what is staged in all tables. Whatever comes of it, answers from
  // before are of no use any more.
  Status revoke();

  // A scan is about to give a row, or none any more, to SQLite, which may print
  // it.
  void give_row(const Execution& execution, const Scan& scan, bool at_end);
  // A cursor was closed. With the last one of a statement its notes are told.
  void leave(std::shared_ptr<Execution> execution) noexcept;

  // One line on stderr, of these parts, where progress would show. For
  // destructors, too: one that there is no memory for is not shown.
  void note(std::initializer_list<std::string_view> parts) const noexcept;

 private:
  Status read_sources();
  Status check_staged(const Settings& next) const;
  Caller& caller();
  std::unique_ptr<Statement> begin(const Execution& execution);
  std::function<bool()> stop_of(std::int64_t statement);
  void show_progress(std::int64_t statement) noexcept;
  void draw_progress(std::int64_t statement);
  void end_revoking() noexcept;
  void rest() noexcept;
  bool may_tell() const noexcept;
  void tell_notes(const Execution& execution) const noexcept;
  void note_hidden_names() const;

  const OwnProcess process_;
  sqlite3* db_;
  Interrupt interrupt_;
  std::vector<Resource> resources_;
  std::vector<Provider> providers_;
  std::shared_ptr<const Settings> settings_;  // null: not read yet
  RequestLog log_;
  std::optional<Caller> caller_;
  std::optional<AnswerCache> cache_;  // with the caller
  Statements statements_;
  Ledger ledger_;
  std::optional<std::int64_t> staged_alone_;  // the DELETE, if in autocommit
  std::optional<Pacer::Time> revoking_;       // since when
  Pacer::Time shown_{};                       // the progress
  StatusLine line_;
  ListSizes sizes_;
  Error::Kind failure_ = Error::Kind::failed;
  std::vector<NotedPlan>* noted_ = nullptr;
};

}  // namespace idp
