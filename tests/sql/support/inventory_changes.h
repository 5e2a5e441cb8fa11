// inventory_changes.h - what became of an org's rows, to be compared with what
// an inventory tells of it.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "support/inventory.h"

namespace idp::test {

// By key: all columns of the saved rows.
using Snapshot = std::map<std::vector<std::string>, std::vector<std::string>>;

struct Keyed {
  std::string table, key;
};
inline const Keyed kKeyed[] = {{"users", "id"},
                               {"apps", "id"},
                               {"user_clients", "userId, client_id"},
                               {"oauth_tokens", "id"},
                               {"grants", "id"}};

inline Snapshot snapshot(InventoryFixture& org, const Keyed& of,
                         const std::string& prefix = "") {
  Snapshot rows;
  for (auto& row : org.file.rows("SELECT " + org.columns(of.table) + ", " +
                                 of.key + " FROM " + prefix + of.table)) {
    const auto keys = 1 + std::ranges::count(of.key, ',');
    const std::vector<std::string> key(row.end() - keys, row.end());
    row.resize(row.size() - static_cast<std::size_t>(keys));
    rows[key] = row;
  }
  return rows;
}

// What became of the rows, as saved_…_changes tells it.
inline Rows changes(const Snapshot& before, const Snapshot& after) {
  Rows rows;
  const auto add = [&](const char* what, const std::vector<std::string>& key) {
    rows.push_back({what});
    rows.back().insert(rows.back().end(), key.begin(), key.end());
  };
  for (const auto& [key, row] : after) {
    const auto old = before.find(key);
    if (old == before.end()) add("added", key);
    if (old != before.end() && old->second != row) add("changed", key);
  }
  for (const auto& [key, row] : before) {
    if (!after.contains(key)) add("removed", key);
  }
  std::ranges::sort(rows);
  return rows;
}

// That saved_…_changes of a refresh tells what became of the rows since the one
// before, and nothing else; `rows` are what it shows then.
inline const Snapshot& check_changes(InventoryFixture& org, const Keyed& of,
                                     std::int64_t refresh, Snapshot& rows) {
  const Snapshot shown = snapshot(org, of, "saved_");
  Rows told =
      org.file.rows("SELECT what, " + of.key + " FROM saved_" + of.table +
                    "_changes WHERE refresh = " + std::to_string(refresh));
  std::ranges::sort(told);
  CHECK(told == changes(rows, shown));
  return rows = shown;
}

}  // namespace idp::test
