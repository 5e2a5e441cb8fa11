// session.cpp - settings and callers of a connection.
#include "ext/session.h"

#include <unistd.h>

#include <algorithm>

#include "auth/sources.h"
#include "ext/permission.h"

namespace idp {

namespace {

Environment read_environment() {
  Environment variables;
  for (char** one = environ; one != nullptr && *one != nullptr; ++one) {
    const std::string_view text = *one;
    const std::size_t equals = std::min(text.find('='), text.size());
    variables.emplace(text.substr(0, equals),
                      text.substr(std::min(text.size(), equals + 1)));
  }
  return variables;
}

}  // namespace

Status Session::read_sources() {
  if (settings_) return {};
  Result<Settings> settings = read_settings({providers_, read_environment()});
  if (!settings) return settings.error();
  settings_ = std::make_shared<const Settings>(*std::move(settings));
  return {};
}

Result<std::shared_ptr<const Settings>> Session::settings() {
  if (Status status = read_sources(); !status) return status.error();
  return settings_;
}

Caller& Session::caller() {
  if (!caller_) {
    caller_.emplace(log_);
    cache_.emplace(*caller_);
  }
  return *caller_;
}

Stop Session::new_stop() {
  return Stop([this] {
    show_progress();
    return interrupt_.asked();
  });
}

// A statement begins with its first scan, and ends with its last one.
Asked& Session::asked() {
  if (!asked_) {
    begin_statement();
    stop_.emplace(new_stop());
    asked_.emplace(caller(), &*cache_, statement_, *stop_);
  }
  return *asked_;
}

Result<std::string> Session::configure(std::string_view json) {
  // What other sources say wrongly doesn't matter to who names an org here.
  const Status read = read_sources();
  Result<Settings> settings = idp::configure(
      read ? *settings_ : Settings(), json, {providers_, read_environment()});
  if (!settings) return settings.error();
  if (!read && settings->orgs.empty()) return read.error();
  std::string description = describe(*settings);
  // What one credential was shown is not for another one.
  clear_cache();
  settings_ = std::make_shared<const Settings>(*std::move(settings));
  return description;
}

std::size_t Session::clear_cache() {
  if (!caller_) return 0;
  const std::size_t count = cache_->clear();
  caller_->note_change();
  return count;
}

void Session::add_scan(Scan* scan) { foresight_.add(*scan); }

void Session::remove_scan(const Scan* scan) {
  foresight_.remove(*scan);
  if (!foresight_.scans().empty()) return;
  line_.clear();
  asked_.reset();
  interrupt_.end();
  known_rows_.clear();
}

void Session::note_staging() {
  staged_by_transaction_ = sqlite3_get_autocommit(db_) == 0;
}

Status Session::revoke() {
  if (!ledger_.any_staged()) {
    ledger_.carry_out_nothing();
    return {};
  }
  const auto settings = this->settings();
  if (!settings) return settings.error();
  if (!(*settings)->writes) return writes_are_off();
  if (staged_by_transaction_) begin_statement();
  staged_by_transaction_ = false;
  revoking_ = true;
  Stop stop = new_stop();
  Asked asked(caller(), nullptr, statement_, stop);
  Status status = ledger_.carry_out(asked, *settings);
  revoking_ = false;
  interrupt_.end();
  line_.clear();
  return status;
}

// The virtual machine's steps of the statements that run. SQLite adds them up
// when a row is given to the user.
std::int64_t Session::steps() const {
  std::int64_t steps = 0;
  for (sqlite3_stmt* one = sqlite3_next_stmt(db_, nullptr); one != nullptr;
       one = sqlite3_next_stmt(db_, one)) {
    if (sqlite3_stmt_busy(one)) {
      steps += sqlite3_stmt_status(one, SQLITE_STMTSTATUS_VM_STEP, 0);
    }
  }
  return steps;
}

bool Session::writing() const {
  for (sqlite3_stmt* one = sqlite3_next_stmt(db_, nullptr); one != nullptr;
       one = sqlite3_next_stmt(db_, one)) {
    if (sqlite3_stmt_busy(one) && !sqlite3_stmt_readonly(one)) return true;
  }
  return false;
}

void Session::give_row(const Scan& scan, bool at_end) {
  interrupt_.rest();
  if (!line_.shown()) return;
  const bool outermost = foresight_.scans().front() == &scan;
  if (at_end ? outermost : steps() != steps_) line_.clear();
}

void Session::begin_statement() {
  steps_ = steps();
  began_ = Pacer::Clock::now();
  statement_ = log_.begin_statement();
}

// Called while something is waited for.
void Session::show_progress() {
  const ShowProgress wish = settings_->progress;
  const Pacer::Time now = Pacer::Clock::now();
  const Totals totals = log_.of_statement(statement_);
  const bool terminal = StatusLine::on_terminal();
  // Before anything was sent, a command may ask there for a password.
  if (totals.peak == 0 || wish == ShowProgress::off ||
      (wish == ShowProgress::automatic && !terminal) ||
      !progress_due(began_, shown_, now, terminal)) {
    return;
  }
  shown_ = now;
  Progress progress;
  for (const Scan* scan : foresight_.scans()) scan->report(progress);
  if (revoking_) {
    const Ledger::Counts rows = ledger_.counts();
    progress.parts.push_back({"revoked", rows.done, rows.all, true});
  }
  progress.requests = totals.requests;
  progress.budget = caller_->budget();
  progress.capacity_percent = settings_->pace.capacity_percent;
  progress.elapsed = std::chrono::floor<std::chrono::seconds>(now - began_);
  progress.waited = std::chrono::floor<std::chrono::seconds>(totals.waited);
  line_.show(progress_line(progress, StatusLine::width()));
}

}  // namespace idp
