// whole_lists.h - when one call may stand for the revocation of many rows.
//
// The provider revokes all that a list has by one call: DELETE of the list's
// own path. It is used instead of a call for each row only where it is provably
// the same:
//
//  1. The statement's rows were read from that very list: same path, and
//     nothing asked beside the path (no `after`, no `limit`, no filter).
//  2. The list was read from its first page to its end. A last page that is
//     full does not count as an end: providers have been known to forget the
//     link to the next one. Then it is read again with one row fewer a page,
//     which has to lead to a page with that row, and no other. (Cursors are
//     opaque, so that none can be made for what may be behind.)
//  3. Every row of the list was selected, or staged before in the transaction,
//     and each is named by the path: none spared by the WHERE, none twice.
//  4. The WHERE looks at nothing but the org and what the path says. So it
//     selects whatever is in the list, should a row have joined it since.
//  5. There are two rows or more. For one, its own call says the same.
//  6. None was taken back since, by ROLLBACK TO.
//
// Tally sees to 1, 2 and 3 while rows are read; who makes one, to 4 (the plan
// says so: whole_lists). WholeLists see to 3 while rows are staged, Stage and
// make_calls() to 5 and 6, and to lists that are parts of other lists.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "call/asked.h"
#include "revoke/stage.h"
#include "scan/listing.h"

namespace idp {

// The lists that a DELETE has selected: no other statement's rows count as
// theirs.
class WholeLists {
 public:
  // Of its rows these were selected, and the others are staged. By identity.
  void add(const std::shared_ptr<const Bulk>& bulk,
           const std::vector<std::string>& selected);

  // The stage's last row was staged. When it was the last one of a list, that
  // can go in one call.
  void staged(Stage& stage);

 private:
  struct WholeList {
    std::shared_ptr<const Bulk> bulk;
    std::size_t unstaged = 0;  // of the rows that were selected
  };
  std::unordered_map<std::string, std::shared_ptr<WholeList>> lists_;  // by row
};

// Looks at the rows of the list that is being read, for one cursor of a DELETE.
class Tally {
 public:
  // `method` is the one that the plan has chosen: rows from another one don't
  // count. All of it outlives the tally.
  Tally(const Resource& resource, const Method& method, WholeLists& found,
        Asked& asked, const std::shared_ptr<const Settings>& settings)
      : resource_(resource),
        method_(method),
        found_(found),
        asked_(asked),
        settings_(settings) {}

  // The scan stands on a row of this list. That it is another one than before
  // may take calls: see end().
  Status see(const Listing& listing);
  // That row was selected; or it is hidden, as it was staged before. Once for
  // each row.
  void take(const std::string& key, bool staged_before);
  // The scan has come to its end, without an error. Where the list's last page
  // is full, that is looked into; it fails if the user asks to stop meanwhile.
  Status end();

 private:
  void begin(const Listing& listing);
  bool is_named(const Revocation& row);
  Result<bool> ends_here(const List& list);

  const Resource& resource_;
  const Method& method_;
  WholeLists& found_;
  Asked& asked_;
  const std::shared_ptr<const Settings> settings_;
  std::shared_ptr<const List> list_;  // whose rows are read
  std::shared_ptr<Bulk> bulk_;        // null: not of this kind
  Arguments arguments_;               // that the list was asked with
  http::Target target_;               // of its last page so far
  std::optional<std::string> owner_;  // of its rows, where their keys say it
  std::size_t page_size_ = 0;         // 0: the list has one page
  std::unordered_set<std::string> rows_;  // that were taken, by identity
  std::vector<std::string> selected_;     // those of them that were selected
};

}  // namespace idp
