// refresh_step.cpp - from the rows of a live table to versions in the file.
#include "ext/refresh_step.h"

#include <algorithm>

namespace idp {
namespace {

constexpr std::chrono::seconds kKeepEvery{1};
constexpr std::chrono::seconds kHeartbeatEvery{10};

}  // namespace

// The parent, if this refresh has read it.
const SavedTable* StepReader::covered_parent(const SavedWay& way) const {
  for (const RefreshStep& other : refresh_.steps()) {
    if (other.org == step_.org && &other.table->resource() == way.parent &&
        other.state == "complete") {
      return other.table;
    }
  }
  return nullptr;
}

Status StepReader::read_part() {
  const SavedWay* way = &table_.named();
  for (const SavedWay& one : table_.ways()) {
    if (one.words.at("parameter") == step_.part) way = &one;
  }
  const bool list = table_.ways().empty();
  if (list || covered_parent(*way)) {
    Status status = read_by(way);
    if (status || !refresh_.live().was_forbidden()) return status;
    return refresh_.fall_back(step_.org, status.error().text);
  }
  return refresh_.fall_back(step_.org, way->parent->name + " are not covered");
}

Status StepReader::read() {
  if (!step_.part.empty()) return read_part();
  const auto& ways = table_.ways();
  std::string why;
  do {
    const SavedWay* way = ways.empty() ? nullptr : &ways[step_.way];
    if (way && covered_parent(*way) == nullptr) {
      why = "it is read by " + way->parent->name + ", which is not covered";
    } else {
      Status status = read_by(way);
      if (status || !refresh_.live().was_forbidden()) return status;
      why = status.error().text;
    }
    ++step_.way;
    step_.done.clear();
  } while (step_.way < ways.size());
  step_.way = 0;
  return leave_out(std::move(why));
}

// The table keeps the rows of the last refresh.
Status StepReader::leave_out(std::string why) {
  Status undone = refresh_.undo(table_, refresh_.number(), step_.org);
  if (!undone) return undone;
  step_.state = "not covered";
  step_.message = std::move(why);
  return refresh_.save(step_);
}

Status StepReader::read_by(const SavedWay* way) {
  refresh_.live().forget_failure();
  way_ = way;
  rows_ = 0;
  value_.reset();
  kept_to_.reset();
  if (Status s = refresh_.file().run(table_.sql("prepare")); !s) return s;
  if (way) {
    if (Status s = pass_values(*way); !s) return s;
  }
  refresh_.watch(this);
  Status status = copy_rows(way);
  refresh_.watch(nullptr);
  // What was had is kept, whatever the provider said then.
  Status kept = keep(way, status.ok());
  if (status && kept) {
    step_.state = "complete";
    if (!table_.ways().empty()) step_.message = table_.ways()[step_.way].unseen;
  }
  if (kept) kept = refresh_.save(step_);
  return status ? kept : status;
}

// All that there are, or those that are due.
Status StepReader::find_values(const SavedWay& way) {
  SavedFile& file = refresh_.file();
  const bool list = table_.ways().empty();
  const std::string section = step_.part.empty() ? "parents"
                              : list             ? "keys due"
                                                 : "parents due";
  Status status = file.run(table_.sql(section, way.words), values());
  if (step_.part.empty() || list) return status;
  for (const std::string& followed : table_.log()->after) {
    if (!status) break;
    SqlWords words = way.words;
    words["followed"] = followed;
    status = file.run(table_.sql("parents after", words), values());
  }
  if (!status || table_.log()->repeats.empty()) return status;
  return file.run(table_.sql("parents repeating", way.words), values());
}

// The values to read by: those that are left.
Status StepReader::pass_values(const SavedWay& way) {
  SavedFile& file = refresh_.file();
  if (Status s = find_values(way); !s) return s;
  sqlite3* live = refresh_.live().db();
  for (const std::string& sql : inventory_sql("values")) {
    if (sqlite3_exec(live, sql.c_str(), nullptr, nullptr, nullptr)) {
      return Error{sqlite3_errmsg(live)};
    }
  }
  const Prepared insert = prepare(live, "INSERT INTO idp_values VALUES(?1)");
  const Prepared all =
      file.prepare("SELECT id FROM temp.parents WHERE id > ?1 ORDER BY id");
  if (!insert || !all) return file.error();
  sqlite3_bind_text(all.get(), 1, step_.done.c_str(), -1, SQLITE_TRANSIENT);
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(all.get())) == SQLITE_ROW) {
    sqlite3_bind_value(insert.get(), 1, sqlite3_column_value(all.get(), 0));
    const int inserted = sqlite3_step(insert.get());
    sqlite3_reset(insert.get());
    if (inserted != SQLITE_DONE) return Error{sqlite3_errmsg(live)};
  }
  if (code != SQLITE_DONE) return file.error();
  return {};
}

Status StepReader::copy_rows(const SavedWay* way) {
  sqlite3* live = refresh_.live().db();
  const Prepared row =
      prepare(live, way ? table_.sql("live", way->words).front()
                        : table_.sql("live list").front());
  const Prepared insert =
      refresh_.file().prepare(table_.sql("add row").front());
  if (!row) return Error{sqlite3_errmsg(live)};
  if (!insert) return refresh_.file().error();
  sqlite3_bind_text(row.get(), 1, step_.org.c_str(), -1, SQLITE_TRANSIENT);
  int code = SQLITE_OK;
  while ((code = sqlite3_step(row.get())) == SQLITE_ROW) {
    if (Status s = take_row(row.get(), insert.get()); !s) return s;
    if (rows_ < kMostRows) continue;
    if (Status s = keep(way, false); !s) return s;
  }
  if (code == SQLITE_DONE) return {};
  return Error{sqlite3_errmsg(live)};
}

Status StepReader::take_row(sqlite3_stmt* row, sqlite3_stmt* insert) {
  const int columns = static_cast<int>(table_.columns().size());
  if (way_) {
    const auto* text = sqlite3_column_text(row, columns);
    std::string value = text ? reinterpret_cast<const char*>(text) : "";
    if (value.empty() || (value_ && value < *value_)) {
      return Error{table_.resource().name +
                   ": rows came in another order than they were asked for. "
                   "Please report this."};
    }
    value_ = std::move(value);
  }
  for (int i = 0; i < columns; ++i) {
    sqlite3_bind_value(insert, i + 1, sqlite3_column_value(row, i));
  }
  const int code = sqlite3_step(insert);
  sqlite3_reset(insert);
  if (code != SQLITE_DONE) return refresh_.file().error();
  ++rows_;
  return {};
}

Status StepReader::keep_due() {
  const auto age = Pacer::Clock::now() - kept_;
  if (age < kKeepEvery || (rows_ == 0 && age < kHeartbeatEvery)) return {};
  return keep(way_, false);
}

// Writes the rows that differ, with how far the step was the last time: a
// transaction more is one for which the network would have to wait.
Status StepReader::write_rows(const SavedWay* way) {
  SavedFile& file = refresh_.file();
  if (!step_.part.empty() && !table_.ways().empty()) {
    const SqlWords& whole = table_.ways()[step_.way].words;
    if (Status s = file.run(table_.sql("hide", whole), values()); !s) return s;
  }
  if (Status s = file.run(table_.sql("compare"), values()); !s) return s;
  const auto differs = file.rows(table_.sql("differs"));
  if (!differs) return differs.error();
  Status written = refresh_.save(step_, [&]() -> Status {
    if (differs->empty()) return {};
    if (compares()) {
      Status noted = file.run(table_.sql("differing", way->words), values());
      if (!noted) return noted;
    }
    return file.run(table_.sql("write"), values());
  });
  if (!written) return written;
  rows_ = 0;
  return file.run(table_.sql("see"), values());
}

// Writes what there is, and what no longer is where all was read.
Status StepReader::keep(const SavedWay* way, bool at_end) {
  kept_ = Pacer::Clock::now();
  Status written = rows_ > 0 ? write_rows(way) : refresh_.save(step_);
  if (!written) return written;
  if (!way) return at_end ? lose(table_.sql("lose all"), {}) : Status();
  if (!at_end && (!value_ || value_ == kept_to_)) return {};
  const SnapshotValue to = at_end ? SnapshotValue() : SnapshotValue(*value_);
  if (Status s = lose(table_.sql("lose", way->words), to); !s) return s;
  if (at_end) return lose_rest(*way);
  const auto last = refresh_.file().rows(
      {"SELECT max(id) FROM temp.parents WHERE id < ?1"}, {to});
  if (!last) return last.error();
  const auto* id = std::get_if<std::string>(&last->front().front());
  if (id) step_.done = std::max(step_.done, *id);
  kept_to_ = value_;
  return {};
}

// Of no value that is there. A part has read some of them only.
Status StepReader::lose_rest(const SavedWay& way) {
  if (step_.part.empty()) return lose(table_.sql("lose rest", way.words), {});
  if (table_.ways().empty()) return {};
  for (const SavedWay* one : {&way, &table_.ways()[step_.way]}) {
    Status status = lose(table_.sql("lose orphans", one->words), {});
    if (!status) return status;
  }
  return {};
}

Status StepReader::note_lost() {
  SavedFile& file = refresh_.file();
  const auto any = file.rows({"SELECT 1 FROM temp.lost LIMIT 1"});
  if (!any) return any.error();
  if (any->empty()) return {};
  const auto sql = table_.sql("differing lost", way_->words);
  SnapshotRow with = values();
  with.insert(with.end(),
              {std::string(),
               refresh_.live().now_of(table_.resource().provider, step_.org)});
  return refresh_.write([&] { return file.run(sql, with); });
}

Status StepReader::lose(const SavedFile::Statements& sql,
                        const SnapshotValue& to) {
  SnapshotRow with = values();
  with.insert(with.end(), {step_.done, to});
  if (Status s = refresh_.file().run(sql, with); !s) return s;
  if (compares()) {
    if (Status s = note_lost(); !s) return s;
  }
  return refresh_.write_parts(table_.sql("write lost"), values());
}

}  // namespace idp
