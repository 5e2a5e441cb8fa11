// refresh_claim.cpp - whose turn it is: begins a refresh, goes on with one, or
// takes one back.
#include <mutex>
#include <set>

#include "ext/refresh.h"
#include "system/host.h"
#include "system/timestamp.h"

namespace idp {
namespace {

// Without a sign of life for so many seconds, a run is taken for dead.
constexpr double kSilence = 120;

// The runs of this process: a process number can't tell a run that ended
// without being able to write that down.
struct Runs {
  std::mutex mutex;
  std::set<std::string> owners;
};
constinit PerProcess<Runs> all_runs;

bool runs_here(const std::string& owner) {
  Runs& runs = all_runs.get();
  const std::lock_guard lock(runs.mutex);
  return runs.owners.contains(owner);
}

}  // namespace

// A row of the section "unfinished".
struct Refresh::Unfinished {
  explicit Unfinished(const SnapshotRow& row)
      : number(number_at(row, 0)),
        running(text_at(row, 1) == "running"),
        user(text_at(row, 2)),
        host(text_at(row, 3)),
        pid(number_at(row, 4)),
        owner(text_at(row, 5)),
        started(text_at(row, 6)) {
    if (const auto* s = std::get_if<double>(&row[7])) silence = *s;
    if (const auto* s = std::get_if<double>(&row[8])) age = *s;
  }

  bool is_alive() const {
    if (!running || silence > kSilence) return false;
    if (host != host_name()) return true;
    return pid == process_number() ? runs_here(owner)
                                   : is_process(static_cast<long>(pid));
  }

  std::int64_t number;
  bool running;
  std::string user, host;
  std::int64_t pid;
  std::string owner, started;
  double silence = 0, age = 0;
};

// One that has no owner yet may be first to ask for the runs, which takes
// memory.
Refresh::~Refresh() {
  if (owner_.empty()) return;
  Runs& runs = all_runs.get();
  const std::lock_guard lock(runs.mutex);
  runs.owners.erase(owner_);
}

SnapshotRow Refresh::claimant(std::int64_t number) const {
  return {user_name(), host_name(), std::int64_t{process_number()}, owner_,
          number};
}

// Whether an unfinished refresh has the same steps as this one, and whether any
// of it is of the same org.
Result<bool> Refresh::covers_same(std::int64_t number, bool& overlaps) {
  const auto rows = file_.rows(inventory_sql("steps"), {number});
  if (!rows) return rows.error();
  std::size_t same = 0, others = 0;
  for (const SnapshotRow& row : *rows) {
    if (number_at(row, 8) == 1) continue;  // an extra one
    ++others;
    for (const RefreshStep& step : steps_) {
      if (step.org != text_at(row, 1) ||
          step.table->resource().provider.name != text_at(row, 0)) {
        continue;
      }
      overlaps = true;
      same += step.table->resource().name == text_at(row, 2);
    }
  }
  return same == others && same == steps_.size();
}

// One that has to be taken back first, or nothing: then this one has begun.
Result<std::optional<std::int64_t>> Refresh::claim_one(std::int64_t max_age) {
  const auto rows = file_.rows(inventory_sql("unfinished"));
  if (!rows) return rows.error();
  for (const SnapshotRow& row : *rows) {
    const Unfinished other(row);
    if (!other.is_alive()) continue;
    return Error{"a refresh of this file is under way since " + other.started +
                 ", by " + other.user + " on " + other.host + " (process " +
                 std::to_string(other.pid) +
                 "). Wait for its end: SELECT * FROM saved_refreshes."};
  }
  for (const SnapshotRow& row : *rows) {
    const Unfinished other(row);
    bool overlaps = false;
    const auto same = covers_same(other.number, overlaps);
    if (!same) return same.error();
    if (!overlaps) continue;
    number_ = other.number;
    Status status = file_.run(inventory_sql("take"), claimant(number_));
    if (!status) return status.error();
    if (*same && other.age <= static_cast<double>(max_age)) {
      return std::optional<std::int64_t>();
    }
    status = file_.run(inventory_sql("reset steps"), {number_});
    if (!status) return status.error();
    return std::optional(number_);
  }
  const auto number = file_.rows(inventory_sql("begin"), claimant(0));
  if (!number) return number.error();
  number_ = number_at(number->front(), 0);
  for (const RefreshStep& step : steps_) {
    Status status = file_.run(inventory_sql("add step"),
                              {number_, step.table->resource().provider.name,
                               step.org, step.table->resource().name});
    if (!status) return status.error();
  }
  return std::optional<std::int64_t>();
}

Status Refresh::claim(std::int64_t max_age) {
  {
    Runs& runs = all_runs.get();
    std::string owner = unique_timestamp();
    const std::lock_guard lock(runs.mutex);
    runs.owners.insert(owner);
    owner_ = std::move(owner);
  }
  for (;;) {
    std::optional<std::int64_t> old;
    Status status = file_.write([&]() -> Status {
      auto claimed = claim_one(max_age);
      if (!claimed) return claimed.error();
      old = *claimed;
      return {};
    });
    if (!status) return status;
    if (!old) return load_steps();
    if (Status s = take_back(*old); !s) return s;
  }
}

// An unfinished one, as if it had never been.
Status Refresh::take_back(std::int64_t number) {
  const auto rows = file_.rows(inventory_sql("steps"), {number});
  if (!rows) return rows.error();
  for (const SnapshotRow& row : *rows) {
    for (const SavedTable& table : all_) {
      if (table.resource().name != text_at(row, 2)) continue;
      const std::string& org = text_at(row, 1);
      if (Status s = undo(table, number, org); !s) return s;
    }
  }
  Status dropped = write_parts(inventory_sql("drop due"), {number});
  if (!dropped) return dropped;
  return write([&]() -> Status {
    if (Status s = file_.run(inventory_sql("drop steps"), {number}); !s)
      return s;
    return file_.run(inventory_sql("end"),
                     {number, "abandoned",
                      "it was not finished in time, or another "
                      "one was to cover something else"});
  });
}

// What was not covered is tried again.
Status Refresh::load_steps() {
  const auto rows = file_.rows(inventory_sql("steps"), {number_});
  if (!rows) return rows.error();
  steps_.clear();
  for (const SnapshotRow& row : *rows) {
    for (const SavedTable& table : tables_) {
      if (table.resource().provider.name != text_at(row, 0) ||
          table.resource().name != text_at(row, 2)) {
        continue;
      }
      RefreshStep& step = steps_.emplace_back(
          RefreshStep{&table, text_at(row, 1), 0, "", "to do"});
      step.part = text_at(row, 7);
      step.extra = number_at(row, 8) == 1;
      step.why = text_at(row, 9);
      step.decided = !std::holds_alternative<Null>(row[8]);
      if (text_at(row, 5) == "not covered") continue;
      step.way = static_cast<std::size_t>(number_at(row, 3));
      step.done = text_at(row, 4);
      step.state = text_at(row, 5);
      step.message = text_at(row, 6);
    }
  }
  return {};
}

}  // namespace idp
