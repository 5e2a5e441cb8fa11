// step_sql.cpp - writes the texts.
#include "refresh/step_sql.h"

#include "quoted.h"

namespace idp {
namespace {

// Rows of one transaction: others wait for no more.
constexpr char kSome[] = "(SELECT id FROM temp.lost ORDER BY id LIMIT 1000)";

}  // namespace

StepSql::StepSql(const SavedTable& table)
    : table_(table), history_("main." + quoted(table.history())) {}

std::string StepSql::columns(const std::string& alias) const {
  std::string text;
  for (const Column* column : table_.columns()) {
    text += (text.empty() ? "" : ", ") + alias + quoted(column->name);
  }
  return text;
}

// Of the present org, h has the key of the other one.
std::string StepSql::key_of(const std::string& alias) const {
  return of_row("h", table_.org()) + " = ?2 AND " +
         same_key(table_.resource(), "h", alias);
}

// Byte by byte, whatever the columns' collation.
std::string StepSql::same_row() const {
  std::string text;
  for (const Column* column : table_.columns()) {
    text += (text.empty() ? "" : " AND ") + of_row("h", column->name) +
            (column->collation == Collation::nocase ? " COLLATE BINARY" : "") +
            " IS " + of_row("batch", column->name);
  }
  return text;
}

std::string StepSql::live(const SavedWay* way) const {
  std::string sql = "SELECT " + columns("") + ", " +
                    (way ? quoted(way->parameter) : "NULL") + " FROM " +
                    quoted(table_.resource().name) + " WHERE " +
                    quoted(table_.org()) + " = ?1";
  if (way) {
    sql += " AND " + quoted(way->parameter) + " IN (SELECT id FROM " +
           std::string(kValues) + ")";
  }
  return sql;
}

std::vector<std::string> StepSql::prepare() const {
  std::string columns;
  for (const Column* column : table_.columns()) {
    columns +=
        quoted(column->name) + " " + std::string(sql_type(column->type)) + ", ";
  }
  std::string key;
  for (const std::string& name : table_.resource().key) {
    key += (key.empty() ? "" : ", ") + quoted(name);
  }
  return {"DROP TABLE IF EXISTS temp.batch",
          "DROP TABLE IF EXISTS temp.parents",
          "DROP TABLE IF EXISTS temp.seen",
          "DROP TABLE IF EXISTS temp.lost",
          "CREATE TEMP TABLE batch(" + columns +
              "\"its old\" INTEGER, \"its own\" INTEGER, same INTEGER, "
              "UNIQUE(" +
              key + "))",
          "CREATE TEMP TABLE parents(id TEXT PRIMARY KEY, link TEXT)",
          "CREATE INDEX temp.parents_link ON parents(link)",
          "CREATE TEMP TABLE seen(id INTEGER PRIMARY KEY)",
          "CREATE TEMP TABLE lost(id INTEGER PRIMARY KEY)"};
}

// A list that changes while it is read may show a row twice.
std::string StepSql::add_row() const {
  std::string sql = "INSERT OR REPLACE INTO temp.batch VALUES(";
  for (std::size_t i = 0; i < table_.columns().size(); ++i) sql += "?, ";
  return sql + "NULL, NULL, NULL)";
}

// "its old" is the present version, "its own" the one that this refresh, when
// it saw the row differ, ended too early.
std::vector<std::string> StepSql::compare() const {
  const std::string from = "SELECT h.rowid FROM " + history_ + " h WHERE ";
  return {"UPDATE temp.batch SET \"its old\" = (" + from + key_of("batch") +
              " AND h.gone IS NULL)",
          "UPDATE temp.batch SET same = EXISTS (" + from +
              "h.rowid = \"its old\" AND " + same_row() + ")",
          "UPDATE temp.batch SET \"its own\" = (" + from + key_of("batch") +
              " AND h.gone = ?1 AND " + same_row() + ") WHERE NOT same"};
}

std::string StepSql::differs() const {
  return "SELECT 1 FROM temp.batch WHERE NOT same LIMIT 1";
}

std::vector<std::string> StepSql::write() const {
  const auto in = [](const std::string& column) {
    return "rowid IN (SELECT " + column + " FROM temp.batch WHERE NOT same)";
  };
  return {
      "DELETE FROM " + history_ + " WHERE came = ?1 AND " + in("\"its old\""),
      "UPDATE " + history_ + " SET gone = ?1 WHERE " + in("\"its old\""),
      "UPDATE " + history_ + " SET gone = NULL WHERE " + in("\"its own\""),
      "INSERT INTO " + history_ + "(came, " + quoted(table_.org()) + ", " +
          columns("") + ") SELECT ?1, ?2, " + columns("") +
          " FROM temp.batch WHERE NOT same AND \"its own\" IS NULL"};
}

std::vector<std::string> StepSql::note_seen() const {
  return {
      "INSERT OR IGNORE INTO temp.seen SELECT CASE WHEN same THEN "
      "\"its old\" ELSE (SELECT h.rowid FROM " +
          history_ + " h WHERE " + key_of("batch") +
          " AND h.gone IS NULL) END FROM temp.batch",
      "DELETE FROM temp.batch"};
}

std::vector<std::string> StepSql::fill_parents(const SavedWay& way,
                                               const SavedTable& parent) const {
  return {"DELETE FROM temp.parents",
          "INSERT OR IGNORE INTO temp.parents SELECT " + quoted(way.parent_id) +
              ", " + quoted(way.parent_link) + " FROM main." +
              quoted(parent.history()) + " WHERE gone IS NULL AND " +
              quoted(parent.org()) + " = ?2 AND " + quoted(way.parent_id) +
              " IS NOT NULL AND " + quoted(way.parent_link) + " IS NOT NULL"};
}

std::string StepSql::lose_all() const {
  return "INSERT INTO temp.lost SELECT h.rowid FROM " + history_ +
         " h WHERE h.gone IS NULL AND " + of_row("h", table_.org()) +
         " = ?2 AND h.rowid NOT IN (SELECT id FROM temp.seen)";
}

std::string StepSql::lose_of(const SavedWay& way) const {
  return "INSERT OR IGNORE INTO temp.lost SELECT h.rowid FROM temp.parents p "
         "CROSS JOIN " +
         history_ + " h ON " + of_row("h", way.link) +
         " = p.link WHERE p.id > ?3 AND (?4 IS NULL OR p.id < ?4) AND h.gone "
         "IS NULL AND " +
         of_row("h", table_.org()) +
         " = ?2 AND h.rowid NOT IN (SELECT id FROM temp.seen)";
}

std::string StepSql::lose_rest(const SavedWay& way) const {
  return lose_all() +
         " AND NOT EXISTS (SELECT 1 FROM temp.parents p WHERE "
         "p.link = " +
         of_row("h", way.link) + ")";
}

std::string StepSql::undo_all() const {
  return "INSERT INTO temp.lost SELECT rowid FROM " + history_ + " WHERE " +
         quoted(table_.org()) + " = ?2 AND (came = ?1 OR gone = ?1)";
}

std::vector<std::string> StepSql::write_lost() const {
  return {"DELETE FROM " + history_ + " WHERE came = ?1 AND rowid IN " + kSome,
          "UPDATE " + history_ + " SET gone = ?1 WHERE rowid IN " + kSome,
          std::string("DELETE FROM temp.lost WHERE id IN ") + kSome};
}

std::vector<std::string> StepSql::write_undone() const {
  return {"DELETE FROM " + history_ + " WHERE came = ?1 AND rowid IN " + kSome,
          "UPDATE " + history_ + " SET gone = NULL WHERE rowid IN " + kSome,
          std::string("DELETE FROM temp.lost WHERE id IN ") + kSome};
}

std::string StepSql::count() const {
  const std::string org = quoted(table_.org()) + " = ?2 AND ";
  return "SELECT (SELECT count(*) FROM " + history_ + " WHERE " + org +
         "gone IS NULL), count(CASE WHEN came = ?1 THEN 1 END), count(CASE "
         "WHEN came = ?1 AND EXISTS (SELECT 1 FROM " +
         history_ + " o WHERE " + same_key(table_.resource(), "o", "h") +
         " AND " + of_row("o", table_.org()) +
         " = ?2 AND o.gone = ?1) THEN 1 END), count(CASE WHEN gone = ?1 THEN 1 "
         "END) FROM " +
         history_ + " h WHERE " + org + "(came = ?1 OR gone = ?1)";
}

}  // namespace idp
