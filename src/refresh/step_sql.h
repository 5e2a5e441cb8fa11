// step_sql.h - the SQL of a step of a refresh: one table of one org, from the
// rows that were read to the versions in its history.
//
// Rows are collected in temp.batch and compared there with the present
// versions, which holds nobody up; only what differs is written, in a short
// transaction. temp.parents has the values that the rows are read by,
// temp.seen the versions (rowids) that were found, temp.lost those that were
// not, or that are to be taken back.
//
// ?1 is the number of the refresh, ?2 the org. Each text is one statement
// unless it is a list.
#pragma once

#include <string>
#include <vector>

#include "refresh/saved_table.h"

namespace idp {

struct StepSql {
  explicit StepSql(const SavedTable& table);

  // For the tables of ours: the rows, behind them the value of the way's
  // parameter (for a list, NULL). ?1 is the org. The values are in the table
  // kValues of that connection.
  std::string live(const SavedWay* way) const;

  // The tables of temp, empty.
  std::vector<std::string> prepare() const;
  std::string add_row() const;  // its values are those of live()
  // Compares what was collected; then whether any of it is to be written.
  std::vector<std::string> compare() const;
  std::string differs() const;
  std::vector<std::string> write() const;
  std::vector<std::string> note_seen() const;  // and empties temp.batch

  std::vector<std::string> fill_parents(const SavedWay& way,
                                        const SavedTable& parent) const;
  // Collects present versions that weren't seen: of a list all of them, of a
  // way those of the parents behind ?3 and before ?4 (NULL: to the end), or
  // those of none of the parents.
  std::string lose_all() const;
  std::string lose_of(const SavedWay& way) const;
  std::string lose_rest(const SavedWay& way) const;
  // Collects what this refresh has written.
  std::string undo_all() const;
  // A part of what was collected is gone, or taken back.
  std::vector<std::string> write_lost() const;
  std::vector<std::string> write_undone() const;

  // How many rows there are, and are new, changed, gone.
  std::string count() const;

 private:
  std::string key_of(const std::string& alias) const;
  std::string columns(const std::string& alias) const;
  std::string same_row() const;

  const SavedTable& table_;
  const std::string history_;
};

// The values to read by, on the connection with our tables; behind ?1.
inline constexpr std::string_view kValues = "idp_values";

}  // namespace idp
