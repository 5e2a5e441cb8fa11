// refresh_decide.cpp - whether all of an org is read, or what its log tells.
#include <algorithm>

#include "ext/refresh.h"

namespace idp {
namespace {

// A log that is read from so long ago tells too much to be worth it.
constexpr std::int64_t kOldest = std::int64_t{7} * 24 * 60 * 60;

// Why all is read though there was a refresh before; or empty.
std::string reason(const RefreshOptions& options,
                   const std::vector<RefreshLog::Read>& reads) {
  for (const RefreshLog::Read& read : reads) {
    if (read.uuid.empty()) continue;
    if (read.runs + 1 >= options.full_every) {
      return "one of " + std::to_string(options.full_every) + " refreshes";
    }
    if (read.turned > kOldest) return "the last refresh was a week ago";
  }
  return "";
}

}  // namespace

Status Refresh::decide(const RefreshOptions& options) {
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    if (steps_[i].decided) continue;
    const Provider& provider = steps_[i].table->resource().provider;
    Status status = decide_org(options, provider, steps_[i].org);
    if (!status) return status;
  }
  return {};
}

// Reads the events. Returns why all is to be read, or nothing.
Result<std::string> Refresh::read_log(
    const RefreshOptions& options, RefreshLog& log,
    const std::vector<RefreshLog::Read>& reads) {
  std::string since;
  for (const RefreshLog::Read& read : reads) {
    if (read.uuid.empty()) continue;
    since = since.empty() ? read.published : std::min(since, read.published);
  }
  const std::string why = reason(options, reads);
  if (since.empty() || !why.empty()) return why;
  Status status = log.read(since);
  if (!status) return status.error();
  for (const RefreshLog::Read& read : reads) {
    if (read.uuid.empty()) continue;
    const auto there = log.has_read(read.uuid);
    if (!there) return there.error();
    if (!*there) return std::string("the log no longer has what it had then");
  }
  return std::string();
}

Status Refresh::decide_org(const RefreshOptions& options,
                           const Provider& provider, const std::string& org) {
  std::vector<std::size_t> mine;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const bool same =
        steps_[i].table->resource().provider.name == provider.name &&
        steps_[i].org == org;
    if (same && !steps_[i].decided) mine.push_back(i);
  }
  std::vector<RefreshLog::Decision> decisions(mine.size());
  SnapshotRow newest = {Null{}, Null{}};
  if (!provider.saved_events) return write_decided(mine, decisions, newest);
  RefreshLog log(file_, *live_, all_, provider, org, number_);
  auto known = log.reads();
  if (!known) return known.error();
  std::vector<RefreshLog::Read> reads;
  for (const std::size_t i : mine) {
    const SavedTable& table = *steps_[i].table;
    const bool told = table.log() != nullptr && !options.full;
    reads.push_back(told ? (*known)[table.resource().name]
                         : RefreshLog::Read());
  }
  auto why = read_log(options, log, reads);
  const bool by_log = why.ok() && why->empty() &&
                      std::ranges::any_of(reads, [](const auto& read) {
                        return !read.uuid.empty();
                      });
  auto found = !why.ok() ? Result<SnapshotRow>(why.error())
               : by_log  ? log.newest_read()
                         : log.newest();
  if (!found) {
    if (stopped()) return Error{"interrupted", Error::Kind::interrupted};
    if (!log.is_refused() && !options.full) {
      return Error{found.error().text +
                   " Without the log: SELECT idp_refresh('main', '{\"full\": "
                   "true}')."};
    }
    why = "the log can't be read: " + found.error().text;
  } else {
    newest = *std::move(found);
  }
  for (std::size_t i = 0; i < mine.size(); ++i) {
    decisions[i].why = *why;
    if (!by_log || reads[i].uuid.empty()) continue;
    auto decision = log.due(*steps_[mine[i]].table, reads[i]);
    if (!decision) return decision.error();
    decisions[i] = *std::move(decision);
    if (decisions[i].part.empty()) continue;
    steps_[mine[i]].way = reads[i].way;
  }
  return write_decided(mine, decisions, newest);
}

Status Refresh::write_decided(
    const std::vector<std::size_t>& steps,
    const std::vector<RefreshLog::Decision>& decisions,
    const SnapshotRow& newest) {
  const bool any = std::ranges::any_of(
      decisions, [](const auto& one) { return !one.part.empty(); });
  Status written = write([&]() -> Status {
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const RefreshStep& step = steps_[steps[i]];
      const RefreshLog::Decision& one = decisions[i];
      const Resource& table = step.table->resource();
      const SnapshotRow which = {number_, table.provider.name, step.org,
                                 table.name};
      SnapshotRow row = which;
      row.insert(row.end(),
                 {or_null(one.part), or_null(one.why), newest[0], newest[1],
                  or_null(one.turn), static_cast<std::int64_t>(step.way)});
      Status s = file_.run(inventory_sql("decide step"), row);
      if (s && any && one.part.empty()) {
        s = file_.run(step.table->sql("not due"));
      }
      if (!s) return s;
      if (one.extra.empty()) continue;
      row = which;
      row.insert(row.end(), {one.extra, static_cast<std::int64_t>(step.way)});
      s = file_.run(inventory_sql("add extra"), row);
      if (!s) return s;
    }
    return any ? file_.run(inventory_sql("write due"),
                           {number_, steps_[steps.front()].org})
               : Status();
  });
  if (!written) return written;
  return load_steps();
}

Status Refresh::fall_back(const std::string& org, const std::string& why) {
  Status status = write([&] {
    return file_.run(inventory_sql("read whole"), {number_, org, why});
  });
  if (!status) return status;
  for (RefreshStep& step : steps_) {
    if (step.org != org) continue;
    step.way = 0;
    step.done.clear();
    step.message.clear();
    step.part.clear();
    step.why = why;
    step.state = step.extra ? "dropped" : "to do";
  }
  return {};
}

// Where a row that was read to be compared differs, an event that came since
// may tell why. If none does, others may be missing, too.
Status Refresh::check_samples() {
  const auto orgs = file_.rows(inventory_sql("differ"), {number_});
  if (!orgs) return orgs.error();
  for (const SnapshotRow& row : *orgs) {
    std::vector<const SavedTable*> tables;
    for (const SavedTable& table : all_) {
      if (table.resource().provider.name == text_at(row, 0) && table.log()) {
        tables.push_back(&table);
      }
    }
    const std::string& org = text_at(row, 1);
    RefreshLog log(file_, *live_, all_, tables.front()->resource().provider,
                   org, number_);
    if (Status s = log.read(text_at(row, 2)); !s) return s;
    const auto what = log.unexplained(tables);
    if (!what) return what.error();
    if (what->empty()) continue;
    Status status =
        fall_back(org, *what + " is otherwise there, and no event tells why");
    if (!status) return status;
  }
  return {};
}

}  // namespace idp
