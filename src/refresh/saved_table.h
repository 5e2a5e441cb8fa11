// saved_table.h - a table of an inventory, and the statements of
// schema/inventory.sql for it.
//
// What stands in braces there:
//   name, provider   of the document; org: the column that says which org
//   columns, key     their names; h.columns and h.key: those of h
//   declared         the columns with their types; places: a ? for each
//   a=b key          that a and b have the same key, NULL being like NULL;
//   a=b row          or are alike in all columns, byte by byte
//   last             the last complete refresh of the org of h
//   told             as row, but for the columns that change without an event
//   again            SavedLog::again of h
//   since, until     when the table was last read, and now: ?3 and ?4
//   unread, repeats  the first refresh that hasn't read the table as it shows;
//                    SavedLog::repeats of a
//   also, through, through_key, through_org, field: SavedLog::column, and of
//                    what it is a column
//   now, most        the time; kMostRows
//   column           that of an index, or one to add
//   parameter, link, parent, parent_id, parent_link, parent_org: see SavedWay
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "model/resource.h"
#include "result.h"

namespace idp {

// What stands in each CREATE, so that nothing of somebody else's is taken for
// ours.
inline constexpr std::string_view kOurs = "/* sqlite-idp */";
// Rows that one transaction writes: others, who poll for their turn, wait for
// no more.
inline constexpr std::size_t kMostRows = 250;

using SqlWords = std::map<std::string, std::string>;
// The statements of a section. REQUIRES: it is there, with no other words.
std::vector<std::string> inventory_sql(const std::string& section,
                                       SqlWords words = {});

// A way to read a table: for each value of a parameter, which the column
// parent_id of another saved table lists. A value's rows have the same in
// `link` as the parent's row has in parent_link (Parameter::where_equals).
struct SavedWay {
  const Resource* parent = nullptr;
  SqlWords words;
  std::string unseen;  // of what it can't show rows that are there, or empty
};

class SavedTable {
 public:
  // REQUIRES: resource.saved, and that check_saved() finds no fault.
  SavedTable(std::span<const Resource> catalog, const Resource& resource);

  const Resource& resource() const { return *resource_; }
  const std::vector<const Column*>& columns() const { return columns_; }
  const std::vector<SavedWay>& ways() const { return ways_; }
  // What the log tells of it, or null; and by what the rows are read that
  // events name: one of ways(), or its key.
  const SavedLog* log() const {
    return resource_->saved->log ? &*resource_->saved->log : nullptr;
  }
  const SavedWay& named() const { return named_; }
  // Whether rows that are read to be compared can be: all changes of them are
  // in events that name them.
  bool is_comparable() const;

  std::vector<std::string> sql(const std::string& section,
                               const SqlWords& more = {}) const;
  // Each CREATE of this table.
  std::vector<std::string> create() const;
  std::vector<std::string> add_column(const Column& column) const;

 private:
  void set_words();
  void set_log_words(std::span<const Resource> catalog);

  const Resource* resource_;
  std::vector<const Column*> columns_;
  std::vector<SavedWay> ways_;
  SavedWay named_;
  SqlWords words_;
};

// The tables that are to be saved: those that are named, or all where none is;
// before each of them those that give its parameters' values. Fails for a name
// that is none of a saved table.
Result<std::vector<SavedTable>> saved_tables(
    std::span<const Resource> catalog, const std::vector<std::string>& names);

}  // namespace idp
