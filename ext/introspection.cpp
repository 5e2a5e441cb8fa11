// introspection.cpp - idp_methods, idp_orgs, idp_requests and idp_stats;
// and what else shows rows of our own.
#include "ext/introspection.h"

#include "ext/cost.h"
#include "ext/hidden_names.h"
#include "ext/revocations.h"
#include "ext/snapshot.h"

namespace idp {
namespace {

std::string join(const std::vector<std::string>& names,
                 const char* separator = ", ") {
  std::string text;
  for (const std::string& name : names) {
    text += (text.empty() ? "" : separator) + name;
  }
  return text;
}

// "status = SUSPENDED when status is ACTIVE"; of a DELETE what follows "when".
std::string changes(const Method& method) {
  std::string text;
  if (method.sets) text = method.sets->field + " = " + method.sets->to;
  if (method.when) {
    text += (text.empty() ? "when " : " when ") + method.when->field + " is " +
            join(method.when->is, " or ");
  }
  return text;
}

// What can be pushed down, beside the parameters: "status eq".
std::string filters(const Method& method) {
  std::vector<std::string> items;
  if (method.between)
    items.push_back(method.between->field + " eq gt ge lt le");
  if (!method.filter) return join(items);
  for (const FilterTerm& term : method.filter->terms) {
    std::string item = term.field;
    for (const Operator op : term.operators) {
      item += " " + std::string(name_of(op));
    }
    items.push_back(std::move(item));
  }
  return join(items);
}

// What a query gets instead of the resource: "main.users".
std::string hiders_of(const Resource& resource,
                      const std::vector<HiddenName>& hidden) {
  std::vector<std::string> names;
  for (const HiddenName& one : hidden) {
    if (one.resource != &resource) continue;
    names.push_back(one.schema + "." + one.name);
  }
  return join(names);
}

std::vector<SnapshotRow> method_rows(sqlite3* db, const Session& session) {
  std::vector<SnapshotRow> rows;
  const auto hidden = hidden_names(db, session.resources());
  for (const Resource& resource : session.resources()) {
    for (const Method& method : resource.methods) {
      rows.push_back(
          {resource.name, method.name, std::string(name_of(method.action)),
           std::string(name_of(method.verb)), method.path,
           join(method.path_parameters), join(method.optional), filters(method),
           or_null(method.scope), or_null(method.operation),
           resource.long_name(), or_null(hiders_of(resource, hidden)),
           or_null(changes(method))});
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

// Everything about the orgs but their secrets. Where queries may not configure,
// they don't see how it is done either.
Result<std::vector<SnapshotRow>> org_rows(Session& session) {
  const auto settings = session.settings();
  if (!settings) return Error{"idp_orgs: " + settings.error().text};
  std::vector<SnapshotRow> rows;
  for (const Org& org : (*settings)->orgs) {
    if (!(*settings)->configurable) {
      rows.push_back({org.provider, org.subdomain, {}, {}, {}, {}, {}, {}});
      continue;
    }
    SnapshotValue client, scopes;
    if (const auto* app = std::get_if<ServiceApp>(&org.credential)) {
      client = app->client_id;
      if (!app->scopes.empty()) scopes = join(app->scopes, " ");
    }
    rows.push_back({org.provider, org.subdomain, org.origin.text(),
                    std::int64_t{org.is_default},
                    std::string(kind_of(org.credential)), client, scopes,
                    org.source});
  }
  return rows;
}

SnapshotRow totals_row(const char* scope, const Totals& totals) {
  return {std::string(scope),   totals.requests, totals.retries,
          totals.limited,       totals.bytes,    totals.cached,
          totals.peak,          totals.missing,  totals.partial,
          totals.waited.count()};
}

}  // namespace

int add_introspection(sqlite3* db, const std::shared_ptr<Session>& session) {
  const int code = add_snapshot(
      db, "idp_methods",
      {"resource TEXT, method TEXT, sql_verb TEXT, http_verb TEXT, path TEXT, "
       "required_params TEXT, optional_params TEXT, filters TEXT, scope TEXT, "
       "operation TEXT, long_name TEXT, hidden_by TEXT, "
       "changes TEXT",
       [db, session] { return method_rows(db, *session); }});
  if (code != SQLITE_OK) return code;
  const int orgs = add_snapshot(
      db, "idp_orgs",
      {"provider TEXT, subdomain TEXT, orgUrl TEXT, is_default INTEGER, "
       "credential TEXT, client_id TEXT, scopes TEXT, source TEXT",
       [session] { return org_rows(*session); }});
  if (orgs != SQLITE_OK) return orgs;
  const int next = add_snapshot(
      db, "idp_requests",
      {"number INTEGER, statement INTEGER, subdomain TEXT, verb TEXT, path "
       "TEXT, status INTEGER, ms REAL, bytes INTEGER, retries INTEGER, cached "
       "INTEGER",
       [session] { return request_rows(*session); }});
  if (next != SQLITE_OK) return next;
  const int last = add_revocations(db, session);
  if (last != SQLITE_OK) return last;
  if (const int cost = add_cost(db, session); cost != SQLITE_OK) return cost;
  return add_snapshot(
      db, "idp_stats",
      {"scope TEXT, requests INTEGER, retries INTEGER, limited INTEGER, bytes "
       "INTEGER, cached INTEGER, peak_in_flight INTEGER, missing INTEGER, "
       "partial INTEGER, wait_ms REAL",
       [session]() -> Result<std::vector<SnapshotRow>> {
         return std::vector<SnapshotRow>{
             totals_row("statement", session->log().of_last_statement()),
             totals_row("connection", session->log().of_connection())};
       }});
}

}  // namespace idp
