// refresh_log.h - which rows of an org a refresh has to read again, as the
// provider's log tells.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "ext/live_tables.h"
#include "ext/saved_file.h"
#include "refresh/saved_table.h"

namespace idp {

// Works in temp tables of the file, and writes nothing to the file itself.
class RefreshLog {
 public:
  // How a table was last read: a row of saved_read.
  struct Read {
    std::size_t way = 0;
    std::string uuid, published;  // of the newest event then
    std::string turn;             // the last value in turn
    std::string since;            // when that was, by the provider's clock:
    std::int64_t turned = 0;      // seconds ago
    std::int64_t runs = 0;        // by the log, since all was read,
    std::int64_t whole = 0;       // so many seconds ago
  };
  // The decision on a table: the value of `part` and `extra` in saved_steps.
  struct Decision {
    std::string part, extra;  // part empty: all is read,
    std::string why;          // for this reason, or empty: it is as cheap
    std::string turn;
  };

  // All outlive it. `tables` are all of the provider that are saved.
  RefreshLog(SavedFile& file, LiveTables& live, std::span<const SavedTable> all,
             const Provider& provider, std::string org, std::int64_t number)
      : file_(file),
        live_(live),
        all_(all),
        provider_(provider),
        with_{number, std::move(org)} {}

  Result<std::map<std::string, Read>> reads();
  // The time by the provider's clock, once it has answered.
  std::string now() const;
  // These fail where the log can't be asked; is_refused() says whether it never
  // can, for want of a right or of a table.
  bool is_refused() const { return refused_ || live_.was_forbidden(); }
  // The newest event of the org: uuid and time. Both NULL: there is none.
  Result<SnapshotRow> newest();
  // Reads the events since that time, and which rows they name.
  Status read(const std::string& since);
  // The newest of these, or those before them: whether that one is there.
  Result<SnapshotRow> newest_read();
  Result<bool> has_read(const std::string& uuid);
  // What of the table is due. In the order of the tables: one's sample is that
  // of those that are read by it.
  Result<Decision> due(const SavedTable& table, const Read& last);
  // The values of a table that differ, though no event tells why; or empty.
  Result<std::string> unexplained(std::span<const SavedTable* const> tables);

 private:
  using Take = std::function<Status(const SnapshotRow&)>;
  Status live_rows(const std::string& sql, const std::string& since,
                   const Take& take);
  Status name();
  Status run(const SavedTable& table, const std::string& section,
             const SqlWords& words, const SnapshotRow& more = {});
  // Those that events name. Returns the type of one that may be about all.
  Result<std::string> due_by_events(const SavedTable& table,
                                    const SavedWay* whole);
  Status due_in_turn(const SavedTable& table, const SavedWay& way,
                     const Read& last, Decision& decision);
  Result<bool> is_dearer(const SavedTable& table, const SavedWay* whole);

  SavedFile& file_;
  LiveTables& live_;
  std::span<const SavedTable> all_;
  const Provider& provider_;
  bool refused_ = false;
  SnapshotRow with_;  // the number of the refresh, and the org
};

}  // namespace idp
