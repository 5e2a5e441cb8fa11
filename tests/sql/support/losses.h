// losses.h - which tokens and grants a DELETE takes away: at the provider, and
// from ordinary tables with the same rows.
#pragma once

#include <set>
#include <string>

#include "support/copies.h"

namespace idp::test {

using Set = std::set<std::string>;

// The ids of all tokens and grants.
Set all_ids(const Org& org);
Set first_column(const Rows& rows);
Set without(const Set& all, const Set& some);
bool within(const Set& some, const Set& all);

struct Loss {
  Set gone;
  int changes = 0;  // as SQLite counts those of the last statement
};

// What statements over the copies would take away, of all ids that the copies
// have now. They are rolled back.
Loss local_loss(Database& db, const std::string& sql);

}  // namespace idp::test
