// session.cpp - reads settings, begins statements, revokes, shows progress.
#include "ext/session.h"

#include <unistd.h>

#include <algorithm>
#include <new>

#include "auth/sources.h"
#include "ext/hidden_names.h"
#include "ext/permission.h"
#include "system/timestamp.h"

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

// " okta_users is the provider's."
std::string hint(const HiddenName& hidden) {
  const std::string other = hidden.resource->long_name();
  if (sqlite3_stricmp(hidden.name.c_str(), other.c_str()) == 0) return {};
  return " " + other + " is the provider's.";
}

// Has statements that are prepared already be prepared anew before they run
// again, as any change of such a switch does.
void expire_plans(sqlite3* db) {
  constexpr int kSwitch = SQLITE_DBCONFIG_ENABLE_QPSG;
  int on = 0;
  sqlite3_db_config(db, kSwitch, -1, &on);
  sqlite3_db_config(db, kSwitch, on == 0 ? 1 : 0, nullptr);
  sqlite3_db_config(db, kSwitch, on, nullptr);
}

}  // namespace

Status Session::check_process() const {
  if (process_.is_this()) return {};
  return Error{
      "this connection was opened before the fork that made this process, and "
      "is the parent's: nothing was sent. Open one of its own in this process, "
      "after the fork."};
}

Status Session::read_sources() {
  if (settings_) return {};
  Result<Settings> settings = read_settings({providers_, read_environment()});
  if (!settings) return settings.error();
  settings_ = std::make_shared<const Settings>(*std::move(settings));
  return {};
}

Result<std::shared_ptr<const Settings>> Session::settings() {
  if (Status status = check_process(); !status) return status.error();
  if (Status status = read_sources(); !status) return status.error();
  if (settings_->problem) return *settings_->problem;
  return settings_;
}

Caller& Session::caller() {
  if (!caller_) {
    caller_.emplace(log_);
    cache_.emplace(*caller_);
  }
  return *caller_;
}

Result<std::string> Session::configure(std::string_view json) {
  if (Status status = check_process(); !status) {
    return Error{"idp_configure: " + status.error().text};
  }
  if (Status status = read_sources(); !status) return status.error();
  Result<Settings> settings =
      idp::configure(*settings_, json, {providers_, read_environment()});
  if (!settings) return settings.error();
  if (Status status = check_staged(*settings); !status) return status.error();
  std::string description = describe(*settings);
  if (settings->route != settings_->route) expire_plans(db_);
  // What one credential was shown is not for another one.
  clear_cache();
  settings_ = std::make_shared<const Settings>(*std::move(settings));
  return description;
}

// What a DELETE has read, or staged, is of the org as it was then: it must not
// go to another URL, or by another credential.
Status Session::check_staged(const Settings& next) const {
  const bool deleting = std::ranges::any_of(
      statements_.all(),
      [](const auto& execution) { return !execution->targets.empty(); });
  for (const Org& org : settings_->orgs) {
    if (!deleting && !ledger_.any_staged_for(org)) continue;
    const bool stays = std::ranges::any_of(
        next.orgs, [&](const Org& other) { return other.is_same_as(org); });
    if (stays) continue;
    return Error{"idp_configure: revocations in '" + org.subdomain +
                 "' are staged, so that its URL and credential can't be "
                 "changed now. COMMIT or ROLLBACK first."};
  }
  return {};
}

std::size_t Session::clear_cache() {
  if (!caller_) return 0;
  const std::size_t count = cache_->clear();
  caller_->note_change();
  return count;
}

Result<std::shared_ptr<Execution>> Session::execution() {
  const auto readable = settings();
  if (!readable) return readable.error();
  return statements_.current(
      [this](const Execution& execution) { return begin(execution); });
}

std::unique_ptr<Statement> Session::begin(const Execution& execution) {
  const std::int64_t number = log_.begin_statement();
  Caller& caller = this->caller();
  if (!execution.targets.empty()) note_hidden_names();
  return std::make_unique<Statement>(
      caller, execution.targets.empty() ? &*cache_ : nullptr, number, settings_,
      stop_of(number));
}

void Session::note_hidden_names() const {
  if (!may_tell()) return;
  for (const HiddenName& hidden : hidden_names(db_, resources_)) {
    note({"a database file has ", hidden.schema, ".", hidden.name,
          ", which SQLite takes where this statement says ", hidden.name, ".",
          hint(hidden)});
  }
}

std::function<bool()> Session::stop_of(std::int64_t statement) {
  return [this, statement] {
    show_progress(statement);
    return interrupt_.asked();
  };
}

void Session::note_staging(std::int64_t statement) {
  staged_alone_.reset();
  if (sqlite3_get_autocommit(db_) != 0) staged_alone_ = statement;
}

Status Session::revoke() {
  if (!ledger_.any_staged()) {
    ledger_.carry_out_nothing();
    return {};
  }
  const auto settings = this->settings();
  if (!settings) return settings.error();
  if (!(*settings)->writes) {
    return writes_are_off(**settings, ledger_.any_changes());
  }
  const auto most = static_cast<std::size_t>((*settings)->max_revocations);
  if (ledger_.count() > most) {
    return too_many(**settings, ledger_.any_changes());
  }
  const std::int64_t number =
      staged_alone_ ? *staged_alone_ : log_.begin_statement();
  staged_alone_.reset();
  const auto end = [](Session* session) { session->end_revoking(); };
  const std::unique_ptr<Session, decltype(end)> ending(this, end);
  Stop stop(stop_of(number));
  Asked asked(caller(), nullptr, number, stop);
  for (const auto& execution : statements_.all()) {
    execution->statement->forget();
  }
  revoking_ = Pacer::Clock::now();
  return ledger_.carry_out(asked, *settings);
}

void Session::end_revoking() noexcept {
  revoking_.reset();
  rest();
  line_.clear();
}

// SQLite adds a statement's steps up when it gives a row to the user.
void Session::give_row(const Execution& execution, const Scan& scan,
                       bool at_end) {
  interrupt_.rest();
  if (!line_.shown()) return;
  const bool outermost =
      execution.statement->foresight().scans().front() == &scan;
  const bool was_given =
      execution.prepared != nullptr &&
      sqlite3_stmt_status(execution.prepared, SQLITE_STMTSTATUS_VM_STEP, 0) > 0;
  if (at_end ? outermost : was_given) line_.clear();
}

void Session::leave(std::shared_ptr<Execution> execution) noexcept {
  if (execution.use_count() == 1) tell_notes(*execution);
  execution.reset();
  rest();
  if (!statements_.any()) line_.clear();
}

bool Session::may_tell() const noexcept {
  const ShowProgress wish = settings_->progress;
  return wish == ShowProgress::on ||
         (wish == ShowProgress::automatic && StatusLine::on_terminal());
}

void Session::note(
    std::initializer_list<std::string_view> parts) const noexcept {
  try {
    std::string text = "idp: ";
    for (const std::string_view part : parts) text += part;
    if (may_tell()) StatusLine::tell(text);
  } catch (const std::bad_alloc&) {
    return;
  }
}

void Session::tell_notes(const Execution& execution) const noexcept {
  try {
    for (const std::string& text : execution.statement->asked().notes()) {
      note({text});
    }
  } catch (const std::bad_alloc&) {
    return;
  }
}

// The last statement that may have waited takes what asks with it, and leaves
// its connections to others.
void Session::rest() noexcept {
  if (statements_.any()) return interrupt_.rest();
  interrupt_.end();
  if (caller_) caller_->rest();
}

// Called while something is waited for, which doesn't end for want of a line.
void Session::show_progress(std::int64_t statement) noexcept {
  try {
    draw_progress(statement);
  } catch (const std::bad_alloc&) {
    return;
  }
}

void Session::draw_progress(std::int64_t statement) {
  const Pacer::Time now = Pacer::Clock::now();
  const Totals totals = log_.of_statement(statement);
  Progress progress;
  progress.requests = totals.requests;
  Pacer::Time began = revoking_.value_or(now);
  if (revoking_) {
    const Ledger::Counts rows = ledger_.counts();
    progress.parts.push_back({ledger_.done_word(), rows.done, rows.all, true});
    progress.requests = rows.calls_done;
    progress.calls = rows.calls;
  } else {
    for (const auto& execution : statements_.all()) {
      if (execution->statement->number() != statement) continue;
      began = execution->statement->began();
      execution->statement->foresight().report(progress);
    }
  }
  const bool terminal = StatusLine::on_terminal();
  // Before anything was sent, a command may ask there for a password.
  if (totals.peak == 0 || !may_tell() ||
      !progress_due(began, shown_, now, terminal)) {
    return;
  }
  shown_ = now;
  progress.budget = caller_->budget();
  progress.capacity_percent = settings_->pace.capacity_percent;
  if (caller_->is_idle() && is_used_up(progress)) {
    progress.wait = Progress::Wait::window;
  } else if (caller_->is_to_retry()) {
    progress.wait = Progress::Wait::pause;
  }
  progress.now = unix_time();
  progress.elapsed = std::chrono::floor<std::chrono::seconds>(now - began);
  progress.waited = std::chrono::floor<std::chrono::seconds>(totals.waited);
  line_.show(progress_line(progress, StatusLine::width()));
}

}  // namespace idp
