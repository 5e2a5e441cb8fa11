// revocations.cpp - a row for each revocation or other change that COMMIT would
// carry out, or that the last transaction did.
#include "ext/revocations.h"

#include <algorithm>

#include "ext/snapshot.h"

namespace idp {
namespace {

// What names a row to change in any of the tables: userId, clientId …
std::vector<std::string> parameters(const Session& session) {
  std::vector<std::string> names;
  for (const Resource& resource : session.resources()) {
    for (const Method& method : resource.methods) {
      if (method.selects()) continue;
      for (const std::string& name : method.path_parameters) {
        if (std::ranges::count(names, name) == 0) names.push_back(name);
      }
    }
  }
  return names;
}

// "status = 'SUSPENDED'".
SnapshotValue set_by(const Revocation& row) {
  if (!row.changed) return {};
  return row.resource->columns[*row.changed].name + " = '" + row.value + "'";
}

SnapshotRow row_of(std::int64_t number, const RevocationCall& call,
                   const Revocation& revocation,
                   const std::vector<std::string>& names) {
  const Outcome& outcome = call.outcome;
  SnapshotRow row = {number,
                     std::string(state_name(call)),
                     std::string(name_of(call.method->verb)),
                     call.target.text(),
                     std::int64_t{call.bulk},
                     revocation.table,
                     revocation.key,
                     revocation.subdomain};
  for (const std::string& name : names) {
    const Resource& resource = *revocation.resource;
    const Parameter* parameter = resource.parameter(name);
    const std::string* value =
        parameter ? value_of(resource, *parameter, revocation.arguments)
                  : nullptr;
    row.push_back(value ? or_null(*value) : SnapshotValue());
  }
  row.emplace_back();
  if (outcome.status) row.back() = std::int64_t{*outcome.status};
  row.push_back(or_null(outcome.error_code));
  row.push_back(or_null(outcome.error_id));
  row.push_back(or_null(outcome.message));
  row.push_back(set_by(revocation));
  return row;
}

}  // namespace

int add_revocations(sqlite3* db, const std::shared_ptr<Session>& session) {
  const std::vector<std::string> names = parameters(*session);
  std::string columns =
      "call INTEGER, state TEXT, verb TEXT, path TEXT, bulk INTEGER, "
      "table_name TEXT, key TEXT, subdomain TEXT, ";
  for (const std::string& name : names) columns += "\"" + name + "\" TEXT, ";
  columns +=
      "status INTEGER, error_code TEXT, error_id TEXT, message TEXT, sets TEXT";
  const auto all_rows = [session, names] {
    std::vector<SnapshotRow> rows;
    std::int64_t number = 0;
    const auto settings = session->settings();
    const bool bulk = settings && (*settings)->bulk;
    for (const RevocationCall& call : session->ledger().calls(bulk)) {
      ++number;
      for (const Revocation& revocation : call.rows) {
        rows.push_back(row_of(number, call, revocation, names));
      }
    }
    return rows;
  };
  const int code = add_snapshot(db, "idp_changes", {columns, all_rows});
  if (code != SQLITE_OK) return code;
  return add_snapshot(db, "idp_revocations", {columns, all_rows});
}

}  // namespace idp
