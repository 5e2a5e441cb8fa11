// compares.cpp - what a program compares with what.
#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include "ext/flow.h"
#include "ext/program.h"

namespace idp {
namespace {

// What an IN of numbers hands over one by one.
bool is_handed_number(const Flow& flow, std::size_t place,
                      const Instruction& filter) {
  const Instruction* count = flow.writer(place, filter.p3 + 1);
  for (int k = 0; count != nullptr && k < count->p1; ++k) {
    const Instruction* value = flow.writer(place, filter.p3 + 2 + k);
    if (value && (value->name == "Rowid" ||
                  (value->name == "Column" &&
                   flow.is_kept_as_number(value->p1, value->p2)))) {
      return true;
    }
  }
  return false;
}

// Where what a column of ours says is compared with what is not ours.
class Elsewhere {
 public:
  Elsewhere(const std::vector<Instruction>& code, Gives is_column)
      : code_(code), is_column_(std::move(is_column)) {}
  Elsewhere(const Elsewhere&) = delete;

  bool any() {
    while (widen()) {
    }
    for (std::size_t i = 0; i < code_.size(); ++i) {
      if (is_compared(i) || is_sought(i) || is_tested(i)) return true;
    }
    return false;
  }

 private:
  bool has(std::string_view name, int cursor) const {
    return std::ranges::any_of(code_, [&](const Instruction& one) {
      return one.name == name && one.p1 == cursor;
    });
  }

  bool comes_from(std::size_t place, int target, const Gives& gives) const {
    return flow_.comes_from(place, target, gives);
  }
  // Where NULLs may be put for it, a comparison with it leaves no row out.
  bool may_be_null(std::size_t place, int target) const {
    return comes_from(place, target, [&](const Instruction& one) {
      return one.name == "Null" ||
             (reads_column(one) && has("NullRow", one.p1));
    });
  }
  // A constant that another table of ours is compared with may be its org.
  bool is_elsewhere(std::size_t place, int target, bool own) const {
    return !comes_from(place, target, is_ours_) &&
           !may_be_null(place, target) &&
           (own || comes_from(place, target, is_row_));
  }

  // What another table of ours is asked for says the same there, as in
  // g.subdomain = u.subdomain. False: there is no more of that kind.
  bool widen() {
    const std::size_t before = more_.size();
    for (std::size_t i = 0; i < code_.size(); ++i) {
      if (!is_one_of(code_[i], {"Eq", "Ne"})) continue;
      const int sides[] = {code_[i].p1, code_[i].p3};
      for (int k = 0; k < 2; ++k) {
        const Instruction* other = flow_.writer(i, sides[1 - k]);
        if (other != nullptr && is_ours_(*other) && !is_same_(*other) &&
            comes_from(i, sides[k], is_same_)) {
          more_.emplace_back(other->p1, other->p2);
        }
      }
    }
    return more_.size() > before;
  }

  bool is_compared(std::size_t i) const {
    const int left = code_[i].p1, right = code_[i].p3;
    const auto with = [&](int one, int other) {
      return comes_from(i, one, is_same_) &&
             is_elsewhere(i, other, comes_from(i, one, is_column_));
    };
    return compares(code_[i]) && (with(left, right) || with(right, left));
  }

  // Looked up in a list or in an index, or among what is kept of it.
  bool is_sought(std::size_t i) const {
    const Instruction& one = code_[i];
    const bool list = is_one_of(one, {"Found", "NotFound"});
    if (!list && !is_one_of(one, {"SeekGE", "SeekGT", "SeekLE", "SeekLT"})) {
      return false;
    }
    const int count = std::atoi(one.p4.c_str());
    for (int k = 0; k < count; ++k) {
      const int key = one.p3 + k;
      const auto has_kept = [&](const Gives& gives) {
        return flow_.is_kept_from(one.p1, k, gives);
      };
      const bool own = comes_from(i, key, is_column_);
      if (!comes_from(i, key, is_same_)) {
        if (has_kept(is_same_) && is_elsewhere(i, key, has_kept(is_column_)))
          return true;
      } else if (!has_kept(is_ours_) &&
                 (list ? own || has_kept(is_row_) : !has("NullRow", one.p1))) {
        return true;
      }
    }
    return false;
  }

  // What a function makes of it is a condition.
  bool is_tested(std::size_t i) const {
    if (!is_one_of(code_[i], {"If", "IfNot"})) return false;
    const Instruction* test = flow_.writer(i, code_[i].p1);
    return test != nullptr && calls_function(*test) &&
           comes_from(i, code_[i].p1, is_same_) && !may_be_null(i, code_[i].p1);
  }

  const std::vector<Instruction>& code_;
  const Flow flow_{code_};
  std::vector<std::pair<int, int>> more_;  // cursors and columns
  const Gives is_column_;
  const Gives is_same_ = [this](const Instruction& load) {
    return is_column_(load) ||
           (load.name == "VColumn" &&
            std::ranges::count(more_, std::pair(load.p1, load.p2)) > 0);
  };
  // No constant of a list.
  const Gives is_row_ = [this](const Instruction& load) {
    return reads_column(load) &&
           (load.name == "VColumn" || has("OpenRead", load.p1));
  };
  // Plans of ours alone name a call.
  const Gives is_ours_ = [this](const Instruction& load) {
    return load.name == "VColumn" &&
           std::ranges::any_of(code_, [&](const Instruction& one) {
             return one.name == "VFilter" && one.p1 == load.p1 &&
                    one.p4.find(": GET ") != std::string::npos;
           });
  };
};

}  // namespace

bool Program::tests(const sqlite3_vtab* table, std::size_t column) const {
  const Flow flow(code);
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (is_one_of(code[i], {"If", "IfNot"}) &&
        is_load(flow.writer(i, code[i].p1), table, column)) {
      return true;
    }
  }
  return false;
}

// The affinity is among the flags of a comparison, and a letter for each
// register where these are to be found in a list. What an IN hands over one by
// one is compared as a text with each row, or not at all.
bool Program::compares_as_number(const sqlite3_vtab* table,
                                 std::size_t column) const {
  constexpr int kAffinity = 0x47;
  const Flow flow(code);
  for (std::size_t i = 0; i < code.size(); ++i) {
    const Instruction& one = code[i];
    const auto loads = [&](int target) {
      return is_load(flow.writer(i, target), table, column);
    };
    if (compares(one) && (one.p5 & kAffinity) >= 'C' &&
        (loads(one.p1) || loads(one.p3))) {
      return true;
    }
    if (one.name == "SeekRowid" && loads(one.p3)) return true;
    for (int k = 0; one.name == "Affinity" && k < one.p2; ++k) {
      if (is_number(one.p4, k) && loads(one.p1 + k)) return true;
    }
    if (one.name == "VFilter" && is_opened(one.p1, table) &&
        is_handed_number(flow, i, one)) {
      return true;
    }
  }
  return false;
}

bool Program::compares_elsewhere(const sqlite3_vtab* table, std::size_t column,
                                 const std::string& plan) const {
  const auto is_column = [&](const Instruction& load) {
    return is_load(&load, table, column) &&
           std::ranges::any_of(code, [&](const Instruction& one) {
             return one.name == "VFilter" && one.p1 == load.p1 &&
                    one.p4 == plan;
           });
  };
  return Elsewhere(code, is_column).any();
}

}  // namespace idp
