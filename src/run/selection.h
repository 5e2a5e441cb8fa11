// selection.h - which rows the DELETE of a statement selects: how many, whether
// whole lists of them, and whether by the keys of a whole org.
// In: the rows that its scans show, and those of which SQLite reads the key.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_set>

#include "plan/plan.h"
#include "run/whole_lists.h"

namespace idp {

class Selection {
 public:
  WholeLists& whole_lists() { return whole_lists_; }

  // The row with that key goes. How many rows did, each counted once: SQLite
  // selects a row twice where two sides of an OR do.
  std::size_t add(const std::string& key) {
    keys_.insert(key);
    return keys_.size();
  }

  // The query names the key of a row that this plan has read.
  void name_key(const Plan& plan) {
    names_org_ = names_org_ || plan.whole_org;
    by_name_ = by_name_ || plan.whole_org || plan.by_key;
  }
  // Rows are told by their keys, and these are read through a whole org: as in
  // DELETE … WHERE _key IN (SELECT _key FROM …), or with a LIMIT.
  bool goes_through_org() const { return names_org_ && by_name_; }

 private:
  WholeLists whole_lists_;
  std::unordered_set<std::string> keys_;
  bool names_org_ = false;
  bool by_name_ = false;
};

}  // namespace idp
