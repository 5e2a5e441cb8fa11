// copies.cpp - one INSERT for all rows.
#include "support/copies.h"

namespace idp::test {
namespace {

std::string text_of(const json::Tree& item, const std::string& name) {
  if (item.items(name).empty()) return item.text(name);
  std::string text;
  for (const json::Tree& one : item.items(name)) {
    text += (text.empty() ? "[" : ",") +
            json::quote(std::get<std::string>(one.value));
  }
  return text + "]";
}

}  // namespace

void copy_table(Database& db, const std::string& table,
                const json::Array& items,
                const std::vector<std::string>& columns) {
  std::string names, values;
  for (const std::string& column : columns) {
    names += (names.empty() ? "" : ", ") + column;
  }
  for (const json::Tree& item : items) {
    std::string row;
    for (const std::string& column : columns) {
      row += (row.empty() ? "(" : ", ") + literal(text_of(item, column));
    }
    values += (values.empty() ? "" : ", ") + row + ")";
  }
  db.rows("CREATE TABLE local_" + table + "(" + names +
          "); INSERT INTO local_" + table + " VALUES " + values);
}

std::string replace_all(std::string text, const std::string& from,
                        const std::string& to) {
  for (std::size_t at = text.find(from); at != text.npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

}  // namespace idp::test
