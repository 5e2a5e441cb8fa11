// statements.cpp - looks at the connection's prepared statements.
#include "ext/statements.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace idp {
const Program& Execution::program() {
  if (!known_program) known_program = program_of(prepared);
  return *known_program;
}

bool Execution::may_be_in_on(const sqlite3_vtab* table, std::size_t column) {
  return !program().whole || program().is_in_on(table, column);
}

bool Execution::writes_to(const sqlite3_vtab* table) const {
  return std::ranges::find(targets, table) != targets.end();
}

std::shared_ptr<Execution> Statements::current(const Begin& begin) {
  if (auto execution = known()) return execution;
  auto execution = std::make_shared<Execution>();
  execution->around = stepped();
  if (!execution->around.empty()) {
    execution->prepared = execution->around.front();
    execution->around.erase(execution->around.begin());
    find_targets(*execution);
  }
  execution->statement = begin(*execution);
  std::erase_if(running_, [](const auto& one) { return one.expired(); });
  running_.push_back(execution);
  return execution;
}

std::shared_ptr<Execution> Statements::known() const {
  const std::vector<sqlite3_stmt*> now = stepped();
  for (const auto& execution : all()) {
    if (!now.empty() && execution->prepared == now.front()) return execution;
  }
  return nullptr;
}

// What only controls a transaction counts as reading.
bool Statements::releasing() const {
  return std::ranges::any_of(stepped(), [](sqlite3_stmt* one) {
    const char* sql = sqlite3_sql(one);
    return sqlite3_stmt_readonly(one) && sql &&
           sqlite3_strlike("%release%", sql, 0) == 0;
  });
}

bool Statements::any() const {
  return std::ranges::any_of(running_,
                             [](const auto& one) { return !one.expired(); });
}

std::vector<std::shared_ptr<Execution>> Statements::all() const {
  std::vector<std::shared_ptr<Execution>> executions;
  for (const auto& one : running_) {
    if (auto execution = one.lock()) executions.push_back(std::move(execution));
  }
  return executions;
}

// Those that are being stepped, the innermost first. SQLite lists the one that
// was prepared last first; what is known to run within others stands before
// these, and of what is known, what began last.
std::vector<sqlite3_stmt*> Statements::stepped() const {
  std::vector<sqlite3_stmt*> now, on_row;
  for (sqlite3_stmt* one = sqlite3_next_stmt(db_, nullptr); one != nullptr;
       one = sqlite3_next_stmt(db_, one)) {
    if (!sqlite3_stmt_busy(one)) continue;
    (sqlite3_data_count(one) == 0 ? now : on_row).push_back(one);
  }
  if (now.empty()) return stepped_on(std::move(on_row));
  if (now.size() < 2) return now;
  const auto executions = all();
  const auto depth = [&](sqlite3_stmt* one) {
    for (std::size_t i = 0; i < executions.size(); ++i) {
      if (executions[i]->prepared == one) return i + 1;
    }
    const bool around = std::ranges::any_of(executions, [&](const auto& inner) {
      return std::ranges::count(now, inner->prepared) > 0 &&
             std::ranges::count(inner->around, one) > 0;
    });
    return around ? 0 : executions.size() + 1;
  };
  std::ranges::stable_sort(now, std::ranges::greater(), depth);
  return now;
}

// Of those that have a row, the one that is stepped to the next one: one at
// most, or none where that can't be told. What writes has had all of its rows
// before it gives the first one.
std::vector<sqlite3_stmt*> Statements::stepped_on(
    std::vector<sqlite3_stmt*> on_row) const {
  if (on_row.size() < 2) return on_row;
  std::size_t known = 0;
  sqlite3_stmt* last = nullptr;
  for (const auto& execution : all()) {
    const bool has_row = std::ranges::count(on_row, execution->prepared) > 0;
    if (!has_row || !execution->targets.empty()) continue;
    ++known;
    last = execution->prepared;
  }
  if (known < on_row.size()) return {};
  return {last};
}

// SQLite's own program of the statement says it, as VUpdate of a table. Its
// text doesn't: DELETE FROM t WHERE x IN (SELECT …) may delete nothing of ours.
// Behind the program stand those of its triggers, each from address 0 on.
void Statements::find_targets(Execution& execution) const {
  if (writable_.empty() || sqlite3_stmt_readonly(execution.prepared)) return;
  int programs = 0;
  const Program& program = execution.program();
  for (const Instruction& one : program.code) {
    if (one.address == 0) ++programs;
    if (one.name != "VUpdate") continue;
    for (const sqlite3_vtab* table : writable_) {
      if (one.p4 != name_in_program(table)) continue;
      execution.targets.push_back(table);
      // A DELETE hands over the key alone.
      execution.updates = one.p2 != 1;
      if (programs > 1) execution.of_trigger = table;
    }
  }
  // Should SQLite not say it to the end, it may be any of them.
  if (!program.whole) {
    execution.targets.assign(writable_.begin(), writable_.end());
  }
}

}  // namespace idp
