// cursor.h - one cursor is one scan: of the rows that one place in a statement
// asks a table for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ext/table.h"
#include "scan/scan.h"

namespace idp {

struct Cursor : sqlite3_vtab_cursor {
  explicit Cursor(Table& table)
      : sqlite3_vtab_cursor{},
        session(table.session),
        resource(table.resource) {}
  ~Cursor();
  Cursor(const Cursor&) = delete;

  Table& table() const { return *static_cast<Table*>(pVtab); }
  Action action() const {
    return execution->updates ? Action::change : Action::remove;
  }
  Statement& statement() const { return *execution->statement; }
  // Whether the rows are those that a DELETE or an UPDATE selects from.
  bool deletes() const { return execution->writes_to(pVtab); }

  // What it belongs to while it is open. Fails where settings can't be read.
  Status join() {
    if (execution) return {};
    auto joined = session->execution();
    if (!joined) return Error{resource.name + ": " + joined.error().text};
    (*joined)->statement->known_rows().add_reader(resource);
    execution = *std::move(joined);
    return {};
  }

  void drop_scan() {
    if (scan) statement().foresight().remove(*scan);
    scan.reset();
    tally.reset();
  }

  // Where in the statement the scan is: its table, and what it is asked.
  std::string place() const {
    return std::to_string(reinterpret_cast<std::uintptr_t>(pVtab)) + plan_text;
  }

  const std::shared_ptr<Session> session;
  const Resource& resource;
  std::shared_ptr<Execution> execution;
  Plan plan;
  std::string plan_text;  // of the scan
  std::unique_ptr<Scan> scan;
  std::optional<Tally> tally;                // where lists may go as a whole
  std::map<std::size_t, Choices> asked_for;  // by column: check_repeated()
  // The present row's key, if nothing of the row was read after it: then a
  // DELETE has selected the row. Where SQLite looks at two sides of an OR, it
  // reads a key before it has decided.
  std::optional<std::string> selected;
  bool at_end = true;
};

// What is asked, and can't be right.

// What is shown without having been asked for must not be compared: that would
// be a question which was never sent.
Status check_shown(const Cursor& cursor);
// Where there are several orgs, the default one is not asked for what another
// table says too late, or of an expression, or where xBestIndex isn't told.
Status check_org(const Cursor& cursor);
// A text that is compared as a number equals more than what would be sent.
Status check_numbers(const Cursor& cursor, const std::vector<Choices>& values);
// Before SQLite 3.38 the values of an IN come one at a time. Where no row shows
// them, as the size of a page, or where two of them name one org, each would
// find the same rows.
Status check_repeated(Cursor& cursor, const std::vector<Choices>& values);
// Whether nothing says that the statement stops early, as far as the first ask
// and the second one tell: the LIMIT of a subquery doesn't end what is asked
// again and again. (SQLite 3.54 gives each EXISTS one.)
bool reads_on(const Cursor& cursor);
// See Program. Nothing where that may be of no use.
EachRow each_row_of(const Cursor& cursor);
// Whether a DELETE has a WHERE that names no column.
bool names_none(const Cursor& cursor);

}  // namespace idp
