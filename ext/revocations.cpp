// revocations.cpp - a row for each revocation that COMMIT would carry out, or
// that the last transaction did.
#include "ext/revocations.h"

#include <algorithm>

#include "ext/snapshot.h"

namespace idp {
namespace {

// What names a row to revoke in any of the tables: userId, clientId …
std::vector<std::string> parameters(const Session& session) {
  std::vector<std::string> names;
  for (const Resource& resource : session.resources()) {
    const Method* revocation = resource.revocation();
    if (revocation == nullptr) continue;
    for (const std::string& name : revocation->path_parameters) {
      if (std::ranges::count(names, name) == 0) names.push_back(name);
    }
  }
  return names;
}

SnapshotRow row_of(std::int64_t number, const RevocationCall& call,
                   const Revocation& revocation,
                   const std::vector<std::string>& names) {
  const Outcome& outcome = call.outcome;
  SnapshotRow row = {number,
                     std::string(name_of(outcome.state)),
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
  return row;
}

}  // namespace

int add_revocations(sqlite3* db, const std::shared_ptr<Session>& session) {
  const std::vector<std::string> names = parameters(*session);
  std::string columns =
      "call INTEGER, state TEXT, verb TEXT, path TEXT, bulk INTEGER, "
      "table_name TEXT, key TEXT, subdomain TEXT, ";
  for (const std::string& name : names) columns += "\"" + name + "\" TEXT, ";
  columns += "status INTEGER, error_code TEXT, error_id TEXT, message TEXT";
  return add_snapshot(
      db, "idp_revocations",
      {columns, [session, names] {
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
       }});
}

}  // namespace idp
