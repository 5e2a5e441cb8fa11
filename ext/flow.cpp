// flow.cpp - knows which registers SQLite's instructions read and write.
#include "ext/flow.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace idp {
namespace {

bool combines(const Instruction& one) {
  return is_one_of(one, {"Concat", "Add", "Subtract", "Multiply", "Divide",
                         "Remainder", "BitAnd", "BitOr", "And", "Or"});
}

// The first register that it writes, and how many. What only changes one, as
// Cast, counts for none.
std::pair<int, int> written(const Instruction& one) {
  if (is_one_of(one, {"Column", "VColumn", "MakeRecord"}) || combines(one) ||
      calls_function(one)) {
    return {one.p3, 1};
  }
  if (one.name == "Move") return {one.p2, one.p3};
  if (one.name == "Copy") return {one.p2, one.p3 + 1};
  if (one.name == "Null") return {one.p2, std::max(one.p3 - one.p2, 0) + 1};
  const bool second = is_one_of(
      one, {"Integer", "Int64", "Real", "String8", "Blob", "Variable", "Param",
            "SCopy", "IntCopy", "Rowid", "IdxRowid", "NewRowid", "Not"});
  return {one.p2, second ? 1 : 0};
}

// As coalesce() and CASE have it: what is written there takes the place of
// something else, or doesn't.
bool may_be_left_out(const Instruction& before, const Instruction& writes) {
  return is_one_of(before, {"NotNull", "IsNull", "Goto"}) &&
         before.p2 > writes.address;
}

// The program has it as "lower(1)".
int arguments_of(const Instruction& call) {
  const std::size_t open = call.p4.find('(');
  return open == call.p4.npos ? 0 : std::atoi(call.p4.c_str() + open + 1);
}

}  // namespace

bool is_number(const std::string& affinities, int k) {
  const auto at = static_cast<std::size_t>(k);
  return at < affinities.size() && affinities[at] >= 'C';
}

bool calls_function(const Instruction& one) {
  return is_one_of(
      one, {"Function", "Function0", "PureFunc", "PureFunc0", "AggStep"});
}

const Instruction* Flow::writer(std::size_t place, int target) const {
  while (place > 0) {
    const Instruction& one = code_[--place];
    if (one.address == 0) return nullptr;  // where its program begins
    const auto [first, count] = written(one);
    if (first <= target && target < first + count) return &one;
  }
  return nullptr;
}

bool Flow::comes_from(std::size_t place, int target, const Gives& source,
                      int depth) const {
  const Instruction* one = writer(place, target);
  if (one == nullptr) return false;
  if (source(*one)) return true;
  const auto at = static_cast<std::size_t>(one - code_.data());
  const auto from = [&](int other) {
    return comes_from(at, other, source, depth);
  };
  if (may_be_left_out(code_[at - 1], *one) && from(target)) return true;
  if (one->name == "Column") {
    return depth > 0 && is_kept_from(one->p1, one->p2, source, depth - 1);
  }
  if (is_one_of(*one, {"Copy", "Move"})) {
    return from(one->p1 + target - one->p2);
  }
  if (one->name == "SCopy") return from(one->p1);
  if (combines(*one)) return from(one->p1) || from(one->p2);
  for (int k = 0; calls_function(*one) && k < arguments_of(*one); ++k) {
    if (from(one->p2 + k)) return true;
  }
  return false;
}

bool Flow::is_kept_from(int cursor, int column, const Gives& source,
                        int depth) const {
  return std::ranges::any_of(records(cursor), [&](std::size_t place) {
    const Instruction& record = code_[place];
    return column < record.p2 &&
           comes_from(place, record.p1 + column, source, depth);
  });
}

bool Flow::is_kept_as_number(int cursor, int column) const {
  return std::ranges::any_of(records(cursor), [&](std::size_t place) {
    return is_number(code_[place].p4, column);
  });
}

std::vector<std::size_t> Flow::records(int cursor) const {
  std::vector<int> filled = {cursor};
  for (const Instruction& one : code_) {
    if (one.name == "OpenDup" && one.p1 == cursor) filled.push_back(one.p2);
    if (one.name == "SorterData" && one.p3 == cursor) filled.push_back(one.p1);
  }
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < code_.size(); ++i) {
    if (!is_one_of(code_[i], {"Insert", "IdxInsert", "SorterInsert"}) ||
        std::ranges::count(filled, code_[i].p1) == 0) {
      continue;
    }
    const Instruction* record = writer(i, code_[i].p2);
    if (record == nullptr || record->name != "MakeRecord") continue;
    places.push_back(static_cast<std::size_t>(record - code_.data()));
  }
  return places;
}

}  // namespace idp
