// losses.cpp - sets of ids, before and after.
#include "support/losses.h"

#include <algorithm>
#include <iterator>

namespace idp::test {
namespace {

Set copied_ids(Database& db) {
  return first_column(
      db.rows("SELECT id FROM local_oauth_tokens UNION ALL SELECT id FROM "
              "local_grants"));
}

}  // namespace

Set all_ids(const Org& org) {
  Set all;
  for (const json::Array* items : {&org.tokens(), &org.grants()}) {
    for (const json::Tree& item : *items) all.insert(item.text("id"));
  }
  return all;
}

Set first_column(const Rows& rows) {
  Set all;
  for (const auto& row : rows) all.insert(row.at(0));
  return all;
}

Set without(const Set& all, const Set& some) {
  Set rest;
  std::ranges::set_difference(all, some, std::inserter(rest, rest.end()));
  return rest;
}

bool within(const Set& some, const Set& all) {
  return std::ranges::includes(all, some);
}

Loss local_loss(Database& db, const std::string& sql) {
  const Set before = copied_ids(db);
  db.rows("BEGIN;" + LocalCopy::local(sql));
  Loss loss;
  loss.changes = sqlite3_changes(db.handle());
  loss.gone = without(before, copied_ids(db));
  db.rows("ROLLBACK");
  return loss;
}

}  // namespace idp::test
