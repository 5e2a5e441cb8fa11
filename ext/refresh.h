// refresh.h - idp_refresh(): keeps a file an inventory of orgs.
//
//   claim     the file's tables are made; a refresh begins, or one that was
//             interrupted is taken over; an unfinished one that is too old, or
//             covers something else, is taken back
//   decide    what is read of each table: all, or what the log tells
//   steps     each table of each org is read and compared: refresh_step.h
//   check     where rows differ of which no event told, the org is read anew
//   complete  one transaction shows all of it
//
// Whatever ends it in between, what was read stays, unseen, for the next call.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ext/live_tables.h"
#include "ext/refresh_log.h"
#include "ext/saved_file.h"
#include "refresh/saved_table.h"

namespace idp {

struct RefreshOptions {
  std::vector<std::string> tables, orgs;  // none: all tables, the default org
  std::int64_t max_age = 24 * 60 * 60;    // seconds, of what is gone on with
  bool full = false;                      // all is read, whatever the log tells
  std::int64_t full_every = 100;          // of so many refreshes one reads all
};

// One table of one org, or a part of it; a row of saved_steps.
struct RefreshStep {
  const SavedTable* table = nullptr;
  std::string org;
  std::size_t way = 0;  // of a part: by which all was read
  std::string done;     // up to which value of the way; empty: none
  std::string state;    // "to do", "complete", "not covered", "dropped"
  std::string message = {};
  std::string part = {};  // the parameter whose due values are read, or all is
  bool extra = false;     // beside the table's own step
  std::string why = {};   // all is read, if not for the first time
  bool decided = false;   // whether these three are
};

class StepReader;

class Refresh {
 public:
  // All outlive it.
  Refresh(Session& session, SavedFile& file, Stop& stop)
      : session_(session), file_(file), stop_(stop) {}
  ~Refresh();
  Refresh(const Refresh&) = delete;

  // What it did, as JSON.
  Result<std::string> run(const RefreshOptions& options);

  // For StepReader:
  SavedFile& file() { return file_; }
  LiveTables& live() { return *live_; }
  std::int64_t number() const { return number_; }
  const std::vector<RefreshStep>& steps() const { return steps_; }
  // A transaction; fails where another process has taken over.
  Status write(const std::function<Status()>& body);
  // Notes how far a step is, after the body.
  Status save(const RefreshStep& step,
              const std::function<Status()>& body = {});
  // Runs a section until its first statement finds nothing left, each time in
  // a transaction.
  Status write_parts(SavedFile::Statements section, const SnapshotRow& values);
  // Takes back what a refresh has written.
  Status undo(const SavedTable& table, std::int64_t number,
              const std::string& org);
  // The org is read as a whole after all.
  Status fall_back(const std::string& org, const std::string& why);
  // Is told of each tick while it reads.
  void watch(StepReader* reader) { reader_ = reader; }

 private:
  using Clock = Pacer::Clock;
  struct Unfinished;
  struct Choice;

  static int tick(void* refresh);
  // A sign of life, now and then.
  Status be_alive();
  Status add_steps(const RefreshOptions& options);
  Result<std::vector<std::string>> orgs_of(const Provider& provider,
                                           const RefreshOptions& options,
                                           const Settings& settings) const;
  Status make_objects();
  Status make_object(const std::string& create,
                     const std::vector<SnapshotRow>& present);
  Status add_columns();
  Status claim(std::int64_t max_age);
  Result<std::optional<std::int64_t>> claim_one(std::int64_t max_age);
  Result<bool> covers_same(std::int64_t number, bool& overlaps);
  Status take_back(std::int64_t number);
  Status load_steps();
  Status decide(const RefreshOptions& options);
  Status decide_org(const RefreshOptions& options, const Provider& provider,
                    const std::string& org);
  Status choose(const RefreshOptions& options, RefreshLog& log,
                std::vector<Choice>& choices, SnapshotRow& newest);
  static Result<std::string> read_log(const RefreshOptions& options,
                                      RefreshLog& log,
                                      const std::vector<Choice>& choices);
  Status write_decided(const std::vector<Choice>& choices,
                       const SnapshotRow& newest);
  Status check_samples();
  RefreshStep* next_step();
  Status read_all();
  Result<std::string> complete();
  SnapshotRow claimant(std::int64_t number) const;

  Session& session_;
  SavedFile& file_;
  Stop& stop_;
  std::optional<LiveTables> live_;
  std::vector<SavedTable> tables_;  // that are refreshed,
  std::vector<SavedTable> all_;     // and all that can be
  std::vector<RefreshStep> steps_;
  std::int64_t number_ = 0;
  std::string owner_;  // of no other run
  std::int64_t calls_told_ = 0;
  StepReader* reader_ = nullptr;
  Status problem_;  // of a tick
  Clock::time_point alive_ = Clock::now();
};

// idp_refresh(schema, options): what it did, as JSON.
Result<std::string> refresh_file(sqlite3* db, Session& session,
                                 const std::string& schema,
                                 const std::optional<std::string>& options);

}  // namespace idp
