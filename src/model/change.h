// change.h - what a document says of calls that change rows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace idp {

enum class Verb { get, del, post };
std::string_view name_of(Verb verb);  // "GET", "DELETE", "POST"

// What SQL a method is for: SELECT, DELETE, UPDATE.
enum class Action { select, remove, change };
std::string_view name_of(Action action);  // "SELECT" …

// The rows for which a method that changes may be called: those whose field has
// one of these values; and what to say of others.
struct When {
  std::string field;
  std::vector<std::string> is;
  std::string otherwise;
};

// What an UPDATE has to set for a method to be called; and the field that says
// it of a row which is on its way there, or none.
struct Sets {
  std::string field, to, on_the_way;
};

}  // namespace idp
