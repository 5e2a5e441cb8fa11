// introspection.cpp - idp_methods, idp_requests and idp_stats.
#include "ext/introspection.h"

#include "ext/revocations.h"
#include "ext/snapshot.h"

namespace idp {
namespace {

std::string join(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

// What can be pushed down, beside the parameters: "status eq".
std::string filters(const Method& method) {
  std::vector<std::string> items;
  if (!method.filter) return {};
  for (const FilterTerm& term : method.filter->terms) {
    std::string item = term.field;
    for (const Operator op : term.operators) {
      item += " " + std::string(name_of(op));
    }
    items.push_back(std::move(item));
  }
  return join(items);
}

SnapshotValue or_null(const std::string& text) {
  return text.empty() ? SnapshotValue() : SnapshotValue(text);
}

std::vector<SnapshotRow> method_rows(const Session& session) {
  std::vector<SnapshotRow> rows;
  for (const Resource& resource : session.resources()) {
    for (const Method& method : resource.methods) {
      rows.push_back({resource.name, method.name,
                      std::string(method.selects ? "SELECT" : "DELETE"),
                      std::string(name_of(method.verb)), method.path,
                      join(method.path_parameters), join(method.optional),
                      filters(method), or_null(method.scope),
                      or_null(method.operation)});
    }
  }
  return rows;
}

std::vector<SnapshotRow> request_rows(const Session& session) {
  std::vector<SnapshotRow> rows;
  for (const RequestRecord& record : session.log().records()) {
    SnapshotValue status;
    if (record.status) status = std::int64_t{*record.status};
    rows.push_back({record.number, record.statement, record.subdomain,
                    record.verb, record.path, status, record.ms,
                    static_cast<std::int64_t>(record.bytes),
                    std::int64_t{record.retries}, std::int64_t{record.cached}});
  }
  return rows;
}

SnapshotRow totals_row(const char* scope, const Totals& totals) {
  return {std::string(scope), totals.requests,      totals.retries,
          totals.limited,     totals.bytes,         totals.cached,
          totals.peak,        totals.waited.count()};
}

}  // namespace

int add_introspection(sqlite3* db, const std::shared_ptr<Session>& session) {
  const int code = add_snapshot(
      db, "idp_methods",
      {"resource TEXT, method TEXT, sql_verb TEXT, http_verb TEXT, path TEXT, "
       "required_params TEXT, optional_params TEXT, filters TEXT, scope TEXT, "
       "operation TEXT",
       [session] { return method_rows(*session); }});
  if (code != SQLITE_OK) return code;
  const int next = add_snapshot(
      db, "idp_requests",
      {"number INTEGER, statement INTEGER, subdomain TEXT, verb TEXT, path "
       "TEXT, status INTEGER, ms REAL, bytes INTEGER, retries INTEGER, cached "
       "INTEGER",
       [session] { return request_rows(*session); }});
  if (next != SQLITE_OK) return next;
  const int last = add_revocations(db, session);
  if (last != SQLITE_OK) return last;
  return add_snapshot(
      db, "idp_stats",
      {"scope TEXT, requests INTEGER, retries INTEGER, limited INTEGER, bytes "
       "INTEGER, cached INTEGER, peak_in_flight INTEGER, wait_ms REAL",
       [session]() -> std::vector<SnapshotRow> {
         return {totals_row("statement", session->log().of_statement()),
                 totals_row("connection", session->log().of_connection())};
       }});
}

}  // namespace idp
