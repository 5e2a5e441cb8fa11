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
//     link to the next one.
//  3. Every row of the list was selected, and each is named by the path: none
//     spared by the WHERE, none staged before, none twice.
//  4. The WHERE looks at nothing but the org and the parameters of the path.
//     So it selects whatever is in the list, should a row have joined it since.
//  5. There are two rows or more. For one, its own call says the same.
//  6. None was taken back since, by ROLLBACK TO.
//
// Tally sees to 1, 2 and 3 while rows are read; who makes one, to 4 (the plan
// says so: whole_lists). WholeLists see to 3 while rows are staged, Stage to 6.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "revoke/stage.h"
#include "scan/listing.h"

namespace idp {

// A list whose rows were all selected.
struct WholeList {
  std::shared_ptr<Bulk> bulk;
  std::size_t rows = 0;
  std::vector<std::size_t> staged;  // their places in the stage, so far
};

// Those that a DELETE has selected: no other statement's rows count as theirs.
class WholeLists {
 public:
  void add(std::string identity, WholeList list) {
    lists_[std::move(identity)] = std::move(list);
  }

  // The stage's last row was staged. When it was the last one of a list, that
  // goes in one call.
  void staged(Stage& stage);

 private:
  std::map<std::string, WholeList> lists_;  // by the call for all of it
};

// Counts the rows of the list that is being read, for one cursor of a DELETE.
class Tally {
 public:
  // `method` is the one that the plan has chosen: rows from another one don't
  // count.
  Tally(const Resource& resource, const Method& method, WholeLists& found)
      : resource_(resource), method_(method), found_(found) {}

  // The scan stands on a row of this list.
  void see(const Listing& listing);
  // That row was selected. Once for each row.
  void take(const std::string& key);
  // The scan has come to its end, without an error.
  void end();

 private:
  void begin(const Listing& listing);

  const Resource& resource_;
  const Method& method_;
  WholeLists& found_;
  std::shared_ptr<const List> list_;  // whose rows are read
  std::shared_ptr<Bulk> bulk_;        // null: not of this kind
  std::string identity_;
  std::size_t page_size_ = 0;  // 0: the list has one page
  std::size_t taken_ = 0;      // rows that were selected
};

}  // namespace idp
