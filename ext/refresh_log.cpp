// refresh_log.cpp - from events to values that are due.
#include "ext/refresh_log.h"

namespace idp {
namespace {

// What is one list is read as a whole after so many seconds.
constexpr std::int64_t kWholeList = std::int64_t{12} * 60 * 60;

std::int64_t seconds_at(const SnapshotRow& row, std::size_t column) {
  const auto* seconds = std::get_if<double>(&row[column]);
  return seconds ? static_cast<std::int64_t>(*seconds) + 1 : INT64_MAX;
}

SnapshotValue live_value(sqlite3_stmt* row, int column) {
  const auto* text = sqlite3_column_text(row, column);
  if (text == nullptr) return {};
  return std::string(reinterpret_cast<const char*>(text));
}

}  // namespace

Result<std::map<std::string, RefreshLog::Read>> RefreshLog::reads() {
  const auto rows =
      file_.rows(inventory_sql("read"), {provider_.name, with_[1], now()});
  if (!rows) return rows.error();
  std::map<std::string, Read> reads;
  for (const SnapshotRow& row : *rows) {
    reads[text_at(row, 0)] = {static_cast<std::size_t>(number_at(row, 1)),
                              text_at(row, 2),
                              text_at(row, 3),
                              text_at(row, 4),
                              text_at(row, 5),
                              seconds_at(row, 8),
                              number_at(row, 6),
                              seconds_at(row, 7)};
  }
  return reads;
}

std::string RefreshLog::now() const {
  return live_.now_of(provider_, std::get<std::string>(with_[1]));
}

Status RefreshLog::live_rows(const std::string& sql, const std::string& since,
                             const Take& take) {
  live_.forget_failure();
  const Prepared events = prepare(live_.db(), sql);
  // Not where it has no memory.
  refused_ = !events && sqlite3_errcode(live_.db()) == SQLITE_ERROR;
  if (!events) return Error{sqlite3_errmsg(live_.db())};
  const std::string& org = std::get<std::string>(with_[1]);
  sqlite3_bind_text(events.get(), 1, org.c_str(), -1, SQLITE_TRANSIENT);
  if (!since.empty()) {
    sqlite3_bind_text(events.get(), 2, since.c_str(), -1, SQLITE_TRANSIENT);
  }
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(events.get())) == SQLITE_ROW) {
    SnapshotRow row;
    for (int i = 0; i < sqlite3_column_count(events.get()); ++i) {
      row.push_back(live_value(events.get(), i));
    }
    if (Status s = take(row); !s) return s;
  }
  if (code == SQLITE_DONE) return {};
  return Error{sqlite3_errmsg(live_.db()), code == SQLITE_INTERRUPT
                                               ? Error::Kind::interrupted
                                               : Error::Kind::failed};
}

Result<SnapshotRow> RefreshLog::newest() {
  SnapshotRow newest = {Null{}, Null{}};
  Status status = live_rows(provider_.saved_events->newest, "",
                            [&](const SnapshotRow& row) -> Status {
                              newest = row;
                              return {};
                            });
  if (!status) return status.error();
  return newest;
}

Status RefreshLog::read(const std::string& since) {
  if (Status s = file_.run(inventory_sql("log")); !s) return s;
  const auto add_event = inventory_sql("add event");
  Status events = live_rows(
      provider_.saved_events->events, since,
      [&](const SnapshotRow& event) { return file_.run(add_event, event); });
  if (!events) return events;
  const auto add_rule = [&](const std::string& table, const auto& rule) {
    return file_.run(inventory_sql("add rule"),
                     {table, rule.first, rule.second});
  };
  for (const auto& rule : provider_.saved_events->types) {
    if (Status s = add_rule("", rule); !s) return s;
  }
  for (const SavedTable& table : all_) {
    if (!table.log()) continue;
    for (const auto& rule : table.log()->events) {
      if (Status s = add_rule(table.resource().name, rule); !s) return s;
    }
  }
  if (Status s = file_.run(inventory_sql("match")); !s) return s;
  return name();
}

Status RefreshLog::name() {
  for (const auto& [type, column] : provider_.saved_events->ids) {
    for (const SavedTable& table : all_) {
      const Resource& resource = table.resource();
      if (resource.name != column.substr(0, column.find('.'))) continue;
      const SqlWords words = {
          {"type", type},
          {"kind", resource.name},
          {"kind_key", resource.key.front()},
          {"kind_org", quoted(resource.org()->name)},
          {"kind_field", column.substr(column.find('.') + 1)}};
      if (Status s = file_.run(inventory_sql("name", words), with_); !s)
        return s;
    }
  }
  return {};
}

Result<SnapshotRow> RefreshLog::newest_read() {
  auto rows = file_.rows(inventory_sql("newest"));
  if (!rows) return rows.error();
  return rows->empty() ? SnapshotRow{Null{}, Null{}} : rows->front();
}

Result<bool> RefreshLog::has_read(const std::string& uuid) {
  const auto rows =
      file_.rows({"SELECT 1 FROM temp.event WHERE uuid = ?1 LIMIT 1"}, {uuid});
  if (!rows) return rows.error();
  return !rows->empty();
}

Status RefreshLog::run(const SavedTable& table, const std::string& section,
                       const SqlWords& words, const SnapshotRow& more) {
  SnapshotRow with = with_;
  with.insert(with.end(), more.begin(), more.end());
  return file_.run(table.sql(section, words), with);
}

Result<std::string> RefreshLog::due_by_events(const SavedTable& table,
                                              const SavedWay* whole) {
  const SqlWords& named = table.named().words;
  const auto all = file_.rows(table.sql("everything", named), with_);
  if (!all) return all.error();
  if (!all->empty()) return text_at(all->front(), 0);
  if (Status s = run(table, "due", named); !s) return s.error();
  if (table.log()->column.empty()) return std::string();
  if (Status s = run(table, "due through", named); !s) return s.error();
  const bool by_way =
      whole && whole->parent->name == table.log()->through_table();
  Status status = by_way ? run(table, "due by way", whole->words)
                         : run(table, "due by rows", named);
  if (!status) return status.error();
  return std::string();
}

Status RefreshLog::due_in_turn(const SavedTable& table, const SavedWay& way,
                               const Read& last, Decision& decision) {
  SnapshotRow with = with_;
  with.insert(with.end(), {last.turn, last.turned});
  const auto rows = file_.rows(table.sql("turn", way.words), with);
  if (!rows) return rows.error();
  decision.turn = rows->empty() ? last.turn : text_at(rows->front(), 0);
  return {};
}

// Whether what is due takes as many calls as all of it.
Result<bool> RefreshLog::is_dearer(const SavedTable& table,
                                   const SavedWay* whole) {
  SqlWords words = table.named().words;
  if (whole) {
    words["parent"] = whole->words.at("parent");
    words["parent_org"] = whole->words.at("parent_org");
  }
  const auto count = file_.rows(table.sql("due count", words), with_);
  if (!count) return count.error();
  const SnapshotRow& counts = count->front();
  std::int64_t all = whole ? number_at(counts, 1) : 1;
  std::vector<std::string> path;
  if (whole) path = {whole->words.at("parameter")};
  for (const Method& method : table.resource().methods) {
    const Parameter* size = table.resource().page_size(method);
    if (!method.selects() || !method.returns_list || !size ||
        method.path_parameters != path) {
      continue;
    }
    all += number_at(counts, 2) / size->fallback.value_or(1);
    break;
  }
  return number_at(counts, 0) >= all;
}

Result<RefreshLog::Decision> RefreshLog::due(const SavedTable& table,
                                             const Read& last) {
  const bool list = table.ways().empty();
  const SavedWay* whole = list ? nullptr : &table.ways().at(last.way);
  const SqlWords& named = table.named().words;
  Decision decision;
  const auto type = due_by_events(table, whole);
  if (!type) return type.error();
  decision.part = table.log()->by;
  if (!type->empty()) {
    decision.part.clear();
    decision.why =
        table.resource().name + ", of which " + *type + " may concern any row";
  }
  if (list && last.whole > kWholeList) decision.part.clear();
  Status again = run(table, "due again", named, {last.since, now()});
  if (!again) return again.error();
  if (table.log()->in_turn) {
    if (Status s = due_in_turn(table, *whole, last, decision); !s)
      return s.error();
  }
  if (Status s = run(table, list ? "sample" : "sample by", named); !s)
    return s.error();
  const auto dearer = is_dearer(table, whole);
  if (!dearer) return dearer.error();
  if (*dearer) decision.part.clear();
  if (!decision.part.empty() && whole &&
      whole->words.at("parameter") != decision.part) {
    decision.extra = whole->words.at("parameter");
  }
  return decision;
}

Result<std::string> RefreshLog::unexplained(
    std::span<const SavedTable* const> tables) {
  for (const SavedTable* table : tables) {
    const auto type = due_by_events(*table, nullptr);
    if (!type) return type.error();
  }
  const auto rows = file_.rows(inventory_sql("unexplained"), with_);
  if (!rows) return rows.error();
  if (rows->empty()) return std::string();
  return text_at(rows->front(), 0) + " by " + text_at(rows->front(), 1);
}

}  // namespace idp
