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

// "only SELECT and DELETE (which revokes) work here".
Error no_such_call(const Table& table) {
  const Resource& resource = table.resource;
  const bool revokes = resource.revocation() != nullptr;
  return {table.name + ": only SELECT" +
          (revokes ? " and DELETE (which revokes) work" : " works") +
          " here; " + resource.provider.title +
          (revokes ? " offers no call for INSERT or UPDATE."
                   : " offers no call to change it.") +
          " See idp_methods."};
}

}  // namespace

Error writes_are_off(const Settings& settings) {
  return {
      "this connection may only read: its setting \"writes\" is \"off\"; "
      "nothing was revoked. " +
      how_to_loosen(settings, "writes", 0, "\"on\"")};
}

Error too_many(const Settings& settings) {
  const long most = settings.max_revocations;
  return {"this transaction would revoke more than " + std::to_string(most) +
          " rows, which is the setting \"max_revocations\"; nothing was "
          "revoked. Narrow it, or do it in parts. " +
          how_to_loosen(settings, "max_revocations", most,
                        std::to_string(std::min(10 * most, 1'000'000L)))};
}

Status may_write(const Table& table) {
  if (table.resource.revocation() == nullptr) return no_such_call(table);
  if (!table.writable) {
    const std::string other = table.resource.long_name();
    const bool same = sqlite3_stricmp(table.name.c_str(), other.c_str()) == 0;
    return Error{table.name + " is read-only. Delete from " +
                 (same ? table.resource.name : other) + ", or create " +
                 table.name + " in temp with writable=1."};
  }
  // Settings that can't be read are told when something is sent.
  const auto settings = table.session->settings();
  if (!settings || (*settings)->writes) return {};
  return Error{table.name + ": " + writes_are_off(**settings).text};
}

// SQLite's own words, where it looks at that itself, and ours.
Error trigger_refused(const Table& table) {
  return {"unsafe use of virtual table \"" + table.name +
          "\": a trigger would write to it, which may come with a database "
          "file; nothing was revoked. DROP the TRIGGER, and give the DELETE "
          "FROM " +
          table.name + " yourself."};
}

Error nameless_refused(const Table& table) {
  return {table.name +
          ": the WHERE of this DELETE names none of its columns, so it would "
          "take all rows or none; nothing was revoked. A name that is no "
          "column's is a text to SQLite: \"_rowid_\" is true for every row. "
          "Name a column, such as " +
          table.resource.key.back() +
          ", or leave the WHERE out where all rows are meant."};
}

Error whole_org_refused(const Table& table) {
  return {table.name + ": this DELETE names no " + narrowing(table.resource) +
          ", so it would go through the whole org; nothing was revoked. "
          "Name one, or all of them by a subquery: WHERE " +
          subquery(table.resource) + "."};
}

Status may_stage(const Table& table, const Statement* statement, bool deletes) {
  if (!deletes) return no_such_call(table);
  if (statement && statement->selection().goes_through_org()) {
    return whole_org_refused(table);
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
  return Error{table.name + ": " + too_many(**settings).text};
}

}  // namespace idp
