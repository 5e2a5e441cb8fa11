// update.cpp - DELETE stages, COMMIT revokes, ROLLBACK forgets.
#include "ext/guard.h"
#include "ext/module.h"
#include "ext/permission.h"
#include "ext/table.h"
#include "ext/value.h"

namespace idp {
namespace {

Table& table_of(sqlite3_vtab* table) { return *static_cast<Table*>(table); }

// The DELETE that runs; null if no cursor of it is open, which a DELETE has.
Statement* statement_of(const Table& table) {
  const auto execution = table.session->statements().known();
  return execution ? execution->statement.get() : nullptr;
}

Status stage_row(Table& table, Statement* statement, sqlite3_value* key) {
  const auto text = text_of(key);
  if (!text) {
    return Error{table.name +
                 ": a row that has no id can't be revoked; nothing was staged "
                 "for it."};
  }
  Result<Revocation> revocation = make_revocation(table.resource, *text);
  if (!revocation) return revocation.error();
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

// One argument is a DELETE of the row with that key.
int update_row(sqlite3_vtab* vtab, int argc, sqlite3_value** argv,
               sqlite3_int64*) {
  return guarded(vtab->zErrMsg, [&]() -> Status {
    Table& table = table_of(vtab);
    Statement* statement = statement_of(table);
    if (Status s = may_stage(table, statement, argc == 1); !s) return s;
    return stage_row(table, statement, argv[0]);
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
