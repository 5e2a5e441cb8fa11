// update.cpp - DELETE stages, COMMIT revokes, ROLLBACK forgets.
#include <algorithm>

#include "ext/guard.h"
#include "ext/module.h"
#include "ext/table.h"
#include "ext/value.h"
#include "revoke/revoke.h"

namespace idp {
namespace {

Table& table_of(sqlite3_vtab* table) { return *static_cast<Table*>(table); }

// "userId and no clientId".
std::string narrowing(const Resource& resource) {
  std::string text;
  for (const Parameter* parameter : resource.narrowing()) {
    text += (text.empty() ? "" : " and no ") + parameter->name;
  }
  return text;
}

// "userId IN (SELECT id FROM users)".
std::string subquery(const Resource& resource) {
  const Parameter& first = *resource.narrowing().front();
  const std::size_t dot = first.from.find('.');
  if (dot == first.from.npos) {
    return first.name + " IN (SELECT " + first.name + " FROM " + resource.name +
           ")";
  }
  return first.name + " IN (SELECT " + first.from.substr(dot + 1) + " FROM " +
         first.from.substr(0, dot) + ")";
}

Status check_writable(const Table& table, bool deletes) {
  const Resource& resource = table.resource;
  if (!deletes || !resource.revocation()) {
    const bool revokes = resource.revocation() != nullptr;
    return Error{table.name + ": only SELECT" +
                 (revokes ? " and DELETE (which revokes)" : "") +
                 " work here; " + resource.provider.title +
                 (revokes ? " offers no call for INSERT or UPDATE."
                          : " offers no call to change it.") +
                 " See idp_methods."};
  }
  if (table.scans_all) {
    return Error{table.name + ": this DELETE names no " + narrowing(resource) +
                 ", so it would go through the whole org; nothing was revoked. "
                 "Name one, or all of them by a subquery: WHERE " +
                 subquery(resource) + "."};
  }
  if (!table.writable) {
    return Error{table.name + " is read-only. Delete from " + resource.name +
                 ", or create " + table.name + " with writable=1."};
  }
  return {};
}

Status stage_row(Table& table, sqlite3_value* key) {
  const auto text = text_of(key);
  if (!text) {
    return Error{table.name +
                 ": a row that has no id can't be revoked; nothing was staged "
                 "for it."};
  }
  Result<Revocation> revocation = make_revocation(table.resource, *text);
  if (!revocation) return revocation.error();
  table.stage.add(*std::move(revocation));
  table.session->note_staging();
  return {};
}

}  // namespace

// One argument is a DELETE of the row with that key.
int update_row(sqlite3_vtab* vtab, int argc, sqlite3_value** argv,
               sqlite3_int64*) {
  return guarded(vtab->zErrMsg, [&]() -> Status {
    Table& table = table_of(vtab);
    if (Status s = check_writable(table, argc == 1); !s) return s;
    return stage_row(table, argv[0]);
  });
}

int begin_transaction(sqlite3_vtab*) { return SQLITE_OK; }

// An error here makes the COMMIT fail with its text, and SQLite roll back.
int sync_transaction(sqlite3_vtab* vtab) {
  return guarded(vtab->zErrMsg, [&]() -> Status {
    Table& table = table_of(vtab);
    if (table.stage.empty()) return {};
    const auto settings = table.session->settings();
    if (!settings) return Error{table.name + ": " + settings.error().text};
    table.session->begin_revoking();
    Status status = revoke_all(table.resource, table.stage.revocations(),
                               table.session->caller(), *settings);
    table.session->end_revoking();
    return status;
  });
}

int end_transaction(sqlite3_vtab* table) {
  table_of(table).stage.clear();
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
