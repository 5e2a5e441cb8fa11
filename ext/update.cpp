// update.cpp - DELETE and UPDATE stage, COMMIT carries out, ROLLBACK forgets.
#include "ext/guard.h"
#include "ext/module.h"
#include "ext/permission.h"
#include "ext/table.h"
#include "ext/value.h"

namespace idp {
namespace {

Table& table_of(sqlite3_vtab* table) { return *static_cast<Table*>(table); }

// The one column that the UPDATE sets.
Result<std::size_t> changed_column(const Table& table, int argc,
                                   sqlite3_value** argv) {
  std::size_t column = 0;
  int count = 0;
  for (int i = 2; i < argc; ++i) {
    if (sqlite3_value_nochange(argv[i])) continue;
    column = static_cast<std::size_t>(i - 2);
    ++count;
  }
  if (count == 1 && table.resource.sets(column)) return column;
  Error error = no_such_call(table, name_of(Action::change));
  // 3.52 tells of an UPDATE … FROM which columns it sets, 3.40 doesn't.
  if (count > 1) {
    error.text +=
        " One column is set at a time. If that is what this statement does, "
        "it has a FROM, and this SQLite doesn't tell what is set there: choose "
        "the rows by WHERE … IN (SELECT …).";
  }
  return error;
}

// The row of that key, as it is to be staged; nothing where that is as it is.
Result<std::optional<Revocation>> asked_of(const Table& table, int argc,
                                           sqlite3_value** argv) {
  const auto key = text_of(argv[0]);
  if (!key) {
    return Error{table.name +
                 ": a row that has no id can't be revoked; nothing was staged "
                 "for it."};
  }
  if (argc > 1) {
    const Result<std::size_t> column = changed_column(table, argc, argv);
    if (!column) return column.error();
    return make_change(table.resource, *key, *column,
                       text_of(argv[2 + *column]));
  }
  Result<Revocation> revocation = make_revocation(table.resource, *key);
  if (!revocation) return revocation.error();
  if (Status status = check_when(*revocation); !status) return status.error();
  return std::optional(*std::move(revocation));
}

Status stage_row(Table& table, Statement* statement, int argc,
                 sqlite3_value** argv) {
  Result<std::optional<Revocation>> asked = asked_of(table, argc, argv);
  if (!asked) return asked.error();
  if (!*asked) return {};
  std::optional<Revocation>& revocation = *asked;
  Ledger& ledger = table.session->ledger();
  revocation->table = table.name;
  revocation->number = ledger.next_number();
  ledger.begin();
  table.session->note_staging(statement ? statement->number() : 0);
  if (table.stage.add(*std::move(revocation)) && statement != nullptr) {
    try {
      statement->selection().whole_lists().staged(table.stage);
    } catch (const std::bad_alloc&) {
      return {};  // it is staged: the rows of its list go one by one
    }
  }
  return {};
}

}  // namespace

// One argument is a DELETE of the row with that key; the first one of more is
// the key of the row that an UPDATE sets, or NULL in an INSERT.
int update_row(sqlite3_vtab* vtab, int argc, sqlite3_value** argv,
               sqlite3_int64*) {
  return guarded(vtab->zErrMsg, [&]() -> Status {
    Table& table = table_of(vtab);
    if (argc > 1 && sqlite3_value_type(argv[0]) == SQLITE_NULL) {
      return no_such_call(table, "INSERT");
    }
    // Null if no cursor of it is open, which a DELETE and an UPDATE have.
    const auto execution = table.session->statements().known();
    Statement* statement = execution ? execution->statement.get() : nullptr;
    const Action action = argc == 1 ? Action::remove : Action::change;
    if (execution && !execution->staged_before) {
      execution->staged_before = table.stage.size();
    }
    Status status = may_stage(table, statement, action);
    if (status) status = stage_row(table, statement, argc, argv);
    // SQLite takes back nothing of an UPDATE … FROM that fails.
    if (!status && execution) table.stage.cut(*execution->staged_before);
    return status;
  });
}

// Before the first statement of a transaction that writes to the table.
int begin_transaction(sqlite3_vtab* vtab) {
  return guarded(vtab->zErrMsg, [&]() -> Status {
    Table& table = table_of(vtab);
    if (Status status = may_write(table); !status) return status;
    table.session->statements().add_writable(vtab);
    table.session->ledger().begin();
    return {};
  });
}

// An error here makes the COMMIT fail with its text, and SQLite roll back. It
// is called for each table that was written to: the first one revokes what is
// staged in all of them.
int sync_transaction(sqlite3_vtab* vtab) {
  return guarded(vtab->zErrMsg, [&]() -> Status {
    Session& session = *table_of(vtab).session;
    Status status = session.revoke();
    if (status || !session.statements().releasing()) return status;
    return Error{status.error().text +
                     " RELEASE leaves the transaction open: ROLLBACK first.",
                 status.error().kind};
  });
}

int end_transaction(sqlite3_vtab* vtab) {
  Table& table = table_of(vtab);
  table.stage.clear();
  table.session->statements().remove_writable(vtab);
  table.session->ledger().end();
  return SQLITE_OK;
}

int savepoint(sqlite3_vtab* table, int number) {
  return guarded(table->zErrMsg, [&]() -> Status {
    table_of(table).stage.savepoint(number);
    return {};
  });
}

int release_savepoint(sqlite3_vtab* table, int number) {
  table_of(table).stage.release(number);
  return SQLITE_OK;
}

int rollback_to_savepoint(sqlite3_vtab* table, int number) {
  table_of(table).stage.rollback_to(number);
  return SQLITE_OK;
}

}  // namespace idp
