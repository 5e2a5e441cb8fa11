// cost.cpp - counts the calls of a statement that SQLite has planned.
#include "ext/cost.h"

#include <algorithm>
#include <cmath>

#include "auth/find_org.h"
#include "ext/explain.h"
#include "ext/prepared.h"
#include "ext/snapshot.h"
#include "json/tree.h"

namespace idp {
namespace {

// Tables of one's own are counted up to here.
constexpr std::int64_t kMostCounted = 1'000'000;

// The rows of a table of one's own; nothing for what is none.
std::optional<double> count_rows(sqlite3* db, const std::string& name) {
  const Prepared counted =
      prepare(db, "SELECT count(*) FROM (SELECT 1 FROM " + quoted(name) +
                      " LIMIT " + std::to_string(kMostCounted) + ")");
  const Prepared found =
      prepare(db,
              "SELECT 1 FROM (SELECT * FROM sqlite_master UNION ALL SELECT * "
              "FROM sqlite_temp_master) WHERE type = 'table' AND rootpage > 0 "
              "AND name = ?1 COLLATE NOCASE");
  sqlite3_bind_text(found.get(), 1, name.c_str(), -1, SQLITE_TRANSIENT);
  if (!counted || sqlite3_step(found.get()) != SQLITE_ROW ||
      sqlite3_step(counted.get()) != SQLITE_ROW) {
    return std::nullopt;
  }
  return static_cast<double>(sqlite3_column_int64(counted.get(), 0));
}

constexpr double kMostGiven = 1e12;

// As many as SQLite can count.
sqlite3_int64 counted(double number) {
  return std::llround(std::min(number, 9e18));
}

std::optional<double> given_number(const json::Tree& tree) {
  if (const auto* whole = std::get_if<std::int64_t>(&tree.value)) {
    return static_cast<double>(*whole);
  }
  const auto* real = std::get_if<double>(&tree.value);
  return real ? std::optional(*real) : std::nullopt;
}

// Where sizes come from: what the caller says, by table or by list; what was
// read on the connection; what the documents expect.
class SizeSource {
 public:
  SizeSource(Session& session, std::string org, json::Tree assumed)
      : session_(session), org_(std::move(org)), assumed_(std::move(assumed)) {}

  struct Size {
    double rows = 0;
    const char* basis = "";
  };
  Size of(const Resource& resource, const Method& method) const {
    if (const auto said = told(resource.name + "." + method.name)) {
      return {*said, "given"};
    }
    if (const auto said = told(resource.name)) return {*said, "given"};
    const auto seen = session_.sizes().rows(org_, resource, method);
    if (seen) return {*seen, "seen"};
    return {documented_rows(resource, method), "assumed"};
  }
  std::optional<double> told(const std::string& name) const {
    const json::Tree* found = assumed_.find(name);
    return found ? given_number(*found) : std::nullopt;
  }

 private:
  Session& session_;
  const std::string org_;
  const json::Tree assumed_;
};

// The calls a minute of a rate limit, and who says so.
struct CallLimit {
  std::optional<std::int64_t> calls;
  const char* basis = "";
};
CallLimit limit_of(const Provider& provider, const std::string& bucket,
                   const Org* org) {
  const auto seen =
      org ? pacer_of(org->origin)->budget(bucket, Pacer::Clock::now())
          : std::nullopt;
  if (seen) return {seen->limit, "seen"};
  for (const auto& [name, calls] : provider.rate_limits) {
    if (name == bucket) return {calls, "default"};
  }
  return {};
}

// Which of its calls an UPDATE makes, each row's present value decides: what
// all of them begin with.
std::string call_of_changes(const Resource& resource) {
  const Method& first = *resource.first(Action::change);
  std::string path = first.path;
  for (const Method& other : resource.methods) {
    if (other.action != Action::change || other.path == first.path) continue;
    const auto differs = std::ranges::mismatch(path, other.path).in1;
    path.erase(differs, path.end());
  }
  if (path != first.path) path.erase(path.rfind('/') + 1).append("…");
  return std::string(name_of(first.verb)) + " " + path;
}

class CostReport {
 public:
  CostReport(sqlite3* db, Session& session, const Settings& settings)
      : db_(db), session_(session), settings_(settings) {}

  Result<std::vector<SnapshotRow>> rows(const std::string& statement,
                                        const json::Tree& assumed) {
    const auto planned = explain_plan(db_, session_, statement);
    if (!planned) return planned.error();
    const Org* org = org_of(planned->plans);
    const SizeSource source(session_, org ? org->subdomain : "", assumed);
    const Action action = action_of(db_, statement);
    const Sizes sizes{[&](const Resource& resource, const Method& method) {
                        return source.of(resource, method).rows;
                      },
                      [&](const std::string& name) {
                        const auto told = source.told(name);
                        return told ? told : count_rows(db_, name);
                      },
                      action != Action::select};
    const auto tables = outline_cost(session_.resources(), planned->lines,
                                     planned->plans, sizes);
    std::vector<SnapshotRow> rows;
    rows.reserve(tables.size());
    for (const ExpectedTable& one : tables) {
      rows.push_back(
          row(one, org, source.of(*one.resource, *one.method).basis));
    }
    add_writes(tables, action, org, rows);
    return rows;
  }

 private:
  // Of several orgs, the first that a table names.
  const Org* org_of(const std::vector<NotedPlan>& plans) const {
    for (const NotedPlan& plan : plans) {
      const auto org = name_org(settings_, plan.org, plan.resource->provider);
      if (org) return *org;
    }
    return nullptr;
  }

  SnapshotRow row(const ExpectedTable& table, const Org* org,
                  const std::string& basis) const {
    const Method& method = *table.method;
    const CallLimit limit =
        limit_of(table.resource->provider, method.bucket, org);
    SnapshotRow row = {table.resource->name,
                       std::string(name_of(method.verb)) + " " + method.path,
                       counted(std::ceil(table.calls)),
                       counted(table.rows),
                       {},
                       or_null(method.bucket),
                       {},
                       or_null(limit.basis),
                       {}};
    if (method.returns_list) {
      row[4] = std::to_string(counted(table.list_rows)) +
               (method.path_parameters.empty()
                    ? " rows"
                    : " rows for each " + method.path_parameters.back()) +
               ", " + basis;
    }
    if (limit.calls) {
      row[6] = *limit.calls;
      const auto usable = static_cast<double>(std::max<std::int64_t>(
          1, *limit.calls * settings_.pace.capacity_percent / 100));
      row[8] = std::round(table.calls / usable * 100) / 100;
    }
    return row;
  }

  // One call for each row of the table that is written to, or for each list.
  void add_writes(const std::vector<ExpectedTable>& tables, Action action,
                  const Org* org, std::vector<SnapshotRow>& rows) const {
    for (ExpectedTable table : tables) {
      if (!table.own || action == Action::select) continue;
      const Resource& resource = *table.resource;
      const bool changes = action == Action::change;
      const Method* bulk =
          !changes && settings_.bulk && table.plan->plan.whole_lists
              ? resource.bulk_revocation(*table.method)
              : nullptr;
      table.method = bulk ? bulk : resource.first(action);
      if (table.method == nullptr) continue;
      table.calls =
          bulk ? table.rows / std::max(1.0, table.list_rows) : table.rows;
      rows.push_back(row(table, org, ""));
      if (changes) rows.back()[1] = call_of_changes(resource);
    }
  }

  sqlite3* db_;
  Session& session_;
  const Settings& settings_;
};

Result<std::vector<SnapshotRow>> cost_rows(sqlite3* db, Session& session,
                                           const SnapshotArguments& given) {
  const auto settings = session.settings();
  if (!settings) return settings.error();
  const std::string statement = given.empty() ? "" : given[0].value_or("");
  json::Tree assumed{json::Object{}};
  if (given.size() > 1 && given[1]) {
    auto tree = json::parse(*given[1]);
    if (!tree || !std::holds_alternative<json::Object>(tree->value)) {
      return Error{
          "what is assumed is a JSON object with the rows of tables: "
          "'{\"users\": 100000}'."};
    }
    assumed = *std::move(tree);
    for (const json::Member& member : assumed.members()) {
      const auto rows = given_number(member.value);
      if (rows && *rows >= 0 && *rows <= kMostGiven) continue;
      return Error{"the rows of \"" + member.name +
                   "\" must be a number from 0 to a trillion."};
    }
  }
  return CostReport(db, session, **settings).rows(statement, assumed);
}

}  // namespace

int add_cost(sqlite3* db, const std::shared_ptr<Session>& session) {
  return add_snapshot(
      db, "idp_cost",
      {"resource TEXT, call TEXT, calls INTEGER, rows INTEGER, basis TEXT, "
       "bucket TEXT, calls_a_minute INTEGER, limit_basis TEXT, minutes REAL, "
       "statement TEXT HIDDEN, assumed TEXT HIDDEN",
       {},
       9,
       [db, session](const SnapshotArguments& given) {
         auto rows = cost_rows(db, *session, given);
         if (!rows) rows = Error{"idp_cost: " + rows.error().text};
         return rows;
       }});
}

}  // namespace idp
