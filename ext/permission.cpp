// permission.cpp - looks at the table, the settings and the transaction.
#include "ext/permission.h"

#include <algorithm>

namespace idp {
namespace {

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
  const bool own = first.from.empty();
  return first.name + " IN (SELECT " + (own ? first.name : first.from_field()) +
         " FROM " + (own ? resource.name : first.from_table()) + ")";
}

// "status": the columns that an UPDATE may set.
std::string settable(const Resource& resource) {
  std::string text;
  for (std::size_t i = 0; i < resource.columns.size(); ++i) {
    if (!resource.sets(i)) continue;
    text += (text.empty() ? "" : ", ") + resource.columns[i].name;
  }
  return text;
}

std::string nothing_was(Action action) {
  return action == Action::remove ? "nothing was revoked"
                                  : "nothing was changed";
}

}  // namespace

// "only SELECT and DELETE (which revokes) work here".
Error no_such_call(const Table& table, std::string_view sql) {
  const Resource& resource = table.resource;
  const bool revokes = resource.revocation(), changes = resource.changes();
  std::string text = table.name + ": only SELECT";
  if (revokes) {
    text += std::string(changes ? "," : " and") + " DELETE (which revokes)";
  }
  if (changes) text += " and UPDATE of " + settable(resource);
  text += (revokes || changes ? " work here; " : " works here; ") +
          resource.provider.title;
  text += !revokes && !changes ? " offers no call to change it."
          : !changes           ? " offers no call for INSERT or UPDATE."
          : revokes ? " offers no call for INSERT, or for another column."
                    : " offers no call for more that is safe.";
  for (const auto& [verb, advice] : resource.refuses) {
    if (verb == sql) text += " " + advice;
  }
  return {text + " See idp_methods."};
}

Status may_act(const Table& table, Action action) {
  const bool may = action == Action::remove
                       ? table.resource.revocation() != nullptr
                       : table.resource.changes();
  return may ? Status() : no_such_call(table, name_of(action));
}

Error writes_are_off(const Settings& settings, bool changes) {
  return {"this connection may only read: its setting \"writes\" is \"off\"; " +
          nothing_was(changes ? Action::change : Action::remove) + ". " +
          how_to_loosen(settings, "writes", 0, "\"on\"")};
}

Error too_many(const Settings& settings, bool changes) {
  const long most = settings.max_revocations;
  const Action action = changes ? Action::change : Action::remove;
  return {"this transaction would " +
          std::string(changes ? "change" : "revoke") + " more than " +
          std::to_string(most) +
          " rows, which is the setting \"max_revocations\"; " +
          nothing_was(action) + ". Narrow it, or do it in parts. " +
          how_to_loosen(settings, "max_revocations", most,
                        std::to_string(std::min(10 * most, 1'000'000L)))};
}

Status may_write(const Table& table) {
  if (!table.resource.revocation() && !table.resource.changes()) {
    return no_such_call(table, "");
  }
  if (!table.writable) {
    const std::string other = table.resource.long_name();
    const bool same = sqlite3_stricmp(table.name.c_str(), other.c_str()) == 0;
    return Error{table.name + " is read-only. " +
                 (table.resource.revocation() ? "Delete from " : "Write to ") +
                 (same ? table.resource.name : other) + ", or create " +
                 table.name + " in temp with writable=1."};
  }
  // Settings that can't be read are told when something is sent.
  const auto settings = table.session->settings();
  if (!settings || (*settings)->writes) return {};
  return Error{table.name + ": " +
               writes_are_off(**settings, !table.resource.revocation()).text};
}

// SQLite's own words, where it looks at that itself, and ours.
Error trigger_refused(const Table& table) {
  return {"unsafe use of virtual table \"" + table.name +
          "\": a trigger would write to it, which may come with a database "
          "file; nothing was changed. DROP the TRIGGER, and write to " +
          table.name + " yourself."};
}

Error nameless_refused(const Table& table, Action action) {
  return {table.name + ": the WHERE of this " + std::string(name_of(action)) +
          " names none of its columns, so it would take all rows or none; " +
          nothing_was(action) +
          ". A name that is no "
          "column's is a text to SQLite: \"_rowid_\" is true for every row. "
          "Name a column, such as " +
          table.resource.key.back() +
          ", or leave the WHERE out where all rows are meant."};
}

Error whole_org_refused(const Table& table, Action action) {
  return {table.name + ": this " + std::string(name_of(action)) + " names no " +
          narrowing(table.resource) +
          ", so it would go through the whole org; " + nothing_was(action) +
          ". Name one, or all of them by a subquery: WHERE " +
          subquery(table.resource) + "."};
}

Status may_stage(const Table& table, const Statement* statement,
                 Action action) {
  if (Status status = may_act(table, action); !status) return status;
  if (statement && statement->selection().goes_through_org()) {
    return whole_org_refused(table, action);
  }
  if (Status status = may_write(table); !status) return status;
  return may_select(table, 1);
}

Status may_select(const Table& table, std::size_t rows) {
  const auto settings = table.session->settings();
  if (!settings) return Error{table.name + ": " + settings.error().text};
  const int most = (*settings)->max_revocations;
  if (table.session->ledger().count() + rows <=
      static_cast<std::size_t>(most)) {
    return {};
  }
  const bool changes =
      !table.resource.revocation() || table.session->ledger().any_changes();
  return Error{table.name + ": " + too_many(**settings, changes).text};
}

}  // namespace idp
