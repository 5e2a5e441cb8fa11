// refresh.cpp - reads step by step, and completes the refresh.
#include "ext/refresh.h"

#include <algorithm>

#include "ext/refresh_step.h"
#include "json/tree.h"

namespace idp {
namespace {

constexpr std::chrono::seconds kAliveEvery{10};

}  // namespace

int Refresh::tick(void* data) {
  Refresh& refresh = *static_cast<Refresh*>(data);
  try {
    if (refresh.stop_.asked()) return 1;
    if (!refresh.problem_) return 1;
    refresh.problem_ =
        refresh.reader_ ? refresh.reader_->keep_due() : refresh.be_alive();
  } catch (const std::exception&) {
    refresh.problem_ = Error{"out of memory."};
  }
  return refresh.problem_ ? 0 : 1;
}

// While the log is read nothing else is written.
Status Refresh::be_alive() {
  const auto now = Clock::now();
  if (number_ == 0 || now - alive_ < kAliveEvery) return {};
  alive_ = now;
  return write([] { return Status(); });
}

Status Refresh::write(const std::function<Status()>& body) {
  return file_.write([&]() -> Status {
    const std::int64_t calls = live_ ? live_->calls() : 0;
    Status status = file_.run(inventory_sql("heartbeat"),
                              {number_, owner_, calls - calls_told_});
    if (!status) return status;
    if (file_.changes() == 0) {
      return Error{
          "another process has taken this refresh over, as it gave no "
          "sign of life for two minutes."};
    }
    status = body();
    if (status) calls_told_ = calls;
    return status;
  });
}

Status Refresh::save(const RefreshStep& step,
                     const std::function<Status()>& body) {
  return write([&]() -> Status {
    Status status = body ? body() : Status();
    if (!status) return status;
    return file_.run(
        inventory_sql("set step"),
        {number_, step.org, step.table->resource().name,
         static_cast<std::int64_t>(step.way), step.done, step.state,
         or_null(step.message), std::int64_t{step.extra}});
  });
}

Status Refresh::write_parts(SavedFile::Statements section,
                            const SnapshotRow& values) {
  const std::string is_left = section.front();
  section.erase(section.begin());
  for (;;) {
    const auto left = file_.rows({is_left}, values);
    if (!left) return left.error();
    if (left->empty()) return {};
    Status status = write([&] { return file_.run(section, values); });
    if (!status) return status;
  }
}

Status Refresh::undo(const SavedTable& table, std::int64_t number,
                     const std::string& org) {
  if (Status s = file_.run(table.sql("prepare")); !s) return s;
  if (Status s = file_.run(table.sql("undo"), {number, org}); !s) return s;
  return write_parts(table.sql("write undone"), {number, org});
}

// Lists come before what is read by their rows. Of a table, what is read for
// the sake of another one's row comes first, so that what is read to be
// compared has it; and what is due to changes of others is behind these.
RefreshStep* Refresh::next_step() {
  const auto rank = [](const RefreshStep& step) {
    if (step.table->ways().empty()) return 0;
    if (step.extra) return 1;
    return step.part.empty() || step.table->log()->after.empty() ? 2 : 3;
  };
  RefreshStep* next = nullptr;
  for (RefreshStep& step : steps_) {
    if (step.state != "to do") continue;
    if (!next || rank(step) < rank(*next)) next = &step;
  }
  return next;
}

Status Refresh::read_all() {
  RefreshStep* step = nullptr;
  do {
    while ((step = next_step())) {
      StepReader reader(*this, *step);
      if (Status status = reader.read(); !status) return status;
    }
    if (Status status = check_samples(); !status) return status;
  } while (next_step());
  if (std::ranges::none_of(steps_, [](const RefreshStep& one) {
        return one.state == "complete";
      })) {
    return Error{steps_.front().message};
  }
  return {};
}

Result<std::string> Refresh::complete() {
  std::int64_t rows = 0, added = 0, changed = 0, removed = 0;
  json::Object covers;
  std::string message, kind = "full";
  const auto add_line = [&](const std::string& line) {
    message += (message.empty() ? "" : "\n") + line;
  };
  for (const RefreshStep& step : steps_) {
    if (step.extra) continue;
    if (!step.part.empty()) kind = "log";
    const std::string whole = step.org + ": read as a whole: ";
    if (!step.why.empty() && message.find(whole + step.why) == message.npos) {
      add_line(whole + step.why);
    }
    const std::string name = step.table->resource().name + " of " + step.org;
    if (!step.message.empty()) {
      add_line(name +
               (step.state == "complete" ? ": without those of "
                                         : ": not covered: ") +
               step.message);
    }
    if (step.state != "complete") continue;
    const auto counts =
        file_.rows(step.table->sql("count"), {number_, step.org});
    if (!counts) return counts.error();
    const SnapshotRow& count = counts->front();
    covers.push_back({name, {number_at(count, 0)}});
    rows += number_at(count, 0);
    added += number_at(count, 1) - number_at(count, 2);
    changed += number_at(count, 2);
    removed += number_at(count, 3) - number_at(count, 2);
  }
  if (Status s = write_parts(inventory_sql("drop due"), {number_}); !s) {
    return s.error();
  }
  Status shown = write([&]() -> Status {
    Status status = file_.run(inventory_sql("show"),
                              {number_, rows, added, changed, removed,
                               json::text_of({covers}), kind});
    if (!status) return status;
    return file_.run(inventory_sql("end"),
                     {number_, "complete", or_null(message)});
  });
  if (!shown) return shown.error();
  return json::text_of({json::Object{{"refresh", {number_}},
                                     {"kind", {kind}},
                                     {"rows", {rows}},
                                     {"added", {added}},
                                     {"changed", {changed}},
                                     {"removed", {removed}},
                                     {"calls", {live_->calls()}},
                                     {"covers", {std::move(covers)}},
                                     {"message", {message}}}});
}

Result<std::string> Refresh::run(const RefreshOptions& options) {
  if (Status s = add_steps(options); !s) return s.error();
  if (Status s = make_objects(); !s) return s.error();
  auto live = LiveTables::open(session_, tick, this);
  if (!live) return live.error();
  live_.emplace(*std::move(live));
  Status status = claim(options.max_age);
  if (status) status = decide(options);
  if (status) status = read_all();
  if (status) {
    auto done = complete();
    if (done) return done;
    status = done.error();
  }
  if (!problem_) status = problem_;
  if (stop_.was_asked()) {
    status = Error{"interrupted", Error::Kind::interrupted};
  }
  if (number_ == 0) return status.error();
  const std::string text = status.error().text;
  static_cast<void>(write([&] {
    return file_.run(inventory_sql("end"), {number_, "stopped", text});
  }));
  if (status.error().kind == Error::Kind::interrupted) return status.error();
  return Error{text +
               " What was read is kept: SELECT idp_refresh() goes on there."};
}

}  // namespace idp
