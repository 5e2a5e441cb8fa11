// statements.h - which SQL statement a cursor belongs to.
//
// SQLite doesn't say. But a statement that stands between two steps stands on a
// row, and one that is stepped to its first row has none (sqlite3_data_count():
// tried from 3.31 to 3.54). Where there are several of these, as one of them
// has called a function that steps another one, it is the one that began last:
// its data is fresh enough for all of them. Where there is none, one is stepped
// to a later row: SQLite 3.40 takes the last row away before, 3.46 doesn't.
// Then it is the only one that runs, or that began last, if all of them are
// known.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "ext/program.h"
#include "ext/sqlite.h"
#include "run/statement.h"

namespace idp {

// One run of a prepared statement, from its first open cursor of ours to its
// last one. Within that time SQLite can't begin it anew.
struct Execution {
  sqlite3_stmt* prepared = nullptr;
  // Those that were being stepped when it began: it runs within them.
  std::vector<sqlite3_stmt*> around;
  // The tables of ours from which it deletes, or which it tries to change.
  std::vector<const sqlite3_vtab*> targets;
  // One of them that a trigger writes to, which may come with a database file.
  // SQLite itself looks at that in later releases than 3.34 only.
  const sqlite3_vtab* of_trigger = nullptr;
  bool updates = false;  // it is no DELETE
  std::unique_ptr<Statement> statement;
  std::optional<std::size_t> staged_before;  // in the table that it writes to
  std::optional<Program> known_program;

  // Listed once, when something has to be known of it.
  const Program& program();
  // Whether the column is compared in the ON of an outer join, or who knows.
  bool may_be_in_on(const sqlite3_vtab* table, std::size_t column);
  bool writes_to(const sqlite3_vtab* table) const;
};

// A connection's.
class Statements {
 public:
  explicit Statements(sqlite3* db) : db_(db) {}

  // The tables that take part in the transaction: those that a statement may
  // write to.
  void add_writable(const sqlite3_vtab* table) { writable_.insert(table); }
  void remove_writable(const sqlite3_vtab* table) { writable_.erase(table); }

  using Begin = std::function<std::unique_ptr<Statement>(const Execution&)>;
  // The execution that is being stepped now. If no cursor of it is open yet,
  // `begin` makes its Statement.
  std::shared_ptr<Execution> current(const Begin& begin);
  // The same; null where no cursor of it is open.
  std::shared_ptr<Execution> known() const;

  // Whether what is stepped is a RELEASE: if the one of an outermost savepoint
  // fails, SQLite rolls back, and leaves an empty transaction open.
  bool releasing() const;

  // Whether there are some with an open cursor; and those.
  bool any() const;
  std::vector<std::shared_ptr<Execution>> all() const;

 private:
  std::vector<sqlite3_stmt*> stepped() const;
  std::vector<sqlite3_stmt*> stepped_on(
      std::vector<sqlite3_stmt*> on_row) const;
  void find_targets(Execution& execution) const;

  sqlite3* db_;
  std::set<const sqlite3_vtab*> writable_;
  std::vector<std::weak_ptr<Execution>>
      running_;  // in the order of their start
};

}  // namespace idp
