// saved_table.h - a table of the inventory: what of a document's table is in
// the file, and the SQL that makes it.
//
// saved_<name>_history has each version of each row: `came` is the number of
// the refresh that found it, `gone` of the one that no longer did, or NULL.
// saved_<name> and saved_<name>_changes are views of it that look no further
// than the org's last complete refresh (saved_state). So a refresh writes what
// it finds bit by bit, and readers see it all at once.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/resource.h"
#include "result.h"

namespace idp {

// What stands in each CREATE of ours: so that nothing of somebody else's is
// taken for ours.
inline constexpr std::string_view kOurs = "/* sqlite-idp inventory */";

// A table, view or index of the file.
struct SavedObject {
  std::string name, sql;
};

// A way to read the table: for each value of a parameter, which another saved
// table lists.
struct SavedWay {
  std::string parameter;
  const Resource* parent = nullptr;
  std::string parent_id;  // the column with the values
  // The columns of the same value in a row of the parent and in ours: what
  // parameter and parent_id say, or else Parameter::where_equals.
  std::string parent_link, link;
  std::string unseen;  // of what it can't show rows that are there, or empty
};

class SavedTable {
 public:
  // REQUIRES: resource.saved, and that check_saved() finds no fault.
  SavedTable(std::span<const Resource> catalog, const Resource& resource);

  const Resource& resource() const { return *resource_; }
  const std::string& history() const { return history_; }
  // The column that says which org, and those of the rows.
  const std::string& org() const { return org_; }
  const std::vector<const Column*>& columns() const { return columns_; }
  const std::vector<SavedWay>& ways() const { return ways_; }

  // In the order in which they are made; the first is the history.
  std::vector<SavedObject> objects() const;
  // That of a column which a file from before doesn't have.
  std::string add_column(const Column& column) const;

 private:
  std::string columns_sql(const std::string& before) const;
  std::string changes_sql() const;

  const Resource* resource_;
  std::string name_, history_, org_;
  std::vector<const Column*> columns_;
  std::vector<SavedWay> ways_;
};

// The name of a column of alias h, as SQL has it: h."id".
std::string of_row(const std::string& alias, const std::string& column);
// That two rows have the same key: NULL is the same as NULL.
std::string same_key(const Resource& resource, const std::string& a,
                     const std::string& b);

// The tables that are to be saved: those that are named, or all where none is,
// and those that give their parameters' values, which come before them. Fails
// for a name that is none of a saved table.
Result<std::vector<SavedTable>> saved_tables(
    std::span<const Resource> catalog, const std::vector<std::string>& names);

}  // namespace idp
