// cursor.cpp - opens, asks, moves and closes cursors.
#include "ext/cursor.h"

#include "ext/guard.h"
#include "ext/module.h"
#include "ext/permission.h"
#include "ext/residual.h"
#include "ext/value.h"
#include "ext/values.h"
#include "plan/key.h"

namespace idp {
namespace {

// What this transaction is going to change in that column of the present row;
// or null.
const Revocation* staged_change(const Cursor& cursor, std::size_t column) {
  const Ledger& ledger = cursor.session->ledger();
  if (!ledger.any_changes() || !cursor.resource.sets(column)) return nullptr;
  const auto key = cursor.scan->key();
  if (!key) return nullptr;
  return ledger.change(
      Revocation::change_identity(cursor.resource, *key, column));
}

// The present row's key, and what else says how the row is changed: as those
// who read in this transaction see it.
std::optional<std::string> change_key(const Cursor& cursor) {
  auto key = cursor.scan->key();
  if (!key) return key;
  http::Query values;
  for (const std::size_t column : cursor.resource.change_columns) {
    const Revocation* change = staged_change(cursor, column);
    auto text = change ? change->value : text_of(cursor.scan->cell(column));
    if (!text) continue;
    values.emplace_back(cursor.resource.columns[column].name, *std::move(text));
  }
  return make_change_key(*std::move(key), std::move(values));
}

// Rows that this transaction is going to revoke are gone for those who read
// in it.
bool hidden(Cursor& cursor) {
  const Ledger& ledger = cursor.session->ledger();
  if (!ledger.any_staged() || !cursor.resource.revocation()) return false;
  const auto key = change_key(cursor);
  if (!key) return false;
  const Result<Revocation> revocation = make_revocation(cursor.resource, *key);
  if (!revocation || !ledger.staged(revocation->identity())) return false;
  if (cursor.tally) cursor.tally->take(*key, true);
  return true;
}

// SQLite's own word for an interrupt is the one that hosts look for.
Error told(const Cursor& cursor, Error error) {
  cursor.session->note_failure(error.kind);
  if (error.kind == Error::Kind::interrupted) error.text = "interrupted";
  return error;
}

// SQLite is done with the present row.
Status leave_row(Cursor& cursor) {
  if (!cursor.selected) return {};
  const std::string key = *std::move(cursor.selected);
  cursor.selected.reset();
  if (cursor.tally) cursor.tally->take(key, false);
  return may_select(cursor.table(), cursor.statement().selection().add(key));
}

// Also where it was opened by the parent.
Status check_process(const Cursor& cursor) {
  Status status = cursor.session->check_process();
  if (status) return status;
  return Error{cursor.resource.name + ": " + status.error().text};
}

Status advance(Cursor& cursor) {
  cursor.at_end = true;
  if (Status status = check_process(cursor); !status) return status;
  if (Status status = leave_row(cursor); !status) return status;
  do {
    const Result<bool> more = cursor.scan->next();
    if (!more) return told(cursor, more.error());
    if (!*more) {
      if (cursor.tally) {
        if (Status s = cursor.tally->end(); !s) return told(cursor, s.error());
      }
      cursor.scan->tell(cursor.session->sizes());
      cursor.session->give_row(*cursor.execution, *cursor.scan, true);
      return {};
    }
    if (cursor.tally) {
      Status status = cursor.tally->see(cursor.scan->listing());
      if (!status) return told(cursor, status.error());
    }
  } while (hidden(cursor));
  cursor.statement().foresight().show(*cursor.scan);
  cursor.session->give_row(*cursor.execution, *cursor.scan, false);
  cursor.at_end = false;
  return {};
}

// The cursor's plan is asked for the first time.
Status begin_scan(Cursor& cursor) {
  Table& table = cursor.table();
  const Plan& plan = cursor.plan;
  Statement& statement = cursor.statement();
  if (cursor.deletes() && names_none(cursor)) {
    return nameless_refused(table, cursor.action());
  }
  if (Status status = check_shown(cursor); !status) return status;
  if (Status status = check_org(cursor); !status) return status;
  cursor.scan = statement.foresight().take_parked(cursor.place());
  if (!cursor.scan) {
    cursor.scan = std::make_unique<Scan>(
        table.session->resources(), table.resource, plan, statement.asked(),
        statement.known_rows(), statement.settings());
    EachRow outer = each_row_of(cursor);
    cursor.scan->name_tables(name_in_program(cursor.pVtab),
                             std::move(outer.table), std::move(outer.compared));
  }
  if (cursor.deletes() && plan.whole_lists && statement.settings()->bulk) {
    cursor.tally.emplace(table.resource, table.resource.methods[*plan.method],
                         statement.selection().whole_lists(), statement.asked(),
                         statement.settings());
  }
  return {};
}

InOn in_on(const Cursor& cursor) {
  return [&](std::size_t column) {
    return cursor.execution->may_be_in_on(cursor.pVtab, column);
  };
}

// What stands behind the values of the plan.
std::vector<RowTerm> residuals_of(const Cursor& cursor, int number,
                                  std::span<sqlite3_value* const> values) {
  const Plan& plan = cursor.plan;
  if (number == 0) return {};
  const std::size_t own = plan.by_key ? 1 : plan.bindings.size();
  return residuals(cursor.resource, number, values.subspan(own), in_on(cursor));
}

Status start(Cursor& cursor, int number, const char* text, int argc,
             sqlite3_value** argv) {
  Table& table = cursor.table();
  cursor.at_end = true;
  if (Status status = check_process(cursor); !status) return status;
  if (Status status = leave_row(cursor); !status) return status;
  if (cursor.plan_text != text) {
    cursor.drop_scan();
    cursor.plan = parse_plan(table.resource, text);
    cursor.plan_text = text;
  }
  const Plan& plan = cursor.plan;
  if (!plan.method) return plan_error(table.resource, plan);
  if (std::ranges::any_of(plan.bindings, is_offered_from_on)) {
    if (Status status = cursor.join(); !status) return status;
  }
  std::vector<Choices> values = idp::bind(table, plan, argv, in_on(cursor));
  if (std::ranges::any_of(values, [](auto& v) { return v.any.empty(); })) {
    return {};  // nothing can match
  }
  if (Status status = cursor.join(); !status) return status;
  if (const sqlite3_vtab* target = cursor.execution->of_trigger) {
    return trigger_refused(*static_cast<const Table*>(target));
  }
  if (Status s = check_numbers(cursor, values); !s) return s;
  Statement& statement = cursor.statement();
  if (cursor.deletes()) {
    if (Status s = may_act(table, cursor.action()); !s) return s;
  }
  // The provider has not heard of what is staged.
  if (table.session->ledger().any_changes()) {
    std::erase_if(values, [&](const Choices& one) {
      return table.resource.sets(one.column);
    });
  }
  const std::vector<std::string> orgs = take_orgs(table, values);
  if (Status status = statement.use_orgs(table.resource, orgs); !status) {
    return status;
  }
  for (Choices& one : values) statement.name_once(table.resource, one);
  if (!cursor.scan) {
    if (Status status = begin_scan(cursor); !status) return status;
  }
  if (Status s = check_repeated(cursor, values); !s) return s;
  if (reads_on(cursor)) cursor.scan->read_on();
  cursor.scan->reject_by(
      residuals_of(cursor, number, {argv, static_cast<std::size_t>(argc)}));
  statement.foresight().add(*cursor.scan);
  if (Status status =
          cursor.scan->ask(std::move(values), most_rows(plan, argc, argv));
      !status) {
    return status;
  }
  // A DELETE collects all rows before it deletes the first one, as an UPDATE.
  if (cursor.deletes() && !plan.limited && !plan.whole_org) {
    cursor.scan->read_all();
  }
  statement.foresight().serve(*cursor.scan);
  return advance(cursor);
}

// The row's key is read: because the query names it, for a RIGHT JOIN, or for
// the DELETE or UPDATE that has selected the row.
Status read_key(Cursor& cursor, const std::optional<std::string>& key) {
  if (cursor.execution->targets.empty()) return {};
  if (cursor.plan.names_key) {
    cursor.statement().selection().name_key(cursor.plan);
    return {};
  }
  if (!cursor.deletes()) return {};
  if (cursor.plan.whole_org) {
    return whole_org_refused(cursor.table(), cursor.action());
  }
  cursor.selected = key;
  return {};
}

Cursor& cursor_of(sqlite3_vtab_cursor* cursor) {
  return *static_cast<Cursor*>(cursor);
}

}  // namespace

Cursor::~Cursor() {
  tally.reset();
  try {
    if (scan) {
      std::string where = place();
      statement().foresight().park(std::move(where), std::move(scan));
    }
  } catch (const std::bad_alloc&) {
    drop_scan();  // it begins anew where it is opened again
  }
  if (!execution) return;
  execution->statement->known_rows().remove_reader(resource);
  session->leave(std::move(execution));
}

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

int filter(sqlite3_vtab_cursor* cursor, int number, const char* plan_text,
           int argc, sqlite3_value** argv) {
  return guarded(cursor->pVtab->zErrMsg, [&] {
    return start(cursor_of(cursor), number, plan_text, argc, argv);
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
    // Then it is known of the column that an UPDATE leaves it as it is.
    if (sqlite3_vtab_nochange(context)) return {};
    if (index < cursor.resource.columns.size()) {
      cursor.selected.reset();
      const Revocation* change = staged_change(cursor, index);
      give_result(context, change ? Cell(std::string_view(change->value))
                                  : cursor.scan->cell(index));
      return {};
    }
    const auto key = index == cursor.resource.key_column() ? cursor.scan->key()
                                                           : change_key(cursor);
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
