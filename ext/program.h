// program.h - what SQLite made of a statement, as EXPLAIN lists it: its text
// doesn't tell what its views do, nor xBestIndex what stands in no WHERE.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "ext/sqlite.h"

namespace idp {

struct Instruction {
  int address = 0;  // that of a trigger's program begin at 0 again
  std::string name;
  int p1 = 0, p2 = 0, p3 = 0;
  std::string p4;
  int p5 = 0;
};

struct EachRow {
  std::string table;  // its name in the program; empty: none, or who knows
  std::vector<std::size_t> compared;  // columns of it; one for each constant
};

struct Program {
  std::vector<Instruction> code;
  bool whole = false;  // SQLite has told it to the end

  // Whether that column may be compared in the ON of an outer join, which keeps
  // the rows of one side without a match. REQUIRES: the program is whole.
  bool is_in_on(const sqlite3_vtab* table, std::size_t column) const;
  // Whether that column itself is a condition, as in WHERE oauthTokens.
  bool tests(const sqlite3_vtab* table, std::size_t column) const;
  // Whether that column, a text, is compared as a number: with a column of
  // numbers, or what CAST made one, or with such by IN. SQLite then reads '005'
  // as 5, or should.
  bool compares_as_number(const sqlite3_vtab* table, std::size_t column) const;
  // Whether rows of that plan are selected by comparing that column, or what is
  // made of it, with what no plan of ours gives: a constant, or another table's
  // column in whose place no NULLs are put where no row of it matches.
  bool compares_elsewhere(const sqlite3_vtab* table, std::size_t column,
                          const std::string& plan) const;
  // The table of ours for each of whose rows that one is asked: SQLite stops at
  // none of them, and drops before only those whose columns, compared with
  // constants, don't hold.
  EachRow asks_for_each_row_of(const sqlite3_vtab* table) const;

 private:
  bool is_opened(int cursor, const sqlite3_vtab* table) const;
  bool is_load(const Instruction* load, const sqlite3_vtab* table,
               std::size_t column) const;
  bool is_constant(int target) const;
};

bool is_one_of(const Instruction& one,
               std::initializer_list<std::string_view> names);
bool compares(const Instruction& one);
bool reads_column(const Instruction& one);

// As EXPLAIN and the program name the table.
std::string name_in_program(const sqlite3_vtab* table);

Program program_of(sqlite3_stmt* statement);

}  // namespace idp
