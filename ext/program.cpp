// program.cpp - reads what EXPLAIN lists, and what its loops do.
#include "ext/program.h"

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <new>
#include <span>
#include <string_view>

#include "ext/flow.h"
#include "ext/prepared.h"

namespace idp {
namespace {

struct FreeName {
  void operator()(char* text) const noexcept { sqlite3_free(text); }
};

bool only_loads(const Instruction& one) {
  return reads_column(one) ||
         is_one_of(one, {"Integer", "Int64", "Real", "String8", "Null",
                         "Variable", "Copy", "SCopy"});
}
// These don't jump: their second number is a register, or nothing.
bool only_works(const Instruction& one) {
  return only_loads(one) ||
         is_one_of(one, {"AggStep", "ResultRow", "MakeRecord", "Function",
                         "PureFunc", "Affinity", "IdxInsert", "SorterInsert",
                         "Add", "Concat", "Cast", "Rowid", "VUpdate"});
}
// To where the program doesn't say here.
bool leaves(const Instruction& one) {
  return is_one_of(one, {"Yield", "Return", "Gosub", "Halt", "Program"});
}

}  // namespace

bool is_one_of(const Instruction& one,
               std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, one.name) != names.end();
}

bool compares(const Instruction& one) {
  return is_one_of(one, {"Eq", "Ne", "Lt", "Le", "Gt", "Ge"});
}

bool reads_column(const Instruction& one) {
  return is_one_of(one, {"Column", "VColumn"});
}

bool Program::is_opened(int cursor, const sqlite3_vtab* table) const {
  const std::string name = name_in_program(table);
  return std::ranges::any_of(code, [&](const Instruction& one) {
    return one.name == "VOpen" && one.p1 == cursor && one.p4 == name;
  });
}

bool Program::is_load(const Instruction* load, const sqlite3_vtab* table,
                      std::size_t column) const {
  return load && load->name == "VColumn" &&
         load->p2 == static_cast<int>(column) && is_opened(load->p1, table);
}

// A LEFT JOIN has a flag, which is 0 before the loop of its right side, and 1
// behind its ON; IfPos looks at it before NULLs take the place of a match.
// Other joins put NULLs without that.
bool Program::is_in_on(const sqlite3_vtab* table, std::size_t column) const {
  int flag = -1;  // a LEFT JOIN's; its NULLs may be those of an index, too
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (code[i].name == "IfPos") {
      flag = code[i].p1;
    } else if (code[i].name != "NullRow") {
      flag = -1;
    } else if (flag < 0) {
      return true;
    }
    if (code[i].name != "NullRow") continue;
    const auto sets = [&](const Instruction& one, int value) {
      return one.name == "Integer" && one.p1 == value && one.p2 == flag;
    };
    bool met = false;
    for (std::size_t n = i; n > 0 && !sets(code[n - 1], 0); --n) {
      const Instruction& one = code[n - 1];
      met |= is_load(&one, table, column);
      if (sets(one, 1)) met = false;  // that was behind the ON
      if (one.address == 0) return true;
    }
    if (met) return true;
  }
  return false;
}

// Constants are loaded behind the program's end, before its begin.
bool Program::is_constant(int target) const {
  const auto end = std::find_if(
      code.rbegin(), code.rend(),
      [](const Instruction& one) { return one.name == "Transaction"; });
  return std::any_of(end.base(), code.end(), [&](const Instruction& one) {
    return is_one_of(one, {"String8", "Variable"}) && one.p2 == target;
  });
}

// From the loop's begin, over what loads values and compares them with
// constants, to the inner table's; and within the loop nothing leaves it.
EachRow Program::asks_for_each_row_of(const sqlite3_vtab* table) const {
  const std::string name = name_in_program(table);
  const auto opened = [&](int cursor) {
    const auto found = std::ranges::find_if(code, [&](const Instruction& one) {
      return one.name == "VOpen" && one.p1 == cursor;
    });
    return found == code.end() ? std::string() : found->p4;
  };
  const auto times_opened = [&](const std::string& what) {
    return std::ranges::count_if(code, [&](const Instruction& one) {
      return one.name == "VOpen" && one.p4 == what;
    });
  };
  if (!whole || times_opened(name) != 1) return {};
  const auto inner = std::ranges::find_if(code, [&](const Instruction& one) {
    return one.name == "VFilter" && opened(one.p1) == name;
  });
  const auto outer = std::find_if(
      std::make_reverse_iterator(inner), code.rend(),
      [](const Instruction& one) { return one.name == "VFilter"; });
  if (outer == code.rend()) return {};
  const auto end = std::find_if(inner, code.end(), [&](const Instruction& one) {
    return one.name == "VNext" && one.p1 == outer->p1;
  });
  const bool left =
      end == code.end() || std::any_of(outer.base(), end, [&](auto& one) {
        return leaves(one) || (!only_works(one) && one.p2 > end->address);
      });
  EachRow each{opened(outer->p1), {}};
  if (left || times_opened(each.table) != 1) return {};
  const Flow flow(code);
  for (auto one = outer.base(); one != inner; ++one) {
    if (only_loads(*one)) continue;
    const auto place = static_cast<std::size_t>(one - code.begin());
    const Instruction* load = flow.writer(place, one->p3);
    if (!compares(*one) || one->p2 != end->address || load == nullptr ||
        load->name != "VColumn" || load->p1 != outer->p1 ||
        !is_constant(one->p1)) {
      return {};
    }
    each.compared.push_back(static_cast<std::size_t>(load->p2));
  }
  return each;
}

std::string name_in_program(const sqlite3_vtab* table) {
  const std::unique_ptr<char, FreeName> name(sqlite3_mprintf("vtab:%p", table));
  if (!name) throw std::bad_alloc();
  return name.get();
}

Program program_of(sqlite3_stmt* statement) {
  Program program;
  if (statement == nullptr) return program;
  const char* sql = sqlite3_sql(statement);
  const Prepared listing = prepare(sqlite3_db_handle(statement),
                                   "EXPLAIN " + std::string(sql ? sql : ""));
  int step = SQLITE_ROW;
  while ((step = sqlite3_step(listing.get())) == SQLITE_ROW) {
    const auto number = [&](int i) {
      return sqlite3_column_int(listing.get(), i);
    };
    // Older versions list the flags as two hexadecimal digits.
    const bool hex = sqlite3_column_type(listing.get(), 6) == SQLITE_TEXT;
    const int flags = hex ? static_cast<int>(std::strtol(
                                column_text(listing, 6).c_str(), nullptr, 16))
                          : number(6);
    program.code.push_back({number(0), column_text(listing, 1), number(2),
                            number(3), number(4), column_text(listing, 5),
                            flags});
  }
  program.whole = step == SQLITE_DONE;
  return program;
}

}  // namespace idp
