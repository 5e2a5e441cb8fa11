// saved.h - what documents say of an inventory: which tables are saved, how,
// and what the provider's log tells of their changes. See
// refresh/saved_table.h.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace idp {

// The log that says what is to be read again. Its SELECTs have the org as ?1.
struct SavedEvents {
  std::string newest;  // uuid and time of the newest event
  // Those since ?2, and late ones before it, again: uuid, time, type, type and
  // id of the actor, and of a target: a row for each target.
  std::string events;
  // What an id of such a type is: a column of a saved table, "users.id".
  std::vector<std::pair<std::string, std::string>> ids;
  // Types of events, as GLOB has them, that no table's document has to know:
  // "ignored" change nothing that is saved; "about" are about everything, where
  // no document knows them and they name nothing.
  std::vector<std::pair<std::string, std::string>> types;
};

// What the log tells of a table.
struct SavedLog {
  // By whose values the rows are read that events name: one of Saved::by; of
  // one list, its key.
  std::string by;
  // The column with what else they name, and what that is in the table that has
  // it: "apps.client_id". Or both empty.
  std::string column, through;
  // Types of events, as GLOB has them, by what they tell: "named", "of", "all",
  // "unnamed", as schema/README.md explains.
  std::vector<std::pair<std::string, std::string>> events;
  bool in_turn = false;  // what no event names is read by and by
  std::string again;     // SQL: rows that are read each time; or empty
  std::vector<std::string> drifts;  // columns that change without an event
  std::vector<std::string> after;   // tables whose changes are this one's, too
  // SQL: what rows repeat of a row `a` that `through` leads to; or empty.
  std::string repeats;

  std::string through_table() const {
    return through.substr(0, through.find('.'));
  }
  std::string through_field() const {
    return through.substr(through.find('.') + 1);
  }
};

// What an inventory has of a table.
struct Saved {
  // The path parameters by whose values it is read: the first that the
  // credential may use. None: it is one list.
  std::vector<std::string> by;
  std::vector<std::string> without;  // fields that are not saved
  std::vector<std::string> indexed;  // columns, beside the key
  std::optional<SavedLog> log;       // none: each refresh reads all
};

}  // namespace idp
