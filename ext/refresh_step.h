// refresh_step.h - reads one table of one org, and writes what is new in it.
#pragma once

#include <optional>
#include <string>

#include "ext/refresh.h"

namespace idp {

// Rows come in the order of the values that they are read by: where one of the
// next value comes, the one before is read to its end. So a step goes on where
// it was interrupted by the last value that was.
class StepReader {
 public:
  StepReader(Refresh& refresh, RefreshStep& step)
      : refresh_(refresh), step_(step), table_(*step.table) {}

  // To its end, or to where it is not covered: both are noted in the step. Of a
  // part that may not be read the whole org is to be read.
  Status read();
  // Writes what there is, now and then, while it waits.
  Status keep_due();

 private:
  Status read_part();
  Status read_by(const SavedWay* way);
  Status find_values(const SavedWay& way);
  Status pass_values(const SavedWay& way);
  Status copy_rows(const SavedWay* way);
  Status take_row(sqlite3_stmt* row, sqlite3_stmt* insert);
  Status write_rows(const SavedWay* way);
  Status keep(const SavedWay* way, bool at_end);
  Status lose(const SavedFile::Statements& sql, const SnapshotValue& to);
  Status lose_rest(const SavedWay& way);
  Status note_lost();
  // Whether rows of the part may have been read to be compared.
  bool compares() const {
    return !step_.part.empty() && !step_.extra && table_.is_comparable();
  }
  const SavedTable* covered_parent(const SavedWay& way) const;
  Status leave_out(std::string why);
  SnapshotRow values() const { return {refresh_.number(), step_.org}; }

  Refresh& refresh_;
  RefreshStep& step_;
  const SavedTable& table_;
  const SavedWay* way_ = nullptr;
  std::size_t rows_ = 0;                // in the batch
  std::optional<std::string> value_;    // of the way, in the last row
  std::optional<std::string> kept_to_;  // values before it are done
  Pacer::Clock::time_point kept_ = Pacer::Clock::now();
};

}  // namespace idp
