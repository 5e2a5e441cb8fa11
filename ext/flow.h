// flow.h - follows values through SQLite's registers, and what it keeps for
// later: rows of a subquery, of an IN, an index that is made for one statement.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "ext/program.h"

namespace idp {

// Whether an instruction gives the value that is looked for.
using Gives = std::function<bool(const Instruction&)>;

class Flow {
 public:
  explicit Flow(std::span<const Instruction> code) : code_(code) {}

  // What wrote a register last before that place, or null. Jumps are not
  // followed.
  const Instruction* writer(std::size_t place, int target) const;
  // Whether what a register holds there was made of what such a source gave.
  bool comes_from(std::size_t place, int target, const Gives& source,
                  int depth = kDepth) const;
  // The same of a column of what is kept for that cursor.
  bool is_kept_from(int cursor, int column, const Gives& source,
                    int depth = kDepth) const;
  bool is_kept_as_number(int cursor, int column) const;

 private:
  // How often that may have been kept: rows of WITH RECURSIVE come from others.
  static constexpr int kDepth = 4;
  // The places of the instructions that make the records of a cursor.
  std::vector<std::size_t> records(int cursor) const;

  std::span<const Instruction> code_;
};

// Of the numbers that Affinity and MakeRecord name by letters: from NUMERIC on.
bool is_number(const std::string& affinities, int k);
// Whether it calls an SQL function, or a step of one.
bool calls_function(const Instruction& one);

}  // namespace idp
