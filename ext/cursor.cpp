// cursor.cpp - one cursor is one scan.
#include <algorithm>
#include <map>

#include "ext/compared.h"
#include "ext/guard.h"
#include "ext/module.h"
#include "ext/permission.h"
#include "ext/table.h"
#include "ext/value.h"
#include "ext/values.h"
#include "plan/given.h"
#include "scan/scan.h"

namespace idp {
namespace {

struct Cursor : sqlite3_vtab_cursor {
  explicit Cursor(Table& table)
      : sqlite3_vtab_cursor{},
        session(table.session),
        resource(table.resource) {}
  ~Cursor() {
    drop_scan();
    if (!execution) return;
    execution->statement->known_rows().remove_reader(resource);
    session->leave(std::move(execution));
  }
  Cursor(const Cursor&) = delete;

  Table& table() const { return *static_cast<Table*>(pVtab); }
  Statement& statement() const { return *execution->statement; }
  // Whether the rows are those that a DELETE selects from.
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

  const std::shared_ptr<Session> session;
  const Resource& resource;
  std::shared_ptr<Execution> execution;
  Plan plan;
  std::string plan_text;  // of the scan
  std::optional<Scan> scan;
  std::optional<Tally> tally;                // where lists may go as a whole
  std::map<std::size_t, Choices> asked_for;  // by column: check_repeated()
  // The present row's key, if nothing of the row was read after it: then a
  // DELETE has selected the row. Where SQLite looks at two sides of an OR, it
  // reads a key before it has decided.
  std::optional<std::string> selected;
  bool at_end = true;
};

// Rows that this transaction is going to revoke are gone for those who read
// in it.
bool hidden(const Table& table, const Scan& scan) {
  const Ledger& ledger = table.session->ledger();
  if (!ledger.any_staged() || !table.resource.revocation()) return false;
  const auto key = scan.key();
  if (!key) return false;
  const Result<Revocation> revocation = make_revocation(table.resource, *key);
  return revocation && ledger.staged(revocation->identity());
}

// SQLite's own word for an interrupt is the one that hosts look for.
Error told(Error error) {
  if (error.kind == Error::Kind::interrupted) error.text = "interrupted";
  return error;
}

// SQLite is done with the present row.
Status leave_row(Cursor& cursor) {
  if (!cursor.selected) return {};
  const std::string key = *std::move(cursor.selected);
  cursor.selected.reset();
  if (cursor.tally) cursor.tally->take(key);
  return may_select(cursor.table(), cursor.statement().selection().add(key));
}

Status advance(Cursor& cursor) {
  cursor.at_end = true;
  if (Status status = leave_row(cursor); !status) return status;
  do {
    const Result<bool> more = cursor.scan->next();
    if (!more) return told(more.error());
    if (!*more) {
      if (cursor.tally) cursor.tally->end();
      cursor.session->give_row(*cursor.execution, *cursor.scan, true);
      return {};
    }
    if (cursor.tally) cursor.tally->see(cursor.scan->listing());
  } while (hidden(cursor.table(), *cursor.scan));
  cursor.session->give_row(*cursor.execution, *cursor.scan, false);
  cursor.at_end = false;
  return {};
}

// What is shown without having been asked for must not be compared: that would
// be a question which was never sent.
Status check_shown(const Cursor& cursor) {
  const char* sql = sqlite3_sql(cursor.execution->prepared);
  for (const std::size_t index : cursor.plan.shown) {
    const Column& column = cursor.resource.columns[index];
    const Parameter& parameter = cursor.resource.parameters[*column.parameter];
    // What a DELETE uses is used by its WHERE.
    const bool compared =
        cursor.deletes() && parameter.place == Parameter::Place::path;
    if (compared ||
        (sql && compares_with_value(sql, cursor.table().name, column.name))) {
      return unsendable_error(cursor.resource, parameter);
    }
  }
  return {};
}

// Before SQLite 3.38 the values of an IN come one at a time. Where no row shows
// them, as the size of a page, or where two of them name one org, each would
// find the same rows.
Status check_repeated(Cursor& cursor, const std::vector<Choices>& values) {
  if (sqlite3_libversion_number() >= kListsVersion) return {};
  for (const Choices& one : values) {
    const Column& column = cursor.resource.columns[one.column];
    const auto& pins = cursor.table().pins;
    if (!column.echo_only() ||
        std::ranges::count(pins, one.column, &Pin::column) > 0) {
      continue;
    }
    const Parameter& parameter = cursor.resource.parameters[*column.parameter];
    const bool org = &parameter == cursor.resource.org();
    if (!org && takes_list(parameter)) continue;
    const auto add = cursor.asked_for.try_emplace(
        one.column, Choices{one.column, one.op, {}});
    std::vector<std::string>& known = add.first->second.any;
    if (std::ranges::count(known, one.any.front()) > 0) continue;
    known.push_back(one.any.front());
    const std::size_t count = known.size();
    cursor.statement().name_once(cursor.resource, add.first->second);
    if (!org && count > 1) return unsendable_error(cursor.resource, parameter);
    if (known.size() < count) {
      return Error{
          cursor.resource.name + ": '" + one.any.front() +
          "' is an org that the statement names otherwise, too, and "
          "before 3.38 SQLite would show its rows twice. Name it once."};
    }
  }
  return {};
}

Status start(Cursor& cursor, const char* text, int argc, sqlite3_value** argv) {
  Table& table = cursor.table();
  cursor.at_end = true;
  if (Status status = leave_row(cursor); !status) return status;
  if (cursor.plan_text != text) {
    cursor.drop_scan();
    cursor.plan = parse_plan(table.resource, text);
    cursor.plan_text = text;
  }
  const Plan& plan = cursor.plan;
  if (!plan.method) return plan_error(table.resource, plan);
  std::vector<Choices> values = bind(table, plan, argv);
  if (std::ranges::any_of(values, [](auto& v) { return v.any.empty(); })) {
    return {};  // nothing can match
  }
  if (Status status = cursor.join(); !status) return status;
  if (const sqlite3_vtab* target = cursor.execution->of_trigger) {
    return trigger_refused(*static_cast<const Table*>(target));
  }
  Statement& statement = cursor.statement();
  const std::vector<std::string> orgs = take_orgs(table, values);
  if (Status status = statement.use_orgs(table.resource, orgs); !status) {
    return status;
  }
  for (Choices& one : values) statement.name_once(table.resource, one);
  if (!cursor.scan) {
    if (Status status = check_shown(cursor); !status) return status;
    cursor.scan.emplace(table.session->resources(), table.resource, plan,
                        statement.asked(), statement.known_rows(),
                        statement.settings());
    if (cursor.deletes() && plan.whole_lists && statement.settings()->bulk) {
      cursor.tally.emplace(table.resource, table.resource.methods[*plan.method],
                           statement.selection().whole_lists());
    }
  }
  if (Status s = check_repeated(cursor, values); !s) return s;
  statement.foresight().add(*cursor.scan);
  if (Status status =
          cursor.scan->ask(std::move(values), most_rows(plan, argc, argv));
      !status) {
    return status;
  }
  // A DELETE collects all rows before it deletes the first one.
  if (cursor.deletes() && !plan.limited && !plan.whole_org) {
    cursor.scan->read_all();
  }
  statement.foresight().serve(*cursor.scan);
  return advance(cursor);
}

// The row's key is read: because the query names it, for a RIGHT JOIN, or for
// the DELETE that has selected the row.
Status read_key(Cursor& cursor, const std::optional<std::string>& key) {
  if (cursor.execution->targets.empty()) return {};
  if (cursor.plan.names_key) {
    cursor.statement().selection().name_key(cursor.plan);
    return {};
  }
  if (!cursor.deletes()) return {};
  if (cursor.plan.whole_org) return whole_org_refused(cursor.table());
  cursor.selected = key;
  return {};
}

Cursor& cursor_of(sqlite3_vtab_cursor* cursor) {
  return *static_cast<Cursor*>(cursor);
}

}  // namespace

int open_cursor(sqlite3_vtab* vtab, sqlite3_vtab_cursor** cursor) {
  return guarded(vtab->zErrMsg, [&]() -> Status {
    auto& table = *static_cast<Table*>(vtab);
    auto opened = std::make_unique<Cursor>(table);
    // Settings that can't be read are told when a scan needs them.
    static_cast<void>(opened->join());
    *cursor = opened.release();
    return {};
  });
}

int close_cursor(sqlite3_vtab_cursor* cursor) {
  const std::unique_ptr<Cursor> owner(static_cast<Cursor*>(cursor));
  return SQLITE_OK;
}

int filter(sqlite3_vtab_cursor* cursor, int, const char* plan_text, int argc,
           sqlite3_value** argv) {
  return guarded(cursor->pVtab->zErrMsg, [&] {
    return start(cursor_of(cursor), plan_text, argc, argv);
  });
}

int next_row(sqlite3_vtab_cursor* cursor) {
  return guarded(cursor->pVtab->zErrMsg,
                 [&] { return advance(cursor_of(cursor)); });
}

int at_end(sqlite3_vtab_cursor* cursor) { return cursor_of(cursor).at_end; }

int column_value(sqlite3_vtab_cursor* vtab_cursor, sqlite3_context* context,
                 int column) {
  return guarded(vtab_cursor->pVtab->zErrMsg, [&]() -> Status {
    Cursor& cursor = cursor_of(vtab_cursor);
    const auto index = static_cast<std::size_t>(column);
    if (index < cursor.resource.columns.size()) {
      cursor.selected.reset();
      give_result(context, cursor.scan->cell(index));
      return {};
    }
    const auto key = cursor.scan->key();
    if (Status status = read_key(cursor, key); !status) return status;
    if (key) give_result(context, Cell(std::string_view(*key)));
    return {};
  });
}

int row_number(sqlite3_vtab_cursor* cursor, sqlite3_int64*) {
  cursor->pVtab->zErrMsg = sqlite3_mprintf("these tables have no rowid");
  return SQLITE_ERROR;
}

}  // namespace idp
