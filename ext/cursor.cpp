// cursor.cpp - one cursor is one scan.
#include <algorithm>
#include <unordered_set>

#include "ext/guard.h"
#include "ext/module.h"
#include "ext/permission.h"
#include "ext/table.h"
#include "ext/value.h"
#include "lower.h"
#include "scan/key.h"
#include "scan/scan.h"

namespace idp {
namespace {

struct Cursor : sqlite3_vtab_cursor {
  explicit Cursor(Table& table)
      : sqlite3_vtab_cursor{},
        session(table.session),
        resource(table.resource),
        collections(table.collections) {
    session->known_rows().add_reader(resource);
  }

  // The statement ends: what it selected is not the next one's.
  ~Cursor() {
    if (tally) collections->clear();
    if (reads_all_keys) table().reads_all_keys = false;
    drop_scan();
    session->known_rows().remove_reader(resource);
  }
  Cursor(const Cursor&) = delete;

  Table& table() const { return *static_cast<Table*>(pVtab); }

  void drop_scan() {
    if (scan) session->remove_scan(&*scan);
    scan.reset();
  }

  const std::shared_ptr<Session> session;
  const Resource& resource;
  const std::shared_ptr<Collections> collections;
  std::optional<Scan> scan;
  std::optional<Tally> tally;  // where lists may go as a whole
  bool key_named = false;      // by the query
  bool scans_all = false;      // it goes through a whole org
  bool reads_all_keys = false;
  std::string plan_text;  // of the scan
  bool at_end = true;
};

// Rows that this transaction is going to revoke are gone for those who read
// in it.
bool hidden(const Table& table, const Scan& scan) {
  const Ledger& ledger = table.session->ledger();
  if (!ledger.any_staged() || !table.resource.revocation()) return false;
  const auto key = scan.key();
  if (!key) return false;
  const Result<Revocation> revocation = make_revocation(table.resource, *key);
  return revocation && ledger.staged(revocation->identity());
}

Status advance(Cursor& cursor) {
  cursor.at_end = true;
  do {
    const Result<bool> more = cursor.scan->next();
    if (!more) return more.error();
    if (!*more) {
      if (cursor.tally) cursor.tally->end();
      cursor.session->give_row(*cursor.scan, true);
      return {};
    }
    if (cursor.tally) {
      cursor.tally->see(cursor.scan->listing());
    }
  } while (hidden(cursor.table(), *cursor.scan));
  cursor.session->give_row(*cursor.scan, false);
  cursor.at_end = false;
  return {};
}

// Those of a binding's values that can equal a row's: NULL equals nothing, and
// a blob never equals a text. Of those that are equal the first one.
std::vector<std::string> texts_of(const Column& column, const Binding& binding,
                                  sqlite3_value* value) {
  const bool nocase = column.collation == Collation::nocase;
  std::vector<std::string> texts;
  std::unordered_set<std::string> seen;
  const auto add = [&](sqlite3_value* one) {
    auto text = text_of(one);
    if (text && seen.insert(nocase ? lower(*text) : *text).second) {
      texts.push_back(*std::move(text));
    }
  };
  if (!binding.many) {
    add(value);
    return texts;
  }
  sqlite3_value* one = nullptr;
  for (int code = sqlite3_vtab_in_first(value, &one); code == SQLITE_OK && one;
       code = sqlite3_vtab_in_next(value, &one)) {
    add(one);
  }
  return texts;
}

// What a row's key says; nothing where it is the key of no row.
std::vector<std::string> text_in_key(const Resource& resource,
                                     const Binding& binding,
                                     sqlite3_value* key) {
  const auto text = text_of(key);
  const auto parts = text ? parse_key(*text) : std::nullopt;
  if (!parts || parts->size() != resource.key.size() + 1) return {};
  const auto name =
      std::ranges::find(resource.key, resource.columns[binding.column].name);
  const bool org = name == resource.key.end();
  return {(
      *parts)[org ? 0
                  : static_cast<std::size_t>(name - resource.key.begin() + 1)]};
}

std::vector<Choices> bind(const Table& table, int number, const Plan& plan,
                          sqlite3_value** argv) {
  std::vector<Choices> values;
  if ((number & kByKey) != 0) {
    for (const Binding& binding : plan.bindings) {
      values.push_back({binding.column, binding.op,
                        text_in_key(table.resource, binding, argv[0])});
    }
    return values;
  }
  for (std::size_t i = 0; i < plan.bindings.size(); ++i) {
    const Binding& binding = plan.bindings[i];
    const Column& column = table.resource.columns[binding.column];
    values.push_back(
        {binding.column, binding.op, texts_of(column, binding, argv[i])});
  }
  for (const Pin& pin : table.pins) {
    values.push_back({pin.column, Operator::eq, {pin.value}});
  }
  return values;
}

// The query's LIMIT, which stands behind the values. Negative: none.
std::optional<std::int64_t> most_rows(const Plan& plan, int argc,
                                      sqlite3_value** argv) {
  const auto place = plan.bindings.size();
  if (!plan.limited || static_cast<std::size_t>(argc) <= place) return {};
  const std::int64_t most = sqlite3_value_int64(argv[place]);
  if (most <= 0) return std::nullopt;
  return most;
}

Status start(Cursor& cursor, int number, const char* text, int argc,
             sqlite3_value** argv) {
  Table& table = cursor.table();
  cursor.at_end = true;
  const Plan plan = parse_plan(table.resource, text);
  cursor.key_named = (number & kKeyNamed) != 0;
  cursor.scans_all = (number & kWholeOrg) != 0;
  if (!plan.method) return missing_error(table.resource, plan);
  std::vector<Choices> values = bind(table, number, plan, argv);
  if (std::ranges::any_of(values, [](auto& v) { return v.any.empty(); })) {
    return {};  // nothing can match
  }
  const auto settings = table.session->settings();
  if (!settings) {
    return Error{table.resource.name + ": " + settings.error().text};
  }
  if (cursor.plan_text != text) cursor.drop_scan();
  if (!cursor.scan) {
    cursor.plan_text = text;
    cursor.scan.emplace(table.session->resources(), table.resource, plan,
                        table.session->caller(), table.session->known_rows(),
                        *settings);
  }
  if ((number & kWholeLists) != 0 && (*settings)->bulk) {
    cursor.tally.emplace(table.resource, table.resource.methods[*plan.method],
                         *cursor.collections);
  }
  table.session->add_scan(&*cursor.scan);
  cursor.scan->ask(std::move(values), most_rows(plan, argc, argv));
  // A DELETE collects all rows before it deletes the first one.
  const bool deletes = table.written && table.session->writing();
  if (deletes && !plan.limited && !cursor.scans_all) cursor.scan->read_all();
  table.session->foresight().serve(*cursor.scan);
  return advance(cursor);
}

// The row's key is read: if the query doesn't name it, for a DELETE, which has
// selected the row.
Status select_row(Cursor& cursor, const std::optional<std::string>& key) {
  if (cursor.tally && key) cursor.tally->take(*key);
  if (!cursor.scans_all || !cursor.session->writing()) return {};
  if (!cursor.key_named) return whole_org_refused(cursor.table());
  cursor.table().reads_all_keys = true;
  cursor.reads_all_keys = true;
  return {};
}

Cursor& cursor_of(sqlite3_vtab_cursor* cursor) {
  return *static_cast<Cursor*>(cursor);
}

}  // namespace

int open_cursor(sqlite3_vtab* vtab, sqlite3_vtab_cursor** cursor) {
  return guarded(vtab->zErrMsg, [&]() -> Status {
    auto& table = *static_cast<Table*>(vtab);
    *cursor = std::make_unique<Cursor>(table).release();
    return {};
  });
}

int close_cursor(sqlite3_vtab_cursor* cursor) {
  const std::unique_ptr<Cursor> owner(static_cast<Cursor*>(cursor));
  return SQLITE_OK;
}

int filter(sqlite3_vtab_cursor* cursor, int number, const char* plan_text,
           int argc, sqlite3_value** argv) {
  return guarded(cursor->pVtab->zErrMsg, [&] {
    return start(cursor_of(cursor), number, plan_text, argc, argv);
  });
}

int next_row(sqlite3_vtab_cursor* cursor) {
  return guarded(cursor->pVtab->zErrMsg,
                 [&] { return advance(cursor_of(cursor)); });
}

int at_end(sqlite3_vtab_cursor* cursor) { return cursor_of(cursor).at_end; }

int column_value(sqlite3_vtab_cursor* vtab_cursor, sqlite3_context* context,
                 int column) {
  return guarded(vtab_cursor->pVtab->zErrMsg, [&]() -> Status {
    Cursor& cursor = cursor_of(vtab_cursor);
    const auto index = static_cast<std::size_t>(column);
    if (index < cursor.table().resource.columns.size()) {
      give_result(context, cursor.scan->cell(index));
      return {};
    }
    const auto key = cursor.scan->key();
    if (Status status = select_row(cursor, key); !status) return status;
    if (key) give_result(context, Cell(std::string_view(*key)));
    return {};
  });
}

int row_number(sqlite3_vtab_cursor* cursor, sqlite3_int64*) {
  cursor->pVtab->zErrMsg = sqlite3_mprintf("these tables have no rowid");
  return SQLITE_ERROR;
}

}  // namespace idp
