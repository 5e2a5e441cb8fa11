// refresh_decide.cpp - whether all of an org is read, or what its log tells.
#include <algorithm>

#include "ext/refresh.h"

namespace idp {
namespace {

// A log that is read from so long ago tells too much to be worth it.
constexpr std::int64_t kOldest = std::int64_t{7} * 24 * 60 * 60;

bool by_log(const RefreshLog::Read& read) { return !read.uuid.empty(); }

}  // namespace

struct Refresh::Choice {
  RefreshStep* step;
  RefreshLog::Read read = {};  // to go by the log since then
  RefreshLog::Decision decision = {};
};

Status Refresh::decide(const RefreshOptions& options) {
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    if (steps_[i].decided) continue;
    const Provider& provider = steps_[i].table->resource().provider;
    Status status = decide_org(options, provider, steps_[i].org);
    if (!status) return status;
  }
  return {};
}

Status Refresh::decide_org(const RefreshOptions& options,
                           const Provider& provider, const std::string& org) {
  std::vector<Choice> choices;
  for (RefreshStep& step : steps_) {
    const bool same = step.table->resource().provider.name == provider.name &&
                      step.org == org;
    if (same && !step.decided) choices.push_back({&step});
  }
  SnapshotRow newest(3);
  if (provider.saved_events) {
    RefreshLog log(file_, *live_, all_, provider, org, number_);
    Status status = choose(options, log, choices, newest);
    if (!status) return status;
  }
  return write_decided(choices, newest);
}

// Reads the events. Returns why all is to be read, or nothing.
Result<std::string> Refresh::read_log(const RefreshOptions& options,
                                      RefreshLog& log,
                                      const std::vector<Choice>& choices) {
  std::string since;
  for (const auto& [step, read, decision] : choices) {
    if (!by_log(read)) continue;
    if (read.runs + 1 >= options.full_every) {
      return "one of " + std::to_string(options.full_every) + " refreshes";
    }
    if (read.turned > kOldest) {
      return std::string("the last refresh was a week ago");
    }
    since = since.empty() ? read.published : std::min(since, read.published);
  }
  if (since.empty()) return since;
  if (Status s = log.read(since); !s) return s.error();
  for (const Choice& choice : choices) {
    if (!by_log(choice.read)) continue;
    const auto there = log.has_read(choice.read.uuid);
    if (!there) return there.error();
    if (!*there) return std::string("the log no longer has what it had then");
  }
  return std::string();
}

Status Refresh::choose(const RefreshOptions& options, RefreshLog& log,
                       std::vector<Choice>& choices, SnapshotRow& newest) {
  auto known = log.reads();
  if (!known) return known.error();
  bool any = false;
  for (Choice& choice : choices) {
    const SavedTable& table = *choice.step->table;
    if (!table.log() || options.full) continue;
    choice.read = (*known)[table.resource().name];
    any = any || by_log(choice.read);
  }
  auto why = read_log(options, log, choices);
  const bool partly = any && why && why->empty();
  auto found = !why     ? Result<SnapshotRow>(why.error())
               : partly ? log.newest_read()
                        : log.newest();
  if (found) {
    newest = *std::move(found);
  } else if (log.is_refused() || options.full) {
    why = "the log can't be read: " + found.error().text;
  } else {
    return Error{found.error().text +
                 " Without the log: SELECT idp_refresh('main', '{\"full\": "
                 "true}')."};
  }
  newest.resize(3);
  newest[2] = log.now();
  // How long ago that was is known since the provider has told its time.
  known = log.reads();
  if (!known) return known.error();
  for (auto& [step, read, decision] : choices) {
    decision.why = *why;
    if (!partly || !by_log(read)) continue;
    read = (*known)[step->table->resource().name];
    auto due = log.due(*step->table, read);
    if (!due) return due.error();
    decision = *std::move(due);
    if (!decision.part.empty()) step->way = read.way;
  }
  return {};
}

Status Refresh::write_decided(const std::vector<Choice>& choices,
                              const SnapshotRow& newest) {
  const auto is_part = [](const Choice& choice) {
    return !choice.decision.part.empty();
  };
  if (std::ranges::any_of(choices, is_part)) {
    for (const Choice& choice : choices) {
      if (is_part(choice)) continue;
      Status s = file_.run(choice.step->table->sql("not due"));
      if (!s) return s;
    }
    Status s = write_parts(inventory_sql("write due"),
                           {number_, choices.front().step->org});
    if (!s) return s;
  }
  Status written = write([&]() -> Status {
    for (const auto& [step, read, decision] : choices) {
      const SnapshotRow which = {number_, step->table->resource().provider.name,
                                 step->org, step->table->resource().name,
                                 static_cast<std::int64_t>(step->way)};
      SnapshotRow row = which;
      row.insert(row.end(),
                 {or_null(decision.part), or_null(decision.why), newest[0],
                  newest[1], or_null(decision.turn), newest[2]});
      if (Status s = file_.run(inventory_sql("decide step"), row); !s) return s;
      if (decision.extra.empty()) continue;
      row = which;
      row.emplace_back(decision.extra);
      if (Status s = file_.run(inventory_sql("add extra"), row); !s) return s;
    }
    return {};
  });
  return written ? load_steps() : written;
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
